"""A real client drives a real server for a minute: every call gets its answer, and memory stays where it was."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import httpx
import pytest

from cds_calls import (
    AMOXICILLIN,
    PATIENT,
    SAID,
    allergy,
    bundle,
    call,
    condition,
    dosage,
    medicine,
    order,
    prefetch,
    result,
    selecting,
    signing,
)

SECONDS = 60.0
VIEW, SIGN, SELECT = (f"/cds-services/b12-{hook}" for hook in ("patient-view", "order-sign", "order-select"))
SLIP = order(dosage(unit="ug", frequency=1, period=3, periodUnit="mo"))
ITEM = {
    "card": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "outcome": "overridden",
    "outcomeTimestamp": "2026-01-01T00:00:00Z",
}

# What is sent, and the status that it gets.
GOOD: list[tuple[str, Any, int]] = [
    (VIEW, call(), 200),
    (VIEW, call(said=SAID), 200),
    (VIEW, call(prefetch=prefetch(conditions=None)), 200),
    (VIEW, call(prefetch=prefetch(results=bundle(result(60), result(3, "mmol/L", "2823-3", id="k")))), 200),
    (VIEW, call(prefetch=prefetch(results=bundle(result(60, "pmol/L"), 3, {}))), 200),
    (VIEW, call(said=SAID, prefetch=prefetch(allergies=bundle(allergy("Cobalt")))), 200),
    (VIEW, call(prefetch=prefetch(conditions=bundle(*(condition("38341003", id=f"c{n}") for n in range(200))))), 200),
    (SIGN, signing(order(), SLIP | {"id": "slip"}, AMOXICILLIN, said=SAID), 200),
    (SIGN, signing(AMOXICILLIN, prefetch={}), 200),
    (SELECT, selecting(["MedicationRequest/rx"], SLIP, said=SAID), 200),
    (f"{VIEW}/feedback", {"feedback": [ITEM]}, 200),
]
BAD: list[tuple[str, Any, int]] = [
    (VIEW, {}, 400),
    (VIEW, [], 400),
    (VIEW, b"{", 400),
    (VIEW, b'{"hook": 1, "hook": 2}', 400),
    (VIEW, b"[" * 50_000, 400),
    (VIEW, b" " * 2_100_000, 413),
    (VIEW, call(hook="order-sign"), 400),
    (VIEW, call(prefetch={}), 412),
    (VIEW, call(prefetch=prefetch(patient=PATIENT | {"id": "p2"})), 412),
    (VIEW, call(said={"cause": "nonsense"}), 400),
    (SIGN, signing(order(), prefetch={}), 412),
    (SELECT, selecting([], order()), 400),
    ("/cds-services/nothing", call(), 404),
    (f"{VIEW}/feedback", {"feedback": [{}]}, 400),
]


def varied(body: Any, draw: random.Random) -> Any:
    """Make each call another call, of another patient, as those of a day are."""
    if not isinstance(body, dict) or "hookInstance" not in body:
        return body
    given = body.get("prefetch", {})
    names = bundle(medicine(draw.choice(["Metformin", "Ramipril", "Omeprazole"]), id=f"m{draw.randrange(1000)}"))
    person = {"birthDate": f"{draw.randrange(1930, 2005)}-05-17"}
    more = {"patient": given["patient"] | person, "medicines": names} if given.get("patient") else {}
    return body | {"hookInstance": str(UUID(int=draw.getrandbits(128))), "prefetch": given | more}


@contextmanager
def served(port: int) -> Iterator[int]:
    """Run the service as a deployer does, in a process of its own."""
    command = [
        *(sys.executable, "-c", "import sys; from b12regimen.cli.main import main; sys.exit(main())", "serve"),
        *("--guideline", "uk-bnf-hydroxocobalamin", "--results-within", "any-age", "--without-authentication"),
        *("--port", str(port)),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  (our own command)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def resident(pid: int) -> int:
    """Give the resident memory of a process [bytes]."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def a_free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def ready(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            client.get("/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the service did not start")


@attrs.frozen
class Driven:
    """What came of it: how often each status, and the resident memory after the first tenth and at the end [bytes]."""

    statuses: Counter[int]
    early: int
    late: int


def drive(seconds: float) -> Driven:
    port, draw, statuses = a_free_port(), random.Random(12), Counter[int]()  # noqa: S311  (which call comes next)
    with served(port) as pid, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        ready(client)
        started, early = time.monotonic(), 0
        while (passed := time.monotonic() - started) < seconds:
            if early == 0 and passed > seconds / 10:
                early = resident(pid)
            path, body, expected = draw.choice(GOOD if draw.random() < 0.7 else BAD)
            sent = {"content": body} if isinstance(body, bytes) else {"json": varied(body, draw)}
            response = client.post(path, **sent, headers={"content-type": "application/json"})
            assert response.status_code == expected, (path, response.text[:500])
            assert expected == 200 or response.json()["resourceType"] == "OperationOutcome"
            statuses[response.status_code] += 1
        return Driven(statuses, early, resident(pid))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="resident memory is read from /proc")
def test_a_minute_of_good_and_bad_calls() -> None:
    driven = drive(SECONDS)
    assert set(driven.statuses) == {200, 400, 404, 412, 413}
    assert driven.late <= driven.early * 1.1


if __name__ == "__main__":
    print(drive(SECONDS))  # noqa: T201  (run alone, it shows what was measured)
