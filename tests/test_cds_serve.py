"""``b12regimen serve``: what must be said before it starts, and with what it starts."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from importlib import import_module
from typing import Any

import httpx
import pytest
import uvicorn

import b12regimen.cds_hooks
from b12regimen.cds_hooks import tokens
from b12regimen.cli.main import main

NAMED = ["serve", "--guideline", "uk-bnf-hydroxocobalamin", "--results-within", "365"]
OPEN = "--without-authentication"
FREE = ["--port", "0"]
BASE = ["--base-url", "https://cds.example.org"]
ISSUER = ["--issuer", "https://ehr.example.org=https://ehr.example.org/keys"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """Keep each server that would run, with its configuration and the address that it listens on."""
    found: list[tuple[Any, dict[str, Any]]] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        (listening,) = sockets
        is_listening = listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        config = server.config
        found.append(
            (
                config.app,
                {
                    "address": listening.getsockname() if is_listening else None,
                    "access_log": config.access_log,
                    "server_header": config.server_header,
                },
            )
        )

    monkeypatch.setattr(uvicorn.Server, "run", run)
    return found


def asked(app: Any, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://cds.example.org") as client:
            return await client.get(path)

    return asyncio.run(ask())


def status_of(app: Any) -> int:
    return asked(app, "/cds-services").status_code


def test_it_starts_on_this_machine_without_an_access_log(
    started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NAMED, OPEN, *FREE, "--origin", "https://ehr.example.org"]) == 0
    line = json.loads(capsys.readouterr().out)
    ((app, fields),) = started
    host, port = fields.pop("address")
    assert line == {"event": "started", "host": host, "port": port, "guideline": "uk-bnf-hydroxocobalamin"}
    assert (host, port > 0) == ("127.0.0.1", True)
    assert fields == {"access_log": False, "server_header": False}
    assert status_of(app) == 200


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("127.0.0.1", "in use"),
        ("no-such-host.invalid", "no-such-host.invalid"),
        ("x" * 64, "it cannot listen on xxx"),
        ("::1::", "it cannot listen on ::1::"),
    ],
)
def test_where_it_cannot_listen_it_says_so_and_does_not_say_that_it_started(
    host: str, reason: str, started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        assert main([*NAMED, OPEN, "--host", host, "--port", port]) == 2
    printed = capsys.readouterr()
    assert reason in printed.err
    assert f"port {port}" in printed.err
    assert "rrno" not in printed.err
    assert "choose another with --host or --port" in printed.err
    assert (printed.out, started) == ("", [])


@pytest.mark.parametrize("port", ["99999", "65536", "-1"])
def test_a_port_that_does_not_exist_is_said(
    port: str, started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NAMED, OPEN, "--port", port]) == 2
    printed = capsys.readouterr()
    assert port in printed.err + printed.out
    assert '"started"' not in printed.out
    assert not started


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_it_listens_on_an_address_of_either_kind(
    started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NAMED, OPEN, *FREE, "--host", "::1"]) == 0
    assert started[0][1]["address"][:2] == ("::1", json.loads(capsys.readouterr().out)["port"])


@pytest.mark.skipif(sys.platform == "win32", reason="another process is interrupted otherwise there")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_where_it_says_that_it_started_until_it_is_stopped(stop: signal.Signals) -> None:
    command = [sys.executable, "-c", "import sys; from b12regimen.cli.main import main; sys.exit(main())"]
    command += [*NAMED, OPEN, *FREE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout is not None
        line = json.loads(server.stdout.readline())
        answer = httpx.get(f"http://{line['host']}:{line['port']}/health")
        server.send_signal(stop)
        _, complaint = server.communicate()
    assert answer.json() == {"status": "ok"}
    assert (server.returncode, complaint) == (0, "")


def test_codes_of_the_deployers_own_are_read(
    started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    own = ["--code", "https://lab.example.org|B12=1=analyte:total-b12"]
    assert main([*NAMED, OPEN, *FREE, *own, *own]) == 0
    searched = json.loads(asked(started[0][0], "/cds-services").text)["services"][0]["prefetch"]["results"]
    assert searched.endswith(",https://lab.example.org|B12=1")
    for code, reason in (
        ("https://lab.example.org|B12", "says no meaning; write SYSTEM|CODE=MEANING"),
        ("https://lab.example.org|B12=total-b12", "'total-b12' is no meaning; one of: analyte"),
        ("https://lab.example.org|B12=1=analyte:mma", "is given two meanings: analyte:total-b12 and analyte:mma"),
    ):
        assert main([*NAMED, OPEN, *FREE, *own, "--code", code]) == 2
        assert reason in capsys.readouterr().err


def test_the_clocks_of_issuers_may_differ_as_far_as_is_said(
    started: list[tuple[Any, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, Any] = {}
    monkeypatch.setattr(tokens, "TokenCheck", lambda **given: made.update(given) or "without-authentication")
    assert main([*NAMED, *FREE, *BASE, *ISSUER, "--leeway", "20"]) == 0
    assert made["leeway"] == 20
    assert len(started) == 1
    assert main([*NAMED, *FREE, *BASE, *ISSUER, "--leeway", "301"]) == 2


def test_tokens_are_needed_where_issuers_are_named(started: list[tuple[Any, dict[str, Any]]]) -> None:
    assert main([*NAMED, *FREE, *BASE, *ISSUER]) == 0
    assert status_of(started[0][0]) == 401


@pytest.mark.parametrize(
    "given",
    [
        [],
        BASE,
        ISSUER,
    ],
)
def test_who_may_call_is_said_or_it_does_not_start(
    given: list[str], started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NAMED, *given]) == 2
    assert "say who may call" in capsys.readouterr().err
    assert not started


def test_an_issuer_without_a_key_set_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*NAMED, *BASE, "--issuer", "https://ehr.example.org"]) == 2
    assert '--issuer is "https://ehr.example.org": write behind it =' in capsys.readouterr().err


@pytest.mark.parametrize("token", [BASE, ISSUER, ["--leeway", "5"], [*BASE, *ISSUER]])
def test_a_token_and_no_token_exclude_each_other(
    token: list[str], started: list[tuple[Any, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NAMED, OPEN, *token]) == 2
    said = capsys.readouterr().err
    assert said.startswith("--without-authentication lets anybody ask, and --base-url, --issuer and --leeway are for ")
    assert not started


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (["--guideline", "bnf", "--results-within", "365"], "bnf"),
        (["--guideline", "uk-bnf-hydroxocobalamin", "--results-within", "a year"], '--results-within is "a year"'),
        (["--guideline", "uk-bnf-hydroxocobalamin", "--results-within", "0"], "is no number of days; give one from 1"),
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
    assert main([*NAMED[:-1], "any-age", OPEN, *FREE]) == 0
    assert len(started) == 1


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main([*NAMED, OPEN]) == 2
    said = 'needs uvicorn, which the extra "cds" brings; in a copy of the folder of b12regimen: pip install ".[cds]"'
    assert capsys.readouterr().err.strip() == f"the service {said}"


@pytest.mark.parametrize(("module", "name"), [("app", "anyio"), ("app", "starlette"), ("tokens", "jwt")])
def test_who_builds_the_service_without_the_extra_is_told_which(
    module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(b12regimen, "cds_hooks", b12regimen.cds_hooks)  # what is loaded anew below is forgotten again
    for loaded in [one for one in sys.modules if one.partition(".")[0] == name or one.startswith("b12regimen.cds_h")]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModuleNotFoundError, match=f'needs {name}.*, which the extra "cds" brings') as caught:
        import_module(f"b12regimen.cds_hooks.{module}")
    assert str(caught.value.name).partition(".")[0] == name
