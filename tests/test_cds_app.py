"""The service over HTTP: what it answers, what it refuses with which status, and that it repeats nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount

from b12regimen import __version__
from b12regimen.cds_hooks import CdsHooksError, OperationOutcome, types
from b12regimen.cds_hooks import app as service
from b12regimen.cds_hooks.app import create_app
from b12regimen.cds_hooks.bodies import parse
from b12regimen.cds_hooks.limits import Limits
from b12regimen.cds_hooks.shapes import problems
from b12regimen.errors import FhirError
from cds_calls import CALL, SAID, TODAY, call, deployment, prefetch, result

VIEW = "/cds-services/b12-patient-view"
SECRET = "Jane-Doe-1980"  # noqa: S105  (it stands for whatever must not come back)


def app(**fields: Any) -> Any:
    given: dict[str, Any] = {"authentication": "without-authentication", "today": lambda: TODAY, **fields}
    return create_app(deployment(), **given)


def ask(method: str, path: str, *, to: Any = None, **fields: Any) -> httpx.Response:
    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(to or app())
        async with httpx.AsyncClient(transport=transport, base_url="https://cds.example.org") as client:
            return await client.request(method, path, **fields)

    return asyncio.run(run())


def refused(response: httpx.Response, status: int) -> list[str]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    outcome = response.json()
    assert problems(outcome, OperationOutcome) == []
    assert SECRET not in response.text
    return [issue["diagnostics"] for issue in outcome["issue"]]


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    assert SECRET not in caplog.text
    return [json.loads(record.message) for record in caplog.records if record.name == "b12regimen.cds_hooks"]


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "b12regimen.cds_hooks")


def test_authentication_has_no_default_and_is_switched_off_in_so_many_words() -> None:
    with pytest.raises(TypeError, match="authentication"):
        create_app(deployment(), today=lambda: TODAY)  # type: ignore[call-arg]
    with pytest.raises(FhirError, match='or "without-authentication" if anybody may ask'):
        app(authentication=None)


def test_discovery_call_feedback_health_and_version() -> None:
    found = ask("GET", "/cds-services")
    assert (found.status_code, problems(found.json(), types.Discovery)) == (200, [])
    answered = ask("POST", VIEW, json=call(said=SAID))
    assert (answered.status_code, problems(answered.json(), types.CardsResponse)) == (200, [])
    item = {"card": CALL, "outcome": "overridden", "outcomeTimestamp": "2020-12-11T00:00:00Z"}
    taken = ask("POST", f"{VIEW}/feedback", json={"feedback": [item]})
    assert (taken.status_code, taken.content) == (200, b"")
    assert ask("GET", "/health").json() == {"status": "ok"}
    assert ask("GET", "/version").json() == {
        "library": __version__,
        "guideline": "uk-bnf-hydroxocobalamin",
        "version": "as restated on 2021-08-17",
        "fingerprint": None,
        "thresholds": None,
        "cds_hooks": "2.0",
        "fhir": "4.0.1",
    }
    assert ask("GET", "/openapi.json").json()["openapi"] == "3.1.0"


def test_the_first_call_of_the_page_is_answered_as_the_page_shows() -> None:
    page = (Path(__file__).parent.parent / "docs/in-an-ehr.md").read_text("utf-8")
    ((sent, shown),) = re.findall(
        r":caption: call.json\n\n(.*?)^```.*?:caption: answer\n\n(.*?)^```", page, re.MULTILINE | re.DOTALL
    )
    ((path, kind),) = re.findall(
        r'^\$ curl -s http://127.0.0.1:8000(\S+) -H "Content-Type: (.+?)" -d @call.json', page, re.MULTILINE
    )
    answered = ask("POST", path, content=sent.encode(), headers={"content-type": kind})
    assert answered.status_code == 200
    written = json.dumps(answered.json(), indent=4, ensure_ascii=True) + "\n"  # as json.tool prints it
    assert OutputChecker().check_output(shown, written, ELLIPSIS), written


def test_numbers_are_read_as_they_are_written() -> None:
    body = json.dumps(call(prefetch=prefetch(results={"resourceType": "Bundle", "entry": [{"resource": result(0)}]})))
    body = body.replace('"value": 0', '"value": 120.10000000000000000001')
    answered = ask("POST", VIEW, content=body, headers={"content-type": "application/json; charset=utf-8"})
    assert "total-b12 120.10000000000000000001 ng/L" in answered.json()["cards"][0]["detail"]


@pytest.mark.parametrize(
    ("method", "path", "fields", "status", "reason"),
    [
        ("GET", f"/{SECRET}", {}, 404, "there is nothing here"),
        ("POST", f"/cds-services/{SECRET}", {"json": call()}, 404, "there is no such service; there is"),
        ("GET", VIEW, {}, 405, "this address does not take this method"),
        ("POST", VIEW, {"content": b"{}"}, 415, "send application/json"),
        ("POST", VIEW, {"content": b"{}", "headers": {"content-type": "text/plain"}}, 415, "send application/json"),
        ("POST", VIEW, {"json": call(context={"patientId": SECRET + "!"})}, 400, "context.patientId: it is not of the"),
        ("POST", VIEW, {"json": call(prefetch={})}, 412, "prefetch.patient: it is needed"),
        ("POST", f"{VIEW}/feedback", {"json": {"feedback": SECRET}}, 400, "feedback: expected a list"),
    ],
)
def test_what_is_refused(method: str, path: str, fields: dict[str, Any], status: int, reason: str) -> None:
    response = ask(method, path, **fields)
    assert refused(response, status)[0].startswith(reason)
    assert (response.headers.get("allow") is not None) == (status == 405)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"\xff\xfe{\x00}\x00", "it is not in UTF-8: byte 1 is none"),
        ('{"a": "\N{LATIN SMALL LETTER E WITH ACUTE}"}'.encode("latin-1"), "it is not in UTF-8: byte 8 is none"),
        (b"\xef\xbb\xbf{}", "it begins with a byte order mark; send JSON in UTF-8 without one"),
        (b'{"a": 1,\n "b": }', "it is no JSON: line 2, column 7"),
        (b'{"a": NaN}', "it holds NaN or Infinity, which is no number of JSON"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "it holds a number that is too long"),
        (b'{"hook": "a", "hook": "b"}', "a key is given twice in one object"),
        (b"[" * 100_000, "it is nested too deep"),
    ],
)
def test_what_is_no_json_is_refused(body: bytes, reason: str) -> None:
    assert refused(ask("POST", VIEW, content=body, headers={"content-type": "application/json"}), 400) == [reason]


def test_a_body_that_is_packed_is_refused() -> None:
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    reason = "it has a Content-Encoding, and none is read; send it as it is"
    assert refused(ask("POST", VIEW, content=b"{}", headers=packed), 415) == [reason]


@given(body=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    with suppress(CdsHooksError):
        assert parse(body) == json.loads(body, parse_float=Decimal)


def test_a_body_is_not_larger_than_the_limit_whatever_is_declared() -> None:
    small = app(limits=Limits(largest_body=100))
    assert refused(ask("POST", VIEW, to=small, json=call()), 413) == ["it is larger than 100 bytes"]

    async def in_parts() -> Any:
        yield b"x" * 60
        yield b"x" * 60

    chunked = {"content": in_parts(), "headers": {"content-type": "application/json"}}
    assert refused(ask("POST", VIEW, to=small, **chunked), 413) == ["it is larger than 100 bytes"]


def spoken_to(to: Any, receive: Callable[[], Any]) -> list[dict[str, Any]]:
    """Speak to the application without a client, as a server does."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": VIEW,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    asyncio.run(to(scope, receive, send))
    return sent


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def receive() -> Any:
        await asyncio.sleep(60)

    sent = spoken_to(app(limits=Limits(body_seconds=0.01)), receive)
    assert sent[0]["status"] == 408
    assert b"it did not come within 0.01 seconds" in sent[1]["body"]


def test_a_caller_that_goes_away_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    assert b"it ended before it was whole" in spoken_to(app(), receive)[1]["body"]
    assert [(line["event"], line["status"]) for line in logged(caplog)] == [("call", 400)]


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "respond", lambda *_, **__: time.sleep(0.2))
    slow = app(limits=Limits(answer_seconds=0.01))
    assert refused(ask("POST", VIEW, to=slow, json=call()), 503) == ["no answer was found within 0.01 seconds"]


def test_what_takes_too_long_counts_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end = list[int](), threading.Event()
    monkeypatch.setattr(service, "respond", lambda *_, **__: (begun.append(1), may_end.wait(5), {"cards": []})[-1])
    slow = app(limits=Limits(answer_seconds=0.05, at_once=2))
    for _ in range(4):
        refused(ask("POST", VIEW, to=slow, json=call()), 503)
    assert len(begun) == 2, "the two that were given up still work, and nothing else has begun"
    may_end.set()


def test_more_than_is_read_in_one_call_is_refused() -> None:
    small = app(limits=Limits(most_entries=1, most_items=1))
    two = {"resourceType": "Bundle", "entry": [{}, {}]}
    assert ask("POST", VIEW, to=small, json=call()).status_code == 200
    reason = "it holds 2, and at most 1 are read in one call"
    for path, body in {
        "prefetch": call(prefetch={"conditions": two}),
        "context.draftOrders": call(context={"draftOrders": two}),
        "context.selections": call(context={"selections": ["a", "b"]}),
        "feedback": {"feedback": [{}, {}]},
    }.items():
        assert refused(ask("POST", VIEW, to=small, json=body), 413) == [f"{path}: {reason}"]
    assert refused(ask("POST", f"{VIEW}/feedback", to=small, json={"feedback": [1, 2]}), 413) == [f"feedback: {reason}"]


@pytest.mark.parametrize("path", [f"{VIEW}/", f"{VIEW}%2F", "/cds-services/"])
def test_no_address_leads_elsewhere(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "b12regimen.cds_hooks"):
        response = ask("POST", path, json=call(), headers={"host": "evil.example"})
    assert response.status_code in (404, 405)
    assert "location" not in response.headers
    assert [line["status"] for line in logged(caplog)] == [response.status_code]


def test_an_unforeseen_error_says_nothing_of_what_was_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise ValueError(SECRET)

    monkeypatch.setattr(service, "respond", fail)
    assert refused(ask("POST", VIEW, json=call()), 500) == ["the service could not answer; the log says where"]
    (line,) = logged(caplog)
    assert (line["event"], line["error"]) == ("unforeseen", "ValueError")
    assert any(place.startswith("cds_hooks/app.py:") for place in line["places"])


def test_an_error_after_the_answer_began_is_logged_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": json.dumps(call()).encode(), "more_body": False}

    async def run() -> None:
        async def send(message: Any) -> None:
            if message["type"] == "http.response.body":
                raise OSError(SECRET)

        scope = {
            "type": "http",
            "method": "POST",
            "path": VIEW,
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
        }
        await app()(scope, receive, send)

    asyncio.run(run())
    assert [line["event"] for line in logged(caplog)] == ["call", "unforeseen"]


def test_the_log_names_rules_and_cards_and_nothing_of_the_patient(caplog: pytest.LogCaptureFixture) -> None:
    answered = ask("POST", VIEW, json=call(said=SAID, context={"userId": f"Practitioner/{SECRET}"}))
    (line,) = logged(caplog)
    assert line.pop("milliseconds") >= 0
    assert line.pop("bytes") > 100
    assert line == {
        "event": "call",
        "service": "b12-patient-view",
        "status": 200,
        "guideline": "uk-bnf-hydroxocobalamin",
        "version": "as restated on 2021-08-17",
        "cards": [answered.json()["cards"][0]["uuid"]],
        "indicators": ["info"],
        "suggestions": 2,
        "rules": ["without-neurological-involvement"],
        "findings": ["gastric-cancer"],
    }
    assert "p1" not in caplog.text
    assert "1980" not in caplog.text


def test_the_log_of_a_refusal_names_places_and_no_values(caplog: pytest.LogCaptureFixture) -> None:
    ask("POST", VIEW, json=call(prefetch={}))
    ask("POST", f"/cds-services/{SECRET}", json=call())
    ask("POST", VIEW, content=SECRET)
    first, second, third = logged(caplog)
    assert (third["status"], third["reasons"]) == (415, ["send application/json"])
    assert first["status"] == 412
    assert first["reasons"] == ["prefetch.patient", "prefetch.conditions", "prefetch.results"]
    assert (second["status"], second["service"]) == (404, None)


def test_the_log_of_feedback_leaves_out_what_a_clinician_wrote(caplog: pytest.LogCaptureFixture) -> None:
    base = {"card": CALL, "outcome": "overridden", "outcomeTimestamp": "2020-12-11T00:00:00Z"}
    items = [
        base,
        base | {"overrideReason": {"reason": {"code": "known"}, "userComment": SECRET}},
        base | {"card": SECRET, "overrideReason": {"reason": {"code": SECRET}}},
    ]
    assert ask("POST", f"{VIEW}/feedback", json={"feedback": items}).status_code == 200
    (line,) = logged(caplog)
    assert line["feedback"] == [
        {"card": CALL, "outcome": "overridden", "reason": None},
        {"card": CALL, "outcome": "overridden", "reason": "known"},
        {"card": None, "outcome": "overridden", "reason": "another"},
    ]


def test_a_browser_may_call_from_the_origins_that_are_named() -> None:
    named = app(origins=["https://ehr.example.org"])
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization, content-type"}
    allowed = ask("OPTIONS", VIEW, to=named, headers={"origin": "https://ehr.example.org", **asked})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://ehr.example.org"
    other = ask("OPTIONS", VIEW, to=named, headers={"origin": "https://evil.example", **asked})
    assert "access-control-allow-origin" not in other.headers
    nobody = ask("GET", "/cds-services", headers={"origin": "https://ehr.example.org"})
    assert "access-control-allow-origin" not in nobody.headers


def test_it_can_be_mounted_under_a_path_of_another_application() -> None:
    outer = Starlette(routes=[Mount("/b12", app())])
    assert ask("GET", "/b12/cds-services", to=outer).status_code == 200


@pytest.mark.parametrize("name", ["largest_body", "body_seconds", "answer_seconds", "at_once"])
def test_a_limit_is_more_than_nothing(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Limits(**{name: 0})
