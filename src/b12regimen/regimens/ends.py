"""How a step ends: by count, duration, total dose, clinical condition, the cause resolving, or never."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

import attrs

from b12regimen.errors import RegimenError
from b12regimen.regimens.dosing import check_masses, print_masses
from b12regimen.values.durations import Duration, plural
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range, one_of, positive

ClinicalCondition = Literal[
    "no further improvement",
    "clinical improvement",
    "clear effect",
    "symptoms resolved",
    "reticulocyte response",
    "blood count normal",
    "blood count improved",
    "B12 level normal",
    "diet improved",
]
CLINICAL_CONDITIONS: Final[tuple[ClinicalCondition, ...]] = get_args(ClinicalCondition)


@attrs.frozen
class ClinicalConditions:
    """Findings that a clinician judges; none is a date, and no two are synonyms.

    "No further improvement" is a plateau and "clinical improvement" the onset: opposite ends of one course.

    Attributes:
        names: The findings, in the source's order.
        joined_by: Whether all are needed ("and") or one will do ("or"); "and" for a single one.

    Raises:
        RegimenError: No finding, one that is not in the closed list, or one twice.
    """

    names: tuple[ClinicalCondition, ...] = attrs.field(
        converter=tuple[ClinicalCondition, ...],
        validator=attrs.validators.deep_iterable(one_of(CLINICAL_CONDITIONS, "finding of a clinician")),
    )
    joined_by: Literal["and", "or"] = attrs.field(default="and", validator=one_of(("and", "or"), "joining word"))

    def __attrs_post_init__(self) -> None:
        if not self.names or len(set(self.names)) != len(self.names):
            msg = f"name at least one condition, and each once; got {self.names}"
            raise RegimenError(msg)
        if len(self.names) == 1 and self.joined_by == "or":
            msg = 'a single condition is joined by nothing; leave joined_by at "and"'
            raise RegimenError(msg)

    def __str__(self) -> str:
        """Write them as the notation does."""
        return f" {self.joined_by} ".join(self.names)


@attrs.frozen
class AfterDoses:
    """After a number of doses given.

    Attributes:
        count: How many doses; "up to 5" has no lower bound.
        over: The time in which they are given; ``None`` where the source prints none.
        typically: The source calls it typical: a suggestion, so a clinician closes the step.
    """

    count: Range[int]
    over: Duration | None = None
    typically: bool = False

    def __attrs_post_init__(self) -> None:
        positive(self.count, "a number of doses")

    def __str__(self) -> str:
        """Write it as the notation does."""
        return f"{_typical(self)}for {self.count} {plural('dose', self.count)}{_over(self.over)}"


@attrs.frozen
class AfterDuration:
    """After a length of calendar time.

    Attributes:
        duration: How long; doses fall strictly inside it.
        typically: The source calls it typical: a suggestion, so a clinician closes the step.
    """

    duration: Duration
    typically: bool = False

    def __str__(self) -> str:
        """Write it as the notation does."""
        return f"{_typical(self)}for {self.duration}"


@attrs.frozen
class AfterTotal:
    """After a total amount given; the last dose may overshoot it.

    Attributes:
        total: The sum of the doses.
        over: The time in which it is given; "at least 2 weeks" is a floor on top of the total.
        typically: The source calls it typical: a suggestion, so a clinician closes the step.
    """

    total: Range[Quantity]
    over: Duration | None = None
    typically: bool = False

    def __attrs_post_init__(self) -> None:
        check_masses(self.total, "a total")

    def __str__(self) -> str:
        """Write it as the notation does."""
        return f"{_typical(self)}to a total of {print_masses(self.total)}{_over(self.over)}"


@attrs.frozen
class UntilConditions:
    """Until a clinician judges that conditions are met; it has no date and no maximum.

    Attributes:
        conditions: What is judged.
        or_for: A time instead: "at least" is a floor for those in whom the conditions are not met, "up to" a cap.

    Raises:
        RegimenError: ``or_for`` is neither: a bare time could be a floor or a cap.
    """

    conditions: ClinicalConditions
    or_for: Duration | None = None

    def __attrs_post_init__(self) -> None:
        if self.or_for is not None and None not in (self.or_for.count.low, self.or_for.count.high):
            msg = (
                f'"or for {self.or_for}" could be a floor or a cap; write "or for at least {self.or_for}" or '
                f'"or for up to {self.or_for}"'
            )
            raise RegimenError(msg)

    def __str__(self) -> str:
        """Write it as the notation does."""
        return f"until {self.conditions}" + (f" or for {self.or_for}" if self.or_for else "")


@attrs.frozen
class WhileCausePersists:
    """Until the cause of the deficiency is gone."""

    def __str__(self) -> str:
        """Write it as the notation does."""
        return "while the cause persists"


@attrs.frozen
class ForLife:
    """Never; printed as such by the source, not inferred from a missing end."""

    def __str__(self) -> str:
        """Write it as the notation does."""
        return "for life"


FixedEnd: TypeAlias = AfterDoses | AfterDuration | AfterTotal
End: TypeAlias = FixedEnd | UntilConditions | WhileCausePersists | ForLife


def _typical(end: FixedEnd) -> str:
    return "typically " if end.typically else ""


def _over(duration: Duration | None) -> str:
    return f" over {duration}" if duration else ""
