"""Runs the pages that a reader follows from an empty folder, and writes what the commands really print into them.

python docs/page_writers/followed_pages.py

What a command says on standard error stands before what it prints. `| head -n`, `<` and `>` do what they do in a shell.
A block with a file's name as caption is added to the end of that file; a diff changes the file. Commands run in order,
in a folder of their own. Output that the page shows with ... is kept while it fits.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import shutil
import sys
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path
from tempfile import TemporaryDirectory

from b12regimen.cli.main import main

DOCS = Path(__file__).parents[1]
PAGES = ("local-protocol.md", "tutorial-plugin.md", "command-line.md")
BLOCK = re.compile(
    r"^```(?:\{code-block\} (toml|json|python|diff|text)\n:caption: (\S+)\n\n|(console)\n)(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Reader:
    """Does what a reader of the page does, in the current folder."""

    def __init__(self) -> None:
        self.code = 0

    def follow(self, block: re.Match[str]) -> str:
        kind, name, console, body = block.groups()
        if kind == "diff":
            change(Path(name), body)
        elif kind:
            path, gap = Path(name), "\n\n" if kind == "python" else "\n"
            path.write_text((path.read_text("utf-8") + gap if path.exists() else "") + body, "utf-8")
        else:
            commands = re.split(r"^(?=\$ )", body, flags=re.MULTILINE)[1:]
            return f"```{console}\n{''.join(map(self.shown, commands))}```"
        return block[0]

    def shown(self, said: str) -> str:
        command, _, expected = said.partition("\n")
        found = self.run(command.removeprefix("$ "))
        return f"{command}\n{expected if OutputChecker().check_output(expected, found, ELLIPSIS) else found}"

    def run(self, command: str) -> str:
        match shlex.split(command):
            case ["echo", "$?"]:
                return f"{self.code}\n"
            case ["cp", old, new]:
                shutil.copy(old, new)
                return ""
            case ["b12regimen", *words]:
                return self.command(words)
            case ["python", file, *arguments]:
                return self.script(file, arguments)
        raise ValueError(f"{command}: the page may run b12regimen, python with a file, cp and echo $?")

    def command(self, words: list[str]) -> str:
        """Give what a terminal shows: complaints first, for they are said before the answer is."""
        most, given, file = None, "", None
        if words[-4:-1] == ["|", "head", "-n"]:
            words, most = words[:-4], int(words[-1])
        if words[-2:-1] == ["<"]:
            words, given = words[:-2], Path(words[-1]).read_text("utf-8")
        if words[-2:-1] == [">"]:
            words, file = words[:-2], Path(words[-1])
        printed, complaints = self.answer(words, given)
        if file is not None:
            file.write_text(printed, "utf-8")
            return complaints
        return complaints + "".join(printed.splitlines(keepends=True)[:most])

    def answer(self, arguments: list[str], given: str) -> tuple[str, str]:
        """Give what a command prints, and what it says on standard error."""
        printed, complaints, before = io.StringIO(), io.StringIO(), sys.stdin
        sys.stdin = io.StringIO(given)
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complaints):
                self.code = main(arguments)
        finally:
            sys.stdin = before
        return printed.getvalue(), complaints.getvalue()

    def script(self, file: str, arguments: list[str]) -> str:
        printed, before = io.StringIO(), sys.argv
        sys.argv = [file, *arguments]
        try:
            with contextlib.redirect_stdout(printed):
                runpy.run_path(file, run_name="__main__")
            self.code = 0
        except SystemExit as stop:
            self.code = 1
            printed.write(f"{stop}\n")
        finally:
            sys.argv = before
        return printed.getvalue()


def change(path: Path, lines: str) -> None:
    """Take out the lines with a minus and put in those with a plus, at the one place where they fit."""
    old, new = ("".join(line[1:] for line in lines.splitlines(keepends=True) if line[0] in f" {sign}") for sign in "-+")
    text = path.read_text("utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{path}: stands there {text.count(old)} times:\n{old}")
    path.write_text(text.replace(old, new), "utf-8")


def page(file: Path, folder: str | Path) -> str:
    """Give the whole page, as it is when everything in it was done in an empty folder."""
    with contextlib.chdir(folder):
        return BLOCK.sub(Reader().follow, file.read_text("utf-8"))


if __name__ == "__main__":
    for name in PAGES:
        with TemporaryDirectory() as empty:
            (DOCS / name).write_text(page(DOCS / name, empty), "utf-8")
