"""The command of ``b12regimen`` that runs the service for CDS Hooks (extras ``cli`` and ``cds``)."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

from b12regimen.cli.output import ANSWERED, BAD_INPUT, GUIDELINE_HELP, THRESHOLDS_HELP, Number, Parameter, complain
from b12regimen.errors import FhirError, extra_needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.cds_hooks.app import Authentication

_LAST_PORT: Final = 65535
_LONGEST: Final = 300  # as long as a token may be good for
_EITHER: Final = (
    "say who may call: --base-url and --issuer, each issuer with its key set (https://ehr.example.org=https://...), or "
    "--without-authentication if anybody who reaches the service may ask it"
)

_KEY_SET: Final = (
    "write behind it = and the address of its key set: https://ehr.example.org=https://ehr.example.org/keys"
)
_NOT_BOTH: Final = (
    "--without-authentication lets anybody ask, and --base-url, --issuer and --leeway are for callers with a token: "
    "give one or the other"
)


def serve(
    *,
    guideline: Annotated[str, Parameter(help=GUIDELINE_HELP)],
    results_within: Annotated[
        str,
        Parameter(help='How old a result may be, in days, or "any-age"; an older one is named, and not used.'),
    ],
    base_url: Annotated[
        str | None, Parameter(help="The address under which the EHR calls, without /cds-services; tokens are for it.")
    ] = None,
    issuer: Annotated[
        list[str] | None, Parameter(negative="", help="An issuer of tokens and the address of its key set: ISS=URL.")
    ] = None,
    leeway: Annotated[
        int,
        Parameter(
            help="How far the clocks of the issuers may differ [seconds].", validator=Number(gte=0, lte=_LONGEST)
        ),
    ] = 0,
    without_authentication: Annotated[
        bool, Parameter(negative="", help="Let anybody who reaches the service ask it.")
    ] = False,
    origin: Annotated[
        list[str] | None, Parameter(negative="", help="A web origin that may call from a browser.")
    ] = None,
    thresholds: Annotated[str | None, Parameter(help=THRESHOLDS_HELP)] = None,
    code: Annotated[
        list[str] | None,
        Parameter(
            negative="", help="A code of your own and what it means: SYSTEM|CODE=MEANING, for instance analyte:mma."
        ),
    ] = None,
    host: Annotated[str, Parameter(help="The address to listen on; this machine alone, unless another is given.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int,
        Parameter(help="The port to listen on, or 0 for any that is free.", validator=Number(gte=0, lte=_LAST_PORT)),
    ] = 8000,
) -> int:
    """Run the service that an electronic health record calls by CDS Hooks 2.0, until it is stopped.

    It listens without TLS: put it behind a server that speaks TLS. Used tokens are remembered in this process alone.

    Exit code 0: it was stopped. 2: it was not started, because something cannot be read or is not said, or because it
    cannot listen there.
    """
    try:
        import uvicorn

        from b12regimen.cds_hooks import Deployment, logs
        from b12regimen.cds_hooks.app import create_app
    except ModuleNotFoundError as missing:
        complain(str(extra_needed("the service needs", missing, "cds")))
        return BAD_INPUT
    if without_authentication and (issuer or base_url or leeway):
        complain(_NOT_BOTH)
        return BAD_INPUT
    authentication = _authentication(base_url, issuer or [], leeway, without_authentication=without_authentication)
    if authentication is None:
        without = [name for name in issuer or [] if not name.partition("=")[2]]
        complain(f'--issuer is "{without[0]}": {_KEY_SET}' if without else _EITHER)
        return BAD_INPUT
    if not (results_within.isdecimal() and int(results_within)) and results_within != "any-age":
        complain(f'--results-within is "{results_within}", which is no number of days; give one from 1, or "any-age"')
        return BAD_INPUT
    within: Any = results_within if results_within == "any-age" else int(results_within)
    deployment = Deployment(guideline=guideline, results_within=within, thresholds=thresholds, codes=_codes(code or []))
    app = create_app(deployment, authentication=authentication, today=date.today, origins=origin or [])
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, UnicodeError) as error:
        why = str(getattr(error, "strerror", error)).partition(" (while")[0]  # what follows says the address again
        complain(f"it cannot listen on {host}, port {port}: {why}; choose another with --host or --port")
        return BAD_INPUT
    # No access log: a path or a query that a caller makes up may hold anything. The service logs each call itself.
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, server_header=False, log_config=None))
    with listening, _logged(), _stopped_by_a_signal():
        at, free = listening.getsockname()[:2]
        logs.log(logging.INFO, "started", host=at, port=free, guideline=deployment.guideline.id)
        server.run([listening])
    return ANSWERED


@contextmanager
def _stopped_by_a_signal() -> Iterator[None]:
    """Take the signal that has stopped the server, which the server raises again, for a stop like any other."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _logged() -> Iterator[None]:
    """Write what the service logs on standard output, one line an event."""
    from b12regimen.cds_hooks.logs import LOGGER

    handler = logging.StreamHandler(sys.stdout)
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)


def _codes(given: list[str]) -> dict[str, str] | None:
    """Part codes and meanings; a code may hold the sign between them, a meaning does not."""
    codes: dict[str, str] = {}
    for one in given:
        key, _, meaning = one.rpartition("=")
        if not key:
            raise FhirError.of("codes", f'"{one}" says no meaning; write SYSTEM|CODE=MEANING')
        if codes.setdefault(key, meaning) != meaning:
            raise FhirError.of("codes", f'"{key}" is given two meanings: {codes[key]} and {meaning}')
    return codes or None


def _authentication(
    base_url: str | None, issuers: list[str], leeway: int, *, without_authentication: bool
) -> Authentication | None:
    from b12regimen.cds_hooks.tokens import TokenCheck

    if without_authentication:
        return "without-authentication"
    trusted = {name: url for name, _, url in (one.partition("=") for one in issuers) if url}
    if base_url is None or not trusted or len(trusted) < len(issuers):
        return None
    return TokenCheck(base_url=base_url, issuers=trusted, leeway=leeway)
