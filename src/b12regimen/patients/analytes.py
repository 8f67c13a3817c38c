"""The analytes: their names, the units in which they are reported, and their molar masses, each with its source."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, get_args

import attrs

from b12regimen.errors import QuantityError, did_you_mean, listed
from b12regimen.patients.medicine_names import letters_and_digits, words_of
from b12regimen.values.plain_values import spelt
from b12regimen.values.quantities import Quantity, QuantityLike
from b12regimen.values.sources import Citation, Source
from b12regimen.values.thousands import check_point
from b12regimen.values.units import UNITS, Unit, to_unit

AnalyteName = Literal[
    "total-b12",
    "active-b12",
    "mma",
    "homocysteine",
    "haemoglobin",
    "haematocrit",
    "mcv",
    "reticulocytes-percent",
    "reticulocytes-absolute",
    "folate",
    "ferritin",
    "potassium",
    "platelets",
    "creatinine",
    "egfr",
    "intrinsic-factor-antibodies",
    "parietal-cell-antibodies",
]
ANALYTE_NAMES: Final[tuple[AnalyteName, ...]] = get_args(AnalyteName)


@attrs.frozen
class MolarMass:
    """How much one mole weighs.

    Attributes:
        grams_per_mole: The mass [g/mol], exact as the source prints it, or as it follows from what the source prints.
        citation: Who says so.
    """

    grams_per_mole: Fraction
    citation: Citation

    def __str__(self) -> str:
        """Write it for people, with its source."""
        return f"{float(self.grams_per_mole):g} g/mol ({self.citation})"


def _named(symbols: tuple[str, ...]) -> tuple[Unit, ...]:
    return tuple(UNITS[symbol] for symbol in symbols)


@attrs.frozen(kw_only=True)
class Analyte:
    """Something that a laboratory measures.

    Attributes:
        name: Its name.
        units: The units in which it is reported; the first is the one that messages suggest. Empty for antibodies,
            whose numbers mean nothing outside their own laboratory.
        molar_mass: What converts its mass into moles and back; ``None`` where no source gives it.
        no_molar_mass: Why there is none.
        said: Other names for it.
    """

    name: AnalyteName
    units: tuple[Unit, ...] = attrs.field(converter=_named)
    molar_mass: MolarMass | None = None
    no_molar_mass: str = "no source that was read gives its molar mass"
    said: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Analyte {self.name}: {listed(self.units) or 'a flag only'}>"

    def accepts(self, unit: Unit) -> bool:
        """Tell whether it is reported in a unit."""
        return unit in self.units

    def check(self, quantity: Quantity) -> None:
        """Refuse what no patient can have.

        Raises:
            QuantityError: It is not reported in this unit, or a fraction is more than the whole; the message names the
                unit that was likely meant.
        """
        if not self.units:
            msg = f"a number says nothing of {self.name}; give the laboratory's verdict as flag: positive or negative"
            raise QuantityError(msg)
        if not self.accepts(quantity.unit):
            raise QuantityError(self._slip(quantity))
        if quantity.unit.dimension == "fraction" and quantity.exact > 1:
            others = listed(unit for unit in self.units if unit != quantity.unit) or "a smaller number"
            msg = f"{quantity} is more than the whole, which {self.name} cannot be; did you mean {others}?"
            raise QuantityError(msg)

    def _slip(self, quantity: Quantity) -> str:
        near = [unit for unit in self.units if _differ_in_one_part(unit, quantity.unit)]
        meant = f" did you mean {listed(near)}?" if near else ""
        return f"{self.name} is not reported in {quantity.unit} ({quantity});{meant} expected {listed(self.units)}"

    def convert(self, quantity: Quantity, unit: Unit) -> Quantity:
        """Express a result in another of its units, exactly.

        Raises:
            QuantityError: It is not reported in one of the units, or its molar mass has no source.
        """
        self.check(quantity)
        if not self.accepts(unit):
            reason = f" ({self.no_molar_mass})" if unit.dimension == "mass-concentration" else ""
            msg = f"{self.name} is not expressed in {unit}{reason}; expected {listed(self.units)}"
            raise QuantityError(msg)
        if unit.dimension == quantity.unit.dimension:
            return quantity.to(unit)
        if self.molar_mass is None:
            msg = f"{quantity} of {self.name} cannot be converted to {unit}: {self.no_molar_mass}"
            raise QuantityError(msg)
        grams = self.molar_mass.grams_per_mole
        is_to_moles = unit.dimension == "molar-concentration"
        return Quantity.of_exact(quantity.exact / grams if is_to_moles else quantity.exact * grams, unit)


def _differ_in_one_part(unit: Unit, other: Unit) -> bool:
    amount, _, volume = unit.symbol.partition("/")
    other_amount, _, other_volume = other.symbol.partition("/")
    return unit.dimension == other.dimension and (amount == other_amount) is not (volume == other_volume)


_MONOGRAPH: Final = Source(
    key="b12-monograph",
    title="Monography vitamin B12 deficiency (semantische-richtlijnen.wiki)",
    url="https://semantische-richtlijnen.wiki/w/index.php?oldid=22&title=Monography_vitamin_B12_deficiency",
    evidence="primary",
    note="prints 1355.365177 g/mol for cyanocobalamin, rounded here; laboratories report every cobalamin as that",
)
_ATOMIC_WEIGHTS: Final = Source(
    key="atomic-weights-2021",
    title="Standard atomic weights of the elements 2021 (IUPAC), abridged values",
    url="https://www.ciaaw.org/atomic-weights.htm",
    evidence="secondary",
    note="the page prints intervals; the abridged values were read in the data of the Python package periodictable",
)
ATOMIC_WEIGHTS: Final = {
    "C": Fraction("12.011"),
    "H": Fraction("1.008"),
    "N": Fraction("14.007"),
    "O": Fraction("15.999"),
    "S": Fraction("32.06"),
}


def _from_formula(**atoms: int) -> MolarMass:
    grams = sum((ATOMIC_WEIGHTS[element] * count for element, count in atoms.items()), start=Fraction(0))
    formula = "".join(f"{element}{count if count > 1 else ''}" for element, count in atoms.items())
    return MolarMass(grams, Citation(_ATOMIC_WEIGHTS, formula))


ANALYTES: Final[dict[AnalyteName, Analyte]] = {
    analyte.name: analyte
    for analyte in (
        Analyte(
            name="total-b12",
            units=("pg/mL", "ng/L", "pmol/L"),
            molar_mass=MolarMass(Fraction("1355.37"), Citation(_MONOGRAPH, "as cyanocobalamin")),
            said=("serum-b12", "serum-cobalamin", "total-cobalamin", "total-vitamin-b12", "serum-vitamin-b12"),
        ),
        Analyte(
            name="active-b12",
            units=("pmol/L",),
            no_molar_mass="its mass means nothing unless the laboratory states on which basis it was weighed",
            said=("holotranscobalamin", "holotc", "active-vitamin-b12", "holo-transcobalamin"),
        ),
        Analyte(
            name="mma",
            units=("nmol/L", "umol/L", "ng/mL", "mcg/L"),
            molar_mass=_from_formula(C=4, H=6, O=4),
            said=("methylmalonic-acid", "methylmalonate", "serum-mma"),
        ),
        Analyte(
            name="homocysteine",
            units=("umol/L", "mg/L"),
            molar_mass=_from_formula(C=4, H=9, N=1, O=2, S=1),
            said=("total-homocysteine", "plasma-homocysteine", "hcy", "thcy"),
        ),
        Analyte(name="haemoglobin", units=("g/dL", "g/L", "mmol/L"), said=("hemoglobin", "hb", "hgb")),
        Analyte(name="haematocrit", units=("%", "L/L"), said=("hematocrit", "hct", "packed-cell-volume", "pcv")),
        Analyte(name="mcv", units=("fL",), said=("mean-cell-volume", "mean-corpuscular-volume")),
        Analyte(name="reticulocytes-percent", units=("%",)),
        Analyte(name="reticulocytes-absolute", units=("10^9/L", "10^3/uL", "10^12/L", "10^6/uL")),
        Analyte(name="folate", units=("ng/mL", "mcg/L", "nmol/L"), said=("serum-folate",)),
        Analyte(name="ferritin", units=("ng/mL", "mcg/L"), said=("serum-ferritin",)),
        Analyte(name="potassium", units=("mmol/L", "mEq/L"), said=("serum-potassium", "k")),
        Analyte(name="platelets", units=("10^9/L", "10^3/uL"), said=("platelet-count", "plt")),
        Analyte(name="creatinine", units=("umol/L", "mg/dL"), said=("serum-creatinine",)),
        Analyte(name="egfr", units=("mL/min/1.73 m2",), said=("estimated-gfr",)),
        Analyte(name="intrinsic-factor-antibodies", units=(), said=("intrinsic-factor-antibody", "if-antibodies")),
        Analyte(name="parietal-cell-antibodies", units=(), said=("parietal-cell-antibody", "gpc-antibodies")),
    )
}

_NAMES: Final[dict[str, AnalyteName]] = {
    name: analyte.name for analyte in ANALYTES.values() for name in (analyte.name, *analyte.said)
}
_TWO_MEANINGS: Final = {
    "b12": ("total-b12", "active-b12"),
    "vitamin-b12": ("total-b12", "active-b12"),
    "cobalamin": ("total-b12", "active-b12"),
    "reticulocytes": ("reticulocytes-percent", "reticulocytes-absolute"),
}


def to_analyte(given: Analyte | str) -> Analyte:
    """Read the name of an analyte.

    Raises:
        QuantityError: It names none, or may mean two.
    """
    if isinstance(given, Analyte):
        return given
    word = spelt(given) if isinstance(given, str) else ""
    if word in _NAMES:
        return ANALYTES[_NAMES[word]]
    if word in _TWO_MEANINGS:
        msg = f'"{given}" may mean {listed(_TWO_MEANINGS[word])}; write whichever was measured'
        raise QuantityError(msg)
    msg = f"{given!r} is no analyte that is read here{did_you_mean(word, ANALYTE_NAMES)}"
    raise QuantityError(msg)


# Names of what is not measured here, and of which a part is a name of an analyte.
_OF_NONE: Final = ("hba1c", "a1c", "glycated-haemoglobin", "glycated-hemoglobin")
_SHORT_NAME: Final = 4
_IN_A_TEXT: Final[dict[str, tuple[str, ...]]] = {
    letters_and_digits(name): meant
    for name, meant in (
        *((name, (analyte,)) for name, analyte in _NAMES.items() if len(name) > 1),
        *_TWO_MEANINGS.items(),
        *((name, ()) for name in _OF_NONE),
    )
}


def analytes_named(line: str) -> list[tuple[str, ...]]:
    """List what each name of an analyte in a text may mean, a longer name before those within it; none if it has none.

    Args:
        line: A text of somebody else, such as "Active B12 (holotranscobalamin)".
    """
    words, letters = set(words_of(line)), letters_and_digits(line)
    found = {name for name in _IN_A_TEXT if (name in words if len(name) <= _SHORT_NAME else name in letters)}
    return [_IN_A_TEXT[name] for name in sorted(found) if not any(name != other and name in other for other in found)]


def convert(
    quantity: QuantityLike, unit: Unit | str, *, analyte: Analyte | AnalyteName | str | None = None
) -> Quantity:
    """Convert a quantity exactly; between mass and moles by the molar mass of its analyte.

    Args:
        quantity: A quantity, its text such as ``"200 pg/mL"``, or a pint quantity.
        unit: The unit that is wanted.
        analyte: What was measured; needed between mass and moles. Where it is given, units in which it is not reported
            are refused.

    Raises:
        QuantityError: Something cannot be read, the text has a point that may group thousands, or the conversion has no
            source.

    References:
        The molar masses are those of ``b12regimen.patients.analytes.ANALYTES``, each with its source.
    """
    if isinstance(quantity, str):
        check_point(quantity)
    given, target = Quantity.of(quantity), to_unit(unit)
    if analyte is not None:
        return to_analyte(analyte).convert(given, target)
    if {given.unit.dimension, target.dimension} == {"mass-concentration", "molar-concentration"}:
        msg = f'from {given.unit} to {target} the molar mass is needed: say what was measured, for instance "total-b12"'
        raise QuantityError(msg)
    return given.to(target)
