"""``b12regimen serve``: what must be said before it starts, and with what it starts."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import httpx
import pytest
import uvicorn

from b12regimen.cli.main import main

NAMED = ["serve", "--guideline", "uk-bnf-hydroxocobalamin", "--results-within", "365"]
OPEN = "--without-authentication"
BASE = ["--base-url", "https://cds.example.org"]
ISSUER = ["--issuer", "https://ehr.example.org=https://ehr.example.org/keys"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    found: list[tuple[Any, dict[str, Any]]] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **fields: found.append((app, fields)))
    return found


def status_of(app: Any) -> int:
    async def ask() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://cds.example.org") as client:
            return (await client.get("/cds-services")).status_code

    return asyncio.run(ask())


def test_it_starts_on_this_machine_without_an_access_log(
    started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NAMED, OPEN, "--origin", "https://ehr.example.org"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line == {"event": "started", "host": "127.0.0.1", "port": 8000, "guideline": "uk-bnf-hydroxocobalamin"}
    ((app, fields),) = started
    assert (fields["host"], fields["port"], fields["access_log"]) == ("127.0.0.1", 8000, False)
    assert status_of(app) == 200


def test_tokens_are_needed_where_issuers_are_named(started: list[tuple[Any, dict[str, Any]]]) -> None:
    assert main([*NAMED, *BASE, *ISSUER]) == 0
    assert status_of(started[0][0]) == 401


@pytest.mark.parametrize(
    "given", [[], BASE, ISSUER, [OPEN, *BASE], [OPEN, *ISSUER], [*BASE, "--issuer", "https://ehr.example.org"]]
)
def test_who_may_call_is_said_or_it_does_not_start(
    given: list[str], started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NAMED, *given]) == 2
    assert "say who may call" in capsys.readouterr().err
    assert not started


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (["--guideline", "bnf", "--results-within", "365"], "bnf"),
        (["--guideline", "uk-bnf-hydroxocobalamin", "--results-within", "a year"], "is no number of days"),
        (["--guideline", "uk-bnf-hydroxocobalamin"], "results-within"),
        (["--results-within", "365"], "guideline"),
    ],
)
def test_what_bears_on_an_answer_is_said_or_it_does_not_start(
    given: list[str],
    reason: str,
    started: list[tuple[Any, dict[str, Any]]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["serve", *given, OPEN]) == 2
    printed = capsys.readouterr()
    assert reason in printed.err + printed.out
    assert not started


def test_any_age_of_results_is_said_in_so_many_words(started: list[tuple[Any, dict[str, Any]]]) -> None:
    assert main([*NAMED[:-1], "any age", OPEN]) == 0
    assert len(started) == 1


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main([*NAMED, OPEN]) == 2
    assert 'pip install "b12regimen[cds,cli]"' in capsys.readouterr().err
