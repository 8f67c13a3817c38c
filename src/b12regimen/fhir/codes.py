"""What codes mean: those that the library ships, and those that a caller adds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import attrs

from b12regimen.errors import FhirError, Finding, did_you_mean, listed
from b12regimen.fhir.reading import codings, shown, words
from b12regimen.patients.analytes import ANALYTE_NAMES, ANALYTES
from b12regimen.patients.parts import Conditions
from b12regimen.patients.patient import CAUSE_KINDS, CauseKind, OpticDisease, Pregnancy
from b12regimen.published import PUBLISHED
from b12regimen.regimens.dosing import DRUGS, ROUTES
from b12regimen.values.units import UNITS, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.patients.analytes import AnalyteName

_SHIPPED: Final = PUBLISHED / "fhir_codes.toml"

MeaningKind = Literal[
    "analyte",
    "cause",
    "deficiency",
    "neurological",
    "nitrous_oxide",
    "pregnancy",
    "optic_disease",
    "condition",
    "b12-given",
    "drug",
    "route",
    "form",
]
CodeKey: TypeAlias = tuple[str, str]

_ATC: Final = "http://www.whocc.no/atc"
# A whole code of one substance, by the rules of ATC, in no group that holds vitamins, antianaemics or antidotes.
_OF_ANOTHER_SUBSTANCE: Final = re.compile(r"(?!A11|B03|V)[A-Z][0-9]{2}[A-Z]{2}[01][0-9]")

MEANINGS: Final[Mapping[MeaningKind, tuple[str, ...]]] = {
    "analyte": ANALYTE_NAMES,
    "cause": CAUSE_KINDS,
    "deficiency": ("confirmed",),
    "neurological": ("true",),
    "nitrous_oxide": ("true",),
    "pregnancy": get_args(Pregnancy),
    "optic_disease": get_args(OpticDisease),
    "condition": tuple(field.name for field in attrs.fields(Conditions) if field.init),
    "b12-given": ("IM", "SC", "injection", "unknown"),
    "drug": (*DRUGS, "not-stated"),
    "route": ROUTES,
    "form": ("ampoule",),
}


@attrs.frozen
class Meaning:
    """One fact that a code stands for.

    Attributes:
        kind: What it is about.
        value: What it says.
    """

    kind: MeaningKind
    value: str

    @property
    def path(self) -> str:
        """The fact of a patient that it is about, by its path: "severity.neurological", "labs.total-b12"."""
        paths: dict[str, str] = {
            "analyte": f"labs.{self.value}",
            "b12-given": "b12_treatment",
            "condition": f"conditions.{self.value}",
            "neurological": "severity.neurological",
        }
        return paths.get(self.kind, self.kind)

    @property
    def is_of_a_finding(self) -> bool:
        """It is what a diagnosis says: no result, and nothing about a medicine."""
        return self.kind not in ("analyte", "b12-given", "drug", "route", "form")


@attrs.frozen(kw_only=True)
class Code:
    """A code that is known.

    Attributes:
        name: Its name, or "as the caller says".
        means: What it stands for.
        may_be: Causes that a clinician may find, which the name does not call the cause.
        units: For an analyte, the units that its name allows.
        because: Why it stands for nothing; ``None`` where it stands for something.
    """

    name: str
    means: tuple[Meaning, ...] = ()
    may_be: tuple[CauseKind, ...] = ()
    units: tuple[Unit, ...] = ()
    because: str | None = None

    @property
    def as_medicine(self) -> str:
        """Its name as a list of medicines or allergies has it: that of the drug that it stands for, else its own."""
        drugs = (meaning.value for meaning in self.means if meaning.kind == "drug")
        return next(("vitamin B12" if drug == "not-stated" else drug for drug in drugs), self.name)


@attrs.frozen
class Codes:
    """All codes that are known, by system and code."""

    known: Mapping[CodeKey, Code]

    def of(self, concept: object) -> list[Code]:
        """Give the known codes of a concept."""
        found = [self.known.get((system or "", code)) for system, code in codings(concept)]
        return [code for code in found if code is not None]

    def why_not_told(self, concept: object) -> str | None:
        """Say why a concept does not tell what it is of, so that it may be of anything; ``None`` where it does."""
        each = codings(concept)
        if not each and words(concept) is None:
            return "it has no code and no words, so it may be of anything"
        without = [code for system, code in each if system is None and code in {known for _, known in self.known}]
        return f"its code, {shown(without[0])}, names no system, so it may be of anything" if without else None

    def meant(self, concept: object, kind: MeaningKind) -> list[str]:
        """Give what the codes of a concept say of one kind, each once."""
        said = [meaning.value for code in self.of(concept) for meaning in code.means if meaning.kind == kind]
        return list(dict.fromkeys(said))

    def names_another_medicine(self, concept: object) -> bool:
        """Tell whether the codes of a concept say that it is a medicine of one other substance than vitamin B12."""
        own = [code for system, code in codings(concept) if system == _ATC]
        return bool(own) and not self.of(concept) and all(map(_OF_ANOTHER_SUBSTANCE.fullmatch, own))

    def paths(self, concept: object) -> tuple[str, ...]:
        """Give the facts of a patient of which the codes of a concept speak, each once."""
        return tuple(dict.fromkeys(meaning.path for code in self.of(concept) for meaning in code.means))

    def elsewhere(self, concept: object) -> list[tuple[str, str, str]]:
        """List the codes of a concept that are read under other addresses: system, code, and where it is read."""
        others = [(system or "no system", code) for system, code in codings(concept)]
        each = ((system, code, _addresses().get(code, ())) for system, code in others)
        return [
            (shown(system), code, listed(addresses, "and"))
            for system, code, addresses in each
            if addresses and (system, code) not in self.known
        ]

    def why_not_of_another_address(self, concept: object) -> list[str]:
        """Say of each such code under which address it is read, and what would do."""
        hint = "codes= (--code of the service) says what another address means"
        return [
            f"{code} is read as a code of {of}, not of {system}; {hint}" for system, code, of in self.elsewhere(concept)
        ]

    def paths_elsewhere(self, concept: object) -> tuple[str, ...]:
        """Give the facts of which the codes of a concept would speak, were they of an address that is read."""
        codes = [self.known[address, code] for _, code, _ in self.elsewhere(concept) for address in _addresses()[code]]
        means = [meaning for code in codes for meaning in code.means]
        return tuple(dict.fromkeys(one.path for one in means if one.is_of_a_finding or one.kind == "analyte"))

    def for_meaning(self, meaning: Meaning, system: Literal["loinc", "snomed", "atc"]) -> CodeKey | None:
        """Give the code of a system that alone stands for one thing; ``None`` if there is none, or several."""
        found = [key for key, code in self.known.items() if code.means == (meaning,) and system in key[0]]
        return found[0] if len(found) == 1 else None

    def name_of(self, key: CodeKey) -> str:
        """Give the name of a code."""
        return self.known[key].name


@lru_cache(maxsize=1)
def shipped_codes() -> Codes:
    """Give the codes that the library ships."""
    found: dict[CodeKey, Code] = {}
    systems = tomllib.loads(_SHIPPED.read_text("utf-8"))
    for system, part in systems.items():
        for code, fields in part["codes"].items():
            for uri in _uris(system, part["uri"], fields.get("only")):
                found[uri, code] = _code(fields)
    return Codes(MappingProxyType(found))


@lru_cache(maxsize=1)
def _addresses() -> dict[str, tuple[str, ...]]:
    """Give, for each shipped code that stands for something, the addresses under which it is read."""
    found: dict[str, tuple[str, ...]] = {}
    for (uri, code), known in shipped_codes().known.items():
        if any(meaning.is_of_a_finding or meaning.kind == "analyte" for meaning in known.means):
            found[code] = (*found.get(code, ()), uri)
    return found


def codes_searched(system: Literal["loinc", "snomed"]) -> list[str]:
    """List the codes of a system that the library knows, as a search names them: ``http://loinc.org|2132-9``."""
    return [f"{uri}|{code}" for uri, code in shipped_codes().known if system in uri]


def _uris(system: str, uri: str, only: str | None) -> Iterable[str]:
    if system != "icd-10":
        return [uri]
    return [f"{uri}{'-cm' if name == 'icd-10-cm' else ''}" for name in ([only] if only else ["icd-10", "icd-10-cm"])]


def _code(fields: dict[str, Any]) -> Code:
    return Code(
        name=fields["name"],
        means=tuple(read_meaning(meant) for meant in fields.get("means", ())),
        may_be=tuple(fields.get("may_be", ())),
        units=tuple(UNITS[unit] for unit in fields.get("units", ())),
        because=fields.get("because"),
    )


def read_meaning(said: object) -> Meaning:
    """Read a meaning such as ``pregnancy:pregnant``.

    Raises:
        FhirError: It is none; the message lists what would do.
    """
    kind, _, value = said.partition(":") if isinstance(said, str) else ("", "", "")
    for known, values in MEANINGS.items():
        if kind == known:
            if value not in values:
                raise FhirError.of("codes", f'"{value}" is no {kind}{did_you_mean(value, values)}')
            return Meaning(known, value)
    raise FhirError.of("codes", f"{said!r} is no meaning{did_you_mean(kind, MEANINGS)}, each followed by : and a value")


def with_own(own: Mapping[str, str] | None) -> Codes:
    """Add a caller's codes to those that the library ships.

    Args:
        own: ``{"https://example.org/codes|pregnant": "pregnancy:pregnant"}``: system and code, and what it means.

    Raises:
        FhirError: A key or a meaning cannot be read, or the library gives the code another meaning: all of them.
    """
    if own is None:
        return shipped_codes()
    if not isinstance(own, Mapping):
        raise FhirError.of("codes", f'{own!r} are no codes; give {{"system|code": "pregnancy:pregnant"}}')
    added: dict[CodeKey, Code] = {}
    findings: list[Finding] = []
    for key, said in own.items():
        system, _, code = key.rpartition("|") if isinstance(key, str) else ("", "", "")
        if not system or not code:
            findings.append(Finding(str(key), 'write the system and the code with "|" between them'))
            continue
        if (system, code) in shipped_codes().known:
            name = shipped_codes().name_of((system, code))
            findings.append(Finding(key, f'the library knows it as "{name}", and does not read it in another way'))
            continue
        try:
            added[system, code] = _own_code(read_meaning(said))
        except FhirError as error:
            findings += [finding.under(key) for finding in error.findings]
    if findings:
        raise FhirError("codes", findings)
    return Codes(MappingProxyType({**shipped_codes().known, **added}))


def _own_code(meaning: Meaning) -> Code:
    units = next((ANALYTES[name].units for name in ANALYTE_NAMES if meaning == _analyte(name)), ())
    return Code(name="as the caller says", means=(meaning,), units=units)


def _analyte(name: AnalyteName) -> Meaning:
    return Meaning("analyte", name)
