"""The manifest names every shipped guideline, with its title, and none that is not shipped."""

from __future__ import annotations

import re
from pathlib import Path

from b12regimen import guideline_ids, load_guideline, load_product, product_ids

MANIFEST = (Path(__file__).parent.parent / "docs" / "manifest.md").read_text("utf-8")


def test_every_guideline_is_listed_with_title_version_and_the_evidence_of_its_doses() -> None:
    listed = {
        row[0]: row[1:] for row in re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|$", MANIFEST, re.MULTILINE)
    }
    assert list(listed) == guideline_ids()
    for name, (title, version, evidence) in listed.items():
        guideline = load_guideline(name)
        assert (title, version) == (guideline.title, guideline.version)
        rules = guideline.rules.values()
        dosed = [rule for rule in rules if rule.regimens] or list(rules)
        read = {citation.source.evidence for rule in dosed for citation in rule.citations}
        assert evidence.split("; ")[0] == ", ".join(sorted(read)), name
        assert ("superseded" in evidence) is (guideline.superseded_by is not None)


def test_every_product_is_listed_with_its_strength_and_evidence() -> None:
    listed = dict(re.findall(r"^\| `(\S+)` \| ([^|]+ \| (?:primary|secondary|, )+) \|$", MANIFEST, re.MULTILINE))
    assert list(listed) == product_ids()
    for name, said in listed.items():
        product = load_product(name)
        read = ", ".join(sorted({citation.source.evidence for citation in product.citations}))
        assert said == f"{product.drug} {product.strength} | {read}"
