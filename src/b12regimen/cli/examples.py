"""What the help shows of each command: examples that run as they stand, with the files that they name."""

from __future__ import annotations

from typing import Final

PATIENT: Final = """\
age = 46
purpose = "treatment"
cause = "pernicious-anaemia"
optic_disease = "none"

[severity]
neurological = true
"""

START: Final = f"""\
Where to start. Write what is known of a patient into `patient.toml`:

```toml
{PATIENT.rstrip()}
```

and ask a guideline, of which `b12regimen guidelines` lists all:

```console
b12regimen recommend patient.toml --guideline uk-bnf-hydroxocobalamin
```

`b12regimen COMMAND --help` has examples of each command.
"""

_ISSUER: Final = "https://ehr.example.org=https://ehr.example.org/keys"
_BNF: Final = "--guideline uk-bnf-hydroxocobalamin"

EXAMPLES: Final = {
    "recommend": (f"recommend patient.toml {_BNF}", f"recommend patient.toml {_BNF} --json"),
    "compare": (
        "compare patient.toml",
        "compare patient.toml --guideline uk-bnf-hydroxocobalamin --guideline us-fda-cyanocobalamin",
    ),
    "monitor": (f"monitor patient.toml {_BNF} --start 2026-03-02",),
    "schedule": (
        f"schedule patient.toml {_BNF} --start 2026-03-02 --begins-with maintenance --policy longest",
        f"schedule patient.toml {_BNF} --start 2026-03-02 --given given.csv --today 2026-03-20 --json",
    ),
    "review": (f'review "hydroxocobalamin 1 mg IM every 2 months" patient.toml {_BNF}',),
    "prepare": ('prepare "1 mg" --product uk-neo-cytamen --route IM --syringe "2 mL" --graduation "0.1 mL"',),
    "convert": ('convert "200 pg/mL" pmol/L --analyte total-b12',),
    "interpret": ("interpret results.toml --thresholds uk-nice-ng239",),
    "response": ('response results.toml follow-up.toml --since-start "8 weeks" --symptoms improved',),
    "guidelines": ("guidelines", "guidelines uk-bnf-hydroxocobalamin"),
    "thresholds": ("thresholds uk-nice-ng239",),
    "products": ("products uk-neo-cytamen",),
    "check": ("check my-protocol.toml",),
    "changes": ("changes uk-bnf-hydroxocobalamin-3-monthly uk-bnf-hydroxocobalamin",),
    "schema": ("schema > guideline.schema.json",),
    "serve": (
        f'serve {_BNF} --results-within "any-age" --without-authentication',
        f"serve {_BNF} --results-within 365 --base-url https://cds.example.org --issuer {_ISSUER}",
    ),
}


USAGES: Final = {
    "guidelines": "Usage: b12regimen guidelines [OPTIONS] [GUIDELINE]",
    "products": "Usage: b12regimen products [OPTIONS] [PRODUCT]",
    "thresholds": "Usage: b12regimen thresholds [OPTIONS] [CUT_OFFS]",
}


def below_the_help(command: str) -> str:
    """Write the examples of a command, each in one line however long, so that all of it runs when it is copied."""
    return "\n".join(["\nFor instance:\n", *(f"  b12regimen {example}" for example in EXAMPLES[command])])
