"""Checks who calls (extra ``cds``): a signed token of an issuer that the deployer trusts, for this address, used once.

A key is looked up in the issuer's own key set, whose address the deployer has given. No address is taken from a token.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

from b12regimen.errors import CdsHooksError, FhirError, Finding, extra_needed

try:
    import jwt
    from jwt import PyJWK, PyJWKClient, PyJWKSet
except ModuleNotFoundError as missing:
    raise extra_needed("a check of tokens needs", missing, "cds") from None

from b12regimen.cds_hooks.replays import MemoryReplayStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12regimen.cds_hooks.replays import ReplayStore

# Signatures with a private key alone: with "none" anybody, and with HMAC whoever holds the shared secret, could sign.
ALGORITHMS: Final = ("ES384", "RS384", "ES256", "ES512", "RS256", "RS512", "PS256", "PS384", "PS512", "EdDSA")
_CLAIMS: Final = ("iss", "aud", "exp", "iat", "jti")
_LONGEST_ID: Final = 255
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_FETCH_SECONDS: Final = 5.0
_UNAUTHORISED: Final = 401
_UNAVAILABLE: Final = 503

KeySet: TypeAlias = str | Mapping[str, Any]


class TokenCheck:
    """Checks the token of every call."""

    def __init__(
        self,
        *,
        base_url: str,
        issuers: Mapping[str, KeySet],
        replays: ReplayStore | None = None,
        longest_life: int = 300,
        leeway: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Trust some issuers.

        Args:
            base_url: The address under which the EHR calls the service, without ``/cds-services``; a token is for one
                endpoint under it.
            issuers: Each issuer, as its tokens name it in ``iss``, and its key set: the address, or the set itself.
            replays: Where used tokens are remembered; ``None`` for the memory of this process.
            longest_life: How long a token may yet be good for [seconds]; it is remembered for as long.
            leeway: How far the clocks may differ [seconds].
            clock: Gives the time [seconds since 1970-01-01 UTC].

        Raises:
            FhirError: An address is none, or is not ``https`` and not on this machine; or no issuer is given.
        """
        if not issuers:
            raise FhirError.of("issuers", "name at least one issuer and its key set")
        self._base = _address("base_url", base_url).rstrip("/")
        self._keys = {issuer: _Keys(issuer, keys) for issuer, keys in issuers.items()}
        self._replays = replays if replays is not None else MemoryReplayStore(clock)
        self._longest_life, self._leeway, self._clock = longest_life, leeway, clock

    def check(self, authorization: str | None, path: str) -> str:
        """Check the token of a call, and name its issuer.

        Args:
            authorization: The header ``Authorization``; ``None`` where there is none.
            path: The path that was called, from ``/cds-services`` on.

        Raises:
            CdsHooksError: There is no token, or it does not hold (401); keys or used tokens cannot be looked up (503).
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused("a signed token is needed: Authorization: Bearer")
        header, issuer = self._who(token)
        key = self._keys[issuer].find(header)
        claims = self._claims(token, key, header["alg"], issuer, path)
        self._check_first_use(issuer, claims)
        return issuer

    def _who(self, token: str) -> tuple[dict[str, Any], str]:
        """Read who claims to have issued a token, before anything in it is believed."""
        try:
            header = jwt.get_unverified_header(token)
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise _refused("what was sent is no token") from None
        if header.get("alg") not in ALGORITHMS:
            raise _refused("it is not signed in a way that is accepted: a private key is needed")
        if not isinstance(issuer, str) or issuer not in self._keys:
            raise _refused("its issuer is not known here")
        return header, issuer

    def _claims(self, token: str, key: PyJWK, algorithm: str, issuer: str, path: str) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key.key,
                algorithms=[algorithm],
                audience=f"{self._base}{path}",
                issuer=issuer,
                leeway=self._leeway,
                options={"require": list(_CLAIMS)},
            )
        except jwt.ExpiredSignatureError:
            raise _refused("it has expired") from None
        except jwt.ImmatureSignatureError:
            raise _refused("it is from the future") from None
        except jwt.InvalidAudienceError:
            raise _refused("it is for another address") from None
        except jwt.MissingRequiredClaimError:
            raise _refused("it lacks one of iss, aud, exp, iat and jti") from None
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError):
            raise _refused("its signature, or what it claims, does not hold") from None

    def _check_first_use(self, issuer: str, claims: dict[str, Any]) -> None:
        expires, token_id = int(claims["exp"]), claims["jti"]
        if expires - self._clock() > self._longest_life + self._leeway:
            raise _refused(f"it is good for longer than {self._longest_life} seconds")
        if not isinstance(token_id, str) or not 0 < len(token_id) <= _LONGEST_ID:
            raise _refused("its jti is no text of 1 to 255 characters")
        try:
            is_first = self._replays.is_first_use(issuer, token_id, expires + self._leeway)
        except Exception:  # noqa: BLE001  (the store is the deployer's, and may fail in any way)
            raise _unavailable("used tokens cannot be looked up") from None
        if not is_first:
            raise _refused("it was used before")


class _Keys:
    """The keys of one issuer."""

    def __init__(self, issuer: str, given: KeySet) -> None:
        self._url = _address(f"issuers.{issuer}", given) if isinstance(given, str) else None
        try:
            self._set = None if isinstance(given, str) else PyJWKSet.from_dict(dict(given))
        except jwt.PyJWTError as error:
            raise FhirError.of(f"issuers.{issuer}", f"its key set cannot be read: {error}") from None
        self._client = None if self._url is None else PyJWKClient(self._url, timeout=_FETCH_SECONDS)

    def find(self, header: dict[str, Any]) -> PyJWK:
        """Find the key that a token names; its ``jku``, if it has one, must be the address that the deployer gave."""
        if self._url is not None and header.get("jku", self._url) != self._url:
            raise _refused("its jku is not the address of the key set that is known here")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise _refused("it does not name its key (kid)")
        key = self._named(kid)
        named = key._jwk_data.get("alg") if key is not None else None  # noqa: SLF001  (what the set itself says of the key)
        if key is None or key.key_type == "oct" or named not in (None, header["alg"]):
            raise _refused("its key is not in the key set of its issuer")
        return key

    def _named(self, kid: str) -> PyJWK | None:
        if self._client is None:
            return next((key for key in self._set.keys if key.key_id == kid), None) if self._set else None
        try:
            self._client.get_jwk_set()  # what it gives is kept, and looked through below
        except (jwt.PyJWTError, ValueError, AttributeError):
            raise _unavailable("the key set of its issuer cannot be fetched, or is none") from None
        try:
            return self._client.get_signing_key(kid)
        except (jwt.PyJWKClientConnectionError, ValueError, AttributeError):
            raise _unavailable("the key set of its issuer cannot be fetched, or is none") from None
        except jwt.PyJWTError:
            return None


def _address(what: str, url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise FhirError.of(what, f"{url!r} is no address; give one that starts with https://") from None
    if parts.scheme == "https" and parts.hostname:
        return url
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return url
    raise FhirError.of(what, f"{url!r} is no address; give one that starts with https://")


def _refused(reason: str) -> CdsHooksError:
    return CdsHooksError(_UNAUTHORISED, [Finding("token", reason)])


def _unavailable(reason: str) -> CdsHooksError:
    return CdsHooksError(_UNAVAILABLE, [Finding("token", reason)])
