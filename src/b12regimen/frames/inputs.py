"""What the cells of columns of words may say of a patient: each meaning is told apart once and gets a number."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from b12regimen.errors import PatientError, QuantityError, listed
from b12regimen.patients.labs import FLAGS, LabResult
from b12regimen.patients.patient import CLOSED_LISTS, Patient
from b12regimen.values.intervals import SIGNS
from b12regimen.values.plain_values import AMERICAN, names, spelt

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.facts import Fact

# Python itself refuses to write a number of thousands of digits.
UNREADABLE: Final = (PatientError, QuantityError, ValueError)
BLANK: Final = ("", "unknown")
NOT_READ: Final = "not read"
THE_VALUE: Final = "the value "
_FEW: Final = 6

Meaning: TypeAlias = Any


class Input(ABC):
    """A column of patients.

    Attributes:
        path: What it tells: an attribute of ``Patient``, or an analyte.
        column: The column's name.
        meanings: What its cells may mean, each once; the first is ``None``, for unknown.
        why_not: Why a cell that cannot be read cannot.
        whys: Why a text of some form cannot: an expression that every engine reads, and the reason.
        options: The words of a closed list.
    """

    whys: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()

    def __init__(self, path: str, column: str, why_not: str) -> None:
        """Start with unknown only."""
        self.path = path
        self.column = column
        self.why_not = why_not
        self.meanings: list[Meaning] = [None]
        self._numbers: dict[Hashable, int] = {}

    @abstractmethod
    def read(self, given: object) -> Meaning:
        """Read a cell as the patient's own attribute does.

        Raises:
            PatientError: It cannot be read.
            QuantityError: It cannot be read.
        """

    @abstractmethod
    def examples(self) -> Iterable[object]:
        """Give cells that between them have every meaning which a frame that is not read yet may hold."""

    def key(self, meaning: Meaning) -> Hashable:
        """Give what tells meanings apart."""
        return meaning  # type: ignore[no-any-return]

    def meaning(self, given: object) -> Meaning:
        """Give what a cell means; a blank one and "unknown" are unknown.

        Raises:
            PatientError: It cannot be read.
            QuantityError: It cannot be read.
        """
        is_blank = given is None or (isinstance(given, str) and self.normal(given) in BLANK)
        return None if is_blank else self.read(given)

    def number(self, given: object) -> int:
        """Give the number of a cell's meaning.

        Raises:
            PatientError: It cannot be read.
            QuantityError: It cannot be read.
        """
        meaning = self.meaning(given)
        return 0 if meaning is None else self._number_of(meaning)

    def normal(self, word: str) -> str:
        """Write a word so that spellings which mean the same are the same."""
        return spelt(word)

    def unread(self) -> int:
        """Give the number of what cannot be read: that of unknown."""
        return 0

    @property
    def told_once(self) -> Hashable:
        """What is equal for columns of which it is said once that a cell cannot be read."""
        return self.column, self.path

    def _number_of(self, meaning: Meaning) -> int:
        number = self._numbers.setdefault(self.key(meaning), len(self.meanings))
        if number == len(self.meanings):
            self.meanings.append(meaning)
        return number

    def why(self, given: object) -> str:
        """Say why a cell that cannot be read cannot."""
        text = given if isinstance(given, str) else ""
        return next((why for form, why in self.whys if text and re.search(form, text)), self.why_not)

    def foresee(self) -> None:
        """Number every meaning that may come."""
        for given in self.examples():
            self.number(given)


class Words(Input):
    """A column of words from a closed list."""

    def __init__(self, path: str, column: str) -> None:
        """Take the closed list of the attribute."""
        self._list = CLOSED_LISTS[path]
        self.options = tuple(dict.fromkeys(filter(None, self._list.values())))
        short = f" ({listed(self.options)})" if len(self.options) <= _FEW else ""
        super().__init__(path, column, f"is not one of its values{short}")

    def read(self, given: object) -> Meaning:
        """Read a word."""
        return self._list.__missing__(given) if not isinstance(given, str) else self._list[given]

    def examples(self) -> Iterable[object]:
        """Give every word, in American spelling too."""
        for word in self._list:
            if word not in (None, "unknown"):
                yield word
                yield from (word.replace(british, american) for american, british in AMERICAN.items())

    @cached_property
    def words(self) -> Mapping[str, int]:
        """Every word that is read, and the number of its meaning."""
        return {str(word): self.number(word) for word in (*BLANK, *self.examples())}


class Flags(Words):
    """A column of a laboratory's own verdicts on one analyte."""

    def __init__(self, path: str, column: str, analyte: AnalyteName) -> None:
        """Keep the analyte, for antibodies have flags of their own."""
        Input.__init__(self, path, column, "is no verdict on it")
        self._analyte = analyte

    def read(self, given: object) -> Meaning:
        """Read a flag."""
        return LabResult(self._analyte, flag=given).flag  # type: ignore[arg-type]

    def examples(self) -> Iterable[object]:
        """Give every flag of the analyte."""
        for word in FLAGS:
            try:
                self.read(word)
            except UNREADABLE:
                continue
            yield word


class Comparators(Words):
    """A column of comparators."""

    def __init__(self, path: str, column: str) -> None:
        """Take the comparators that laboratories write."""
        Input.__init__(self, path, column, "is no comparator")

    def read(self, given: object) -> Meaning:
        """Read a comparator; a blank cell belongs to a result that is not censored."""
        word = given.strip() if isinstance(given, str) else ""
        if word not in SIGNS:
            raise QuantityError(f"{given!r} {self.why_not}")
        return SIGNS[word]

    def unread(self) -> int:
        """Give a number of its own: a result whose comparator cannot be read is not taken for one that has none."""
        return self._number_of(NOT_READ)

    def examples(self) -> Iterable[object]:
        """Give every comparator."""
        return SIGNS

    def normal(self, word: str) -> str:
        """Write a comparator without the space around it."""
        return word.strip()


class YesNo(Input):
    """A column of true and false."""

    whys = (("^", "is text, and neither true nor false (map your words to these first)"),)

    def __init__(self, path: str, column: str) -> None:
        """Read nothing else."""
        super().__init__(path, column, "is neither true nor false")

    def read(self, given: object) -> Meaning:
        """Read true or false."""
        if given is not True and given is not False:
            raise PatientError.of(self.path, f"{given!r} {self.why_not}")
        return given

    def examples(self) -> Iterable[object]:
        """Give both."""
        return (True, False)


class Names(Input):
    """A column with names of allergies or medicines, one cell a patient, or ``none``."""

    def __init__(self, path: str, column: str) -> None:
        """Read names."""
        super().__init__(path, column, "is no name")

    def read(self, given: object) -> Meaning:
        """Read a cell as a list of one name; "none" is the empty list."""
        if not isinstance(given, str):
            raise PatientError.of(self.path, f"{given!r} {self.why_not}")
        return names(self.path, given)

    def examples(self) -> Iterable[object]:
        """Give no name."""
        return ("none",)


class Named(Names):
    """Such a column, read for one fact.

    Attributes:
        fact: What is looked for among the names.
    """

    def __init__(self, column: str, fact: Fact) -> None:
        """Read one fact."""
        super().__init__(named(fact), column)
        self.fact = fact

    @property
    def told_once(self) -> Hashable:
        """A cell of names that is read for several facts is one cell."""
        return self.column, self.fact.path

    def read(self, given: object) -> Meaning:
        """Tell whether what is looked for is among the names; ``None`` if a name is none that is known."""
        seen = self.fact.look(Patient.from_dict({self.fact.path: super().read(given)}))
        return None if seen is None else seen[0]

    def examples(self) -> Iterable[object]:
        """Give what has each meaning."""
        return (*super().examples(), self.fact.parts[0])


def named(fact: Fact) -> str:
    """Give what tells the columns of one attribute apart that are read for different facts."""
    return f"{fact.path}.{fact.name}"
