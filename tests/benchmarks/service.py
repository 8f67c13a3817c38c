"""What a call of the service costs, as a ratio to an empty endpoint of the same server, interleaved in one run.

    python -m pip install -e ".[bench]"
    python tests/benchmarks/service.py

A ratio is of medians, as in ``ratios.py``.
"""

from __future__ import annotations

import logging
import socket
import statistics
import sys
import threading
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

sys.path.insert(0, str(Path(__file__).parent.parent))

from b12regimen.cds_hooks.app import create_app
from cds_calls import AMOXICILLIN, SAID, TODAY, call, deployment, order, prefetch, signing

ROUNDS = 300


async def empty(request: Request) -> Response:
    await request.body()
    return Response(b"{}", media_type="application/json")


def server() -> tuple[uvicorn.Server, socket.socket]:
    ours = create_app(deployment(), authentication="without authentication", today=lambda: TODAY)
    app = Starlette(routes=[Route("/empty", empty, methods=["POST"]), Mount("/", ours)])
    listening = socket.create_server(("127.0.0.1", 0))
    return uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)), listening


def interleaved(base: str, work: dict[str, tuple[str, Any]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in work}
    with httpx.Client(base_url=base, timeout=30) as client:
        for _ in range(ROUNDS):
            for name, (path, body) in work.items():
                start = perf_counter()
                client.post(path, json=body).raise_for_status()
                times[name].append(perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> int:
    logging.getLogger("b12regimen.cds_hooks").setLevel(logging.WARNING)
    serving, listening = server()
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
    thread.start()
    while not serving.started:
        sleep(0.05)
    view, sign = "/cds-services/b12-patient-view", "/cds-services/b12-order-sign"
    work = {
        "empty": ("/empty", call(said=SAID)),
        "a chart without a deficiency": (view, call(prefetch=prefetch(conditions=None))),
        "advice with two drafts": (view, call(said=SAID)),
        "an order of another medicine": (sign, signing(AMOXICILLIN)),
        "an order of vitamin B12": (sign, signing(order(), said=SAID)),
    }
    try:
        times = interleaved(f"http://127.0.0.1:{listening.getsockname()[1]}", work)
    finally:
        serving.should_exit = True
        thread.join()
    print("a call / an empty endpoint of the same server; ratio of medians\n")
    for name, time in times.items():
        if name != "empty":
            print(f"      {name:<40} {time / times['empty']:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
