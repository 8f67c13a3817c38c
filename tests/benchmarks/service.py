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
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
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


def serve(listening: socket.socket) -> None:
    """Run both in a process of their own: beside the client, the two would wait for one interpreter."""
    logging.getLogger("b12regimen.cds_hooks").setLevel(logging.WARNING)
    ours = create_app(deployment(), authentication="without-authentication", today=lambda: TODAY)
    app = Starlette(routes=[Route("/empty", empty, methods=["POST"]), Mount("/", ours)])
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])


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
    # Named as TCP, or asyncio leaves Nagle's algorithm on, and each answer waits 40 ms for an acknowledgement.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    process = get_context("fork").Process(target=serve, args=(listening,))
    process.start()
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
        process.terminate()
        process.join()
    print("a call / an empty endpoint of the same server; ratio of medians\n")
    for name, time in times.items():
        if name != "empty":
            print(f"      {name:<40} {time / times['empty']:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
