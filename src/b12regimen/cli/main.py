"""The command line ``b12regimen`` (extra ``cli``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from b12regimen.cli import files as cli_files
from b12regimen.cli import patients as cli_patients
from b12regimen.cli import schedule as cli_schedule
from b12regimen.cli import service as cli_service
from b12regimen.cli.examples import START, USAGES, below_the_help
from b12regimen.cli.mistakes import in_words
from b12regimen.cli.output import (
    ANSWERED,
    BAD_INPUT,
    NOT_WRITTEN,
    App,
    Console,
    CycloptsError,
    Parameter,
    complain,
    console,
    show_whole,
)
from b12regimen.cli.writing import OutputError
from b12regimen.errors import B12RegimenError

if TYPE_CHECKING:
    from collections.abc import Sequence


class _App(App):
    """The command line, with examples below the help of each command."""

    def help_print(
        self,
        tokens: Annotated[str | Iterable[str] | None, Parameter(show=False)] = None,
        *,
        console: Annotated[Console | None, Parameter(parse=False)] = None,
    ) -> None:
        """Print the help, and the examples unwrapped."""
        super().help_print(tokens, console=console)
        chain, _, _ = self.parse_commands(tokens)
        if chain:
            show_whole(below_the_help(chain[-1]))


app = _App(
    name="b12regimen",
    help="Which vitamin B12 injection regimen a published guideline gives for a patient, and who says so. "
    "It supports a clinician's decision and never takes it.",
    version_flags=["--version"],
    help_format="markdown",
    help_epilogue=START,
)
for command in (
    cli_patients.recommend,
    cli_patients.monitor,
    cli_schedule.schedule,
    cli_patients.review,
    cli_patients.compare,
    cli_files.changes,
    cli_patients.convert,
    cli_patients.interpret,
    cli_patients.response,
    cli_files.thresholds,
    cli_files.guidelines,
    cli_files.products,
    cli_patients.prepare,
    cli_files.check,
    cli_files.schema,
    cli_service.serve,
):
    app.command(command, help_epilogue="", usage=USAGES.get(command.__name__))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    try:
        code = app(arguments, console=console(), exit_on_error=False, print_error=False, result_action="return_value")
    except OutputError as error:
        complain(f"the answer could not be written: {error}")
        return NOT_WRITTEN
    except (B12RegimenError, CycloptsError, OSError) as error:
        complain(in_words(error))
        return BAD_INPUT
    return code if isinstance(code, int) else ANSWERED
