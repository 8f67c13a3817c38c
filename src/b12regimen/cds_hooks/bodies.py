"""Reads the body of a call: JSON, of a bounded size, in a bounded time, with nothing in it that could be lost."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import anyio
from starlette.requests import ClientDisconnect

from b12regimen.errors import CdsHooksError, Finding

if TYPE_CHECKING:
    from starlette.requests import Request

    from b12regimen.cds_hooks.limits import Limits

_MEDIA: Final = ("application/json", "application/fhir+json")


async def read_body(request: Request, limits: Limits) -> bytes:
    """Take the body of a call.

    Raises:
        CdsHooksError: It is not JSON by its media type (415), too large (413), late (408) or cut off (400).
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in _MEDIA:
        raise CdsHooksError(415, [Finding("", "send application/json")])
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise CdsHooksError(415, [Finding("", "it has a Content-Encoding, and none is read; send it as it is")])
    too_large = CdsHooksError(413, [Finding("", f"it is larger than {limits.largest_body} bytes")])
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limits.largest_body:
        raise too_large
    body = bytearray()
    with anyio.move_on_after(limits.body_seconds):
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.largest_body:
                    raise too_large
        except ClientDisconnect:
            raise CdsHooksError(400, [Finding("", "it ended before it was whole")]) from None
        return bytes(body)
    raise CdsHooksError(408, [Finding("", f"it did not come within {limits.body_seconds:g} seconds")])


def parse(body: bytes) -> Any:
    """Read JSON; a key that is given twice is refused, for one of the two would be lost.

    Raises:
        CdsHooksError: It is none (400).
    """
    if not body.strip():
        raise CdsHooksError(400, [Finding("", "it is empty")])
    if body.startswith(BOM_UTF8):
        raise CdsHooksError(400, [Finding("", "it begins with a byte order mark; send JSON in UTF-8 without one")])
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_once_each,
        )
    except RecursionError:
        reason = "it is nested too deep"
    except _TwiceError:
        reason = "a key is given twice in one object"
    except _ConstantError:
        reason = "it holds NaN or Infinity, which is no number of JSON"
    except UnicodeDecodeError as error:
        reason = f"it is not in UTF-8: byte {error.start + 1} is none"
    except json.JSONDecodeError as error:
        reason = f"it is no JSON: line {error.lineno}, column {error.colno}"
    except ValueError:  # more digits than Python reads
        reason = "it holds a number that is too long"
    raise CdsHooksError(400, [Finding("", reason)])


class _ConstantError(Exception):
    """A number that is none."""


class _TwiceError(Exception):
    """A key is given twice."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _no_constant(name: str) -> Any:
    raise _ConstantError(name)
