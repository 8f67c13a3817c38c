"""The service over HTTP: an ASGI application (extra ``cds``)."""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from b12regimen.errors import CdsHooksError, FhirError, Finding, extra_needed

try:
    import anyio
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.middleware.cors import CORSMiddleware
    from starlette.responses import Response
    from starlette.routing import Route
except ModuleNotFoundError as missing:
    raise extra_needed("the service needs", missing, "cds") from None

from b12regimen.cds_hooks import logs
from b12regimen.cds_hooks.bodies import parse, read_body
from b12regimen.cds_hooks.hooks import operation_outcome, read_feedback, respond
from b12regimen.cds_hooks.limits import Limits
from b12regimen.cds_hooks.openapi import openapi
from b12regimen.cds_hooks.replays import MemoryReplayStore, ReplayStore
from b12regimen.cds_hooks.services import SERVICES, discovery
from b12regimen.cds_hooks.tokens import KeySet, TokenCheck
from b12regimen.version import __version__

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from b12regimen.cds_hooks.deployment import Deployment

__all__ = ["Authentication", "KeySet", "Limits", "MemoryReplayStore", "ReplayStore", "TokenCheck", "create_app"]

Authentication: TypeAlias = TokenCheck | Literal["without-authentication"]
_WITHOUT: Final = "without-authentication"
_UNAUTHORISED: Final = 401
_NOT_FOUND: Final = 404


def create_app(
    deployment: Deployment,
    *,
    authentication: Authentication,
    today: Callable[[], date],
    origins: Sequence[str] = (),
    limits: Limits | None = None,
) -> ASGIApp:
    """Make the service.

    Args:
        deployment: By what it answers.
        authentication: How a caller is known: a check of tokens, or ``"without-authentication"``, by which anybody who
            reaches the service may ask it.
        today: Gives the day, for instance ``date.today``.
        origins: The web origins that may call it from a browser, such as ``https://ehr.example.org``; none by default.
        limits: How much a caller may ask for at once; ``None`` for the usual.

    Raises:
        FhirError: ``authentication`` is neither.
    """
    if not isinstance(authentication, TokenCheck) and authentication != _WITHOUT:
        raise FhirError.of("authentication", f'give a TokenCheck, or "{_WITHOUT}" if anybody may ask')
    service = _Service(deployment, authentication, today, limits or Limits())
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app = Starlette(
        routes=[
            service.route("/cds-services", service.discover, "GET"),
            service.route("/cds-services/{service}", service.call, "POST"),
            service.route("/cds-services/{service}/feedback", service.feedback, "POST"),
            Route("/health", service.health, methods=["GET"]),
            Route("/version", service.version, methods=["GET"]),
            Route("/openapi.json", service.openapi, methods=["GET"]),
        ],
        middleware=[cors] if origins else [],
        exception_handlers={HTTPException: _no_route, Exception: _unforeseen},
    )
    app.router.redirect_slashes = False  # the address of a redirect would be what the caller names in Host
    return _Guard(app)


Handler: TypeAlias = "Callable[[Request, dict[str, Any]], Awaitable[Response]]"


class _Service:
    """Answers requests."""

    def __init__(
        self, deployment: Deployment, authentication: Authentication, today: Callable[[], date], limits: Limits
    ) -> None:
        self._deployment, self._today, self._limits = deployment, today, limits
        self._tokens = authentication if isinstance(authentication, TokenCheck) else None
        self._workers = ThreadPoolExecutor(limits.at_once, "b12regimen")
        self._discovery = discovery(deployment)
        self._openapi = openapi(deployment, with_tokens=self._tokens is not None)

    def route(self, path: str, handler: Handler, method: str) -> Route:
        """Check who calls, answer, and log how it went."""

        async def answer(request: Request) -> Response:
            started, fields = perf_counter(), dict[str, Any]()
            try:
                if self._tokens is not None:
                    header, called = request.headers.get("authorization"), path.format(**request.path_params)
                    fields["issuer"] = await self._worked_out(partial(self._tokens.check, header, called))
                response = await handler(request, fields)
            except CdsHooksError as error:
                fields["reasons"] = [finding.path or finding.reason for finding in error.findings]
                response = _refusal(error)
            guideline = self._deployment.guideline
            logs.log(
                logging.INFO,
                handler.__name__,
                service=_known(request.path_params.get("service")),
                status=response.status_code,
                guideline=guideline.id,
                version=guideline.version,
                milliseconds=round((perf_counter() - started) * 1000, 1),
                **fields,
            )
            return response

        return Route(path, answer, methods=[method])

    async def discover(self, _: Request, __: dict[str, Any]) -> Response:
        """List the services."""
        return _json(self._discovery)

    async def call(self, request: Request, fields: dict[str, Any]) -> Response:
        """Answer a call."""
        body = await read_body(request, self._limits)
        fields["bytes"] = len(body)
        service, today = request.path_params["service"], self._today()
        work = partial(_respond, service, body, self._limits, deployment=self._deployment, today=today)
        answer = await self._worked_out(work)
        fields |= logs.of_cards(answer)
        return _json(answer)

    async def feedback(self, request: Request, fields: dict[str, Any]) -> Response:
        """Take what became of cards."""
        body = await read_body(request, self._limits)
        service = request.path_params["service"]
        given = await self._worked_out(lambda: read_feedback(service, _within(self._limits, parse(body))))
        fields |= logs.of_feedback(given)
        return Response(status_code=200)

    async def _worked_out(self, work: Callable[[], Any]) -> Any:
        """Work something out beside the loop, in a bounded time; what takes longer keeps its worker until it ends."""
        with anyio.move_on_after(self._limits.answer_seconds):
            return await asyncio.wrap_future(self._workers.submit(work))
        raise CdsHooksError(503, [Finding("", f"no answer was found within {self._limits.answer_seconds:g} seconds")])

    async def health(self, _: Request) -> Response:
        """Say that the service runs."""
        return _json({"status": "ok"})

    async def version(self, _: Request) -> Response:
        """Say which library and which guideline answer."""
        guideline, by = self._deployment.guideline, self._deployment.thresholds
        return _json(
            {
                "library": __version__,
                "guideline": guideline.id,
                "version": guideline.version,
                "fingerprint": guideline.fingerprint,
                "thresholds": None if by is None else by.id,
                "cds_hooks": "2.0",
                "fhir": "4.0.1",
            }
        )

    async def openapi(self, _: Request) -> Response:
        """Describe the service."""
        return _json(self._openapi)


def _respond(service: str, body: bytes, limits: Limits, *, deployment: Deployment, today: date) -> Any:
    return respond(service, _within(limits, parse(body)), deployment=deployment, today=today)


def _within(limits: Limits, body: Any) -> Any:
    limits.check(body)
    return body


def _known(service: str | None) -> str | None:
    return service if service in SERVICES else None


def _json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(content).encode("ascii"), status, headers, "application/json")


def _refusal(error: CdsHooksError) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if error.status == _UNAUTHORISED else None
    return _json(operation_outcome(error), error.status, headers)


async def _no_route(_: Request, error: Exception) -> Response:
    given = cast("HTTPException", error)
    said = "there is nothing here" if given.status_code == _NOT_FOUND else "this address does not take this method"
    logs.log(logging.INFO, "no_route", status=given.status_code)
    outcome = operation_outcome(CdsHooksError(given.status_code, [Finding("", said)]))
    return _json(outcome, given.status_code, dict(given.headers or {}))


async def _unforeseen(_: Request, __: Exception) -> Response:
    return _refusal(CdsHooksError(500, [Finding("", "the service could not answer; the log says where")]))


class _Guard:
    """Lets no error out into the log of the server, for its message could hold what was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001  (this is the last that stands between an error and the outside)
            logs.log(logging.ERROR, "unforeseen", **logs.of_error(error))
