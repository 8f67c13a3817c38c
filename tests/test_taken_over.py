"""What a file may take over from a guideline: schedules stay with their documents and their patients."""

from __future__ import annotations

import pytest

from b12regimen import GuidelineError, load_guideline, parse_guideline

BASE = "uk-bnf-hydroxocobalamin"
HEAD = """
extends = "uk-bnf-hydroxocobalamin"
id = "ours"
title = "Ours"
publisher = "Our hospital"
version = "2026"
"""
SOURCE = """
[[source]]
key = "protocol"
title = "Our protocol"
evidence = "primary"
"""


def findings(text: str) -> list[tuple[str, str]]:
    """Give the path and the reason of each error."""
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text)
    return [(finding.path, finding.reason) for finding in caught.value.findings]


# What a file is about decides which alerts hold, so only a file about treatment treats


@pytest.mark.parametrize("about", ["testing", "follow-up"])
def test_rules_that_treat_are_not_taken_over_into_a_file_about_anything_else(about: str) -> None:
    ((path, reason),) = findings(f'{HEAD}about = "{about}"\n')
    assert path == "about"
    assert f'this is "{about}", and' in reason
    assert '"with-neurological-involvement"' in reason
    assert "leave about out" in reason


@pytest.mark.parametrize("action", ["inject", "oral", "either"])
@pytest.mark.parametrize("about", ["testing", "follow-up"])
def test_a_rule_that_treats_is_for_a_file_about_treatment(action: str, about: str) -> None:
    base = load_guideline(BASE)
    drop = ", ".join(f'"{name}"' for name, rule in base.rules.items() if rule.action == "inject")
    text = f"""{HEAD}about = "{about}"\ndrop = [{drop}]\n{SOURCE}
    [[rule]]
    id = "all"
    when = {{ age = "adult", cause = "not-metabolic" }}
    action = "{action}"
    repletion = "none"
    maintenance = "1 mg IM every 3 months"
    printed = "1 mg every 3 months"
    ADVICE
    source = "protocol"
    """
    text = text.replace("ADVICE", "" if action == "inject" else 'advice = "either will do"')
    reason = (
        f'"{action}" says how to treat, and this file is about {about}: leave about out, for a file about treatment'
    )
    assert findings(text) == [("rule[0].action", reason)]
    assert parse_guideline(text.replace(f'about = "{about}"', "")).rules["all"].action == action
