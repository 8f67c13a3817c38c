"""Who may call: tokens that hold, and every way in which they do not."""

from __future__ import annotations

import asyncio
import json
import re
import runpy
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from b12regimen.cds_hooks import CdsHooksError
from b12regimen.cds_hooks.app import create_app
from b12regimen.cds_hooks.replays import MemoryReplayStore
from b12regimen.cds_hooks.tokens import TokenCheck
from b12regimen.errors import FhirError
from cds_calls import TODAY, call, deployment

BASE = "https://cds.example.org"
ISSUER = "https://ehr.example.org"
PATH = "/cds-services/b12-patient-view"
NOW = 1_770_000_000
EC, OTHER_EC = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP384R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = {**ECAlgorithm.to_jwk(EC.public_key(), as_dict=True), "kid": "ec", "use": "sig", "alg": "ES384"}
RSA_KEY = {**RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True), "kid": "rsa"}
SHARED = {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "kid": "oct"}
KEYS = {"keys": [EC_KEY, RSA_KEY, SHARED]}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def check(**fields: Any) -> TokenCheck:
    return TokenCheck(**{"base_url": BASE, "issuers": {ISSUER: KEYS}, **fields})


def claims(**fields: Any) -> dict[str, Any]:
    """Make what a token claims; a time is given in seconds from now."""
    given = {"iss": ISSUER, "aud": f"{BASE}{PATH}", "exp": 60, "iat": 0, "jti": "1", **fields}
    now = int(time.time())
    times = {name: now + given[name] for name in ("exp", "iat", "nbf") if isinstance(given.get(name), int)}
    return {name: value for name, value in (given | times).items() if value is not None}


def token(key: PrivateKeyTypes | str | None = EC, alg: str = "ES384", kid: Any = "ec", **fields: Any) -> str:
    headers = {"kid": kid, **fields.pop("headers", {})} if kid else fields.pop("headers", {})
    signed: str = jwt.encode(claims(**fields), key, algorithm=alg, headers=headers)  # type: ignore[arg-type]
    return f"Bearer {signed}"


signed = partial(partial, token)  # made by the test that sends it: a token lives for a minute


def test_the_script_of_the_page_makes_keys_and_tokens_that_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parent.parent / "docs/in-an-ehr.md").read_text("utf-8")
    ((script,),) = [re.findall(r":caption: sign.py\n\n(.*?)^```", page, re.MULTILINE | re.DOTALL)]
    (tmp_path / "sign.py").write_text(script, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["sign.py", f"{BASE}{PATH}"])
    made = []
    for _ in range(2):
        runpy.run_path("sign.py", run_name="__main__")
        made.append(f"Bearer {capsys.readouterr().out.strip()}")
    by = check(issuers={ISSUER: json.loads((tmp_path / "keys/keys.json").read_text("utf-8"))})
    assert [by.check(one, PATH) for one in made] == [ISSUER, ISSUER]
    assert refused(made[0], by=by) == "it was used before"


def refused(given: str | None, *, by: TokenCheck | None = None, path: str = PATH, status: int = 401) -> str:
    with pytest.raises(CdsHooksError) as error:
        (by or check()).check(given, path)
    assert error.value.status == status
    return error.value.findings[0].reason


def test_a_token_that_holds_names_its_issuer() -> None:
    assert check().check(token(), PATH) == ISSUER
    assert check().check(token(RSA, "RS384", "rsa"), PATH) == ISSUER
    assert check(base_url=f"{BASE}/").check(token().replace("Bearer", "bearer"), PATH) == ISSUER
    assert check().check(token(aud=["https://other.example.org", f"{BASE}{PATH}"]), PATH) == ISSUER


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "a signed token is needed: Authorization: Bearer"),
        ("Basic YTpi", "a signed token is needed: Authorization: Bearer"),
        ("Bearer ", "a signed token is needed: Authorization: Bearer"),
        ("Bearer abc", "what was sent is no token"),
        ("Bearer a.b.c", "what was sent is no token"),
        ("Bearer é.é.é", "what was sent is no token"),
        (signed(None, "none"), "it is not signed in a way that is accepted: a private key is needed"),
        (signed("s" * 64, "HS256"), "it is not signed in a way that is accepted: a private key is needed"),
        (signed(iss="https://evil.example"), "its issuer is not known here"),
        (signed(iss=None), "its issuer is not known here"),
        (signed(kid=None), "it does not name its key (kid)"),
        (signed(kid="other"), "its key is not in the key set of its issuer"),
        (signed(kid="oct"), "its key is not in the key set of its issuer"),
        (signed(RSA, "RS384", "ec"), "its key is not in the key set of its issuer"),
        (signed(EC, "ES384", "rsa"), "its signature, or what it claims, does not hold"),
        (signed(OTHER_EC), "its signature, or what it claims, does not hold"),
        (signed(exp=-1), "it has expired"),
        (signed(iat=600, exp=660), "it is from the future"),
        (signed(nbf=600), "it is from the future"),
        (signed(aud=f"{BASE}/cds-services/b12-order-sign"), "it is for another address"),
        (signed(aud=f"{BASE}/cds-services"), "it is for another address"),
        (signed(aud=None), "it lacks one of iss, aud, exp, iat and jti"),
        (signed(exp=None), "it lacks one of iss, aud, exp, iat and jti"),
        (signed(iat=None), "it lacks one of iss, aud, exp, iat and jti"),
        (signed(jti=None), "it lacks one of iss, aud, exp, iat and jti"),
        (signed(exp="soon"), "its signature, or what it claims, does not hold"),
        (signed(exp=10**6), "it is good for longer than 300 seconds"),
        (signed(jti=""), "its jti is no text of 1 to 255 characters"),
        (signed(jti="x" * 256), "its jti is no text of 1 to 255 characters"),
    ],
)
def test_what_does_not_hold(given: str | partial[str] | None, reason: str) -> None:
    assert refused(given() if isinstance(given, partial) else given) == reason


def test_a_forged_payload_does_not_hold() -> None:
    head, _, signature = token().split(".")
    payload = token(jti="2").split(".")[1]
    assert refused(f"{head}.{payload}.{signature}") == "its signature, or what it claims, does not hold"


def test_the_public_key_is_no_shared_secret() -> None:
    """A classic: the public key, which everybody has, as the secret of an HMAC."""
    import hmac
    from base64 import urlsafe_b64encode

    def part(value: Any) -> bytes:
        return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    head = part({"alg": "HS256", "typ": "JWT", "kid": "ec"})
    signing = head + b"." + part(claims())
    mac = urlsafe_b64encode(hmac.digest(json.dumps(EC_KEY).encode(), signing, "sha256")).rstrip(b"=")
    assert refused(f"Bearer {(signing + b'.' + mac).decode()}").startswith("it is not signed in a way")


def test_the_claims_allow_for_clocks_that_differ_only_as_far_as_the_deployer_says() -> None:
    late = token(exp=-5)
    assert refused(late) == "it has expired"
    assert check(leeway=30).check(late, PATH) == ISSUER


def test_a_token_is_used_once() -> None:
    once = check()
    assert once.check(token(), PATH) == ISSUER
    assert refused(token(), by=once) == "it was used before"
    assert once.check(token(jti="2"), PATH) == ISSUER


def test_a_token_that_does_not_hold_uses_up_no_id() -> None:
    once = check()
    refused(token(OTHER_EC), by=once)
    assert once.check(token(), PATH) == ISSUER


def test_two_issuers_may_give_the_same_id() -> None:
    other = "https://other.example.org"
    both = check(issuers={ISSUER: KEYS, other: KEYS})
    assert both.check(token(), PATH) == ISSUER
    assert both.check(token(iss=other), PATH) == other


def test_used_tokens_are_forgotten_when_they_have_expired_and_not_before() -> None:
    clock = Clock()
    store = MemoryReplayStore(clock)
    assert store.is_first_use(ISSUER, "1", int(clock.now) + 10)
    assert not store.is_first_use(ISSUER, "1", int(clock.now) + 10)
    clock.now += 10
    assert not store.is_first_use(ISSUER, "1", int(clock.now) + 10)
    clock.now += 2
    assert store.is_first_use(ISSUER, "2", int(clock.now) + 10)
    assert len(store) == 1


def test_the_deployer_can_share_what_was_used() -> None:
    class Shared:
        def __init__(self) -> None:
            self.asked: list[tuple[str, str, int]] = []

        def is_first_use(self, issuer: str, token_id: str, expires: int) -> bool:
            self.asked.append((issuer, token_id, expires))
            return len(self.asked) == 1

    store = Shared()
    one, another = check(replays=store), check(replays=store)
    given = token()
    assert one.check(given, PATH) == ISSUER
    assert refused(given, by=another) == "it was used before"
    assert store.asked[0][:2] == (ISSUER, "1")
    assert store.asked[0][2] > time.time()


def test_a_store_that_fails_lets_nobody_in() -> None:
    class Broken:
        def is_first_use(self, issuer: str, token_id: str, expires: int) -> bool:
            raise ConnectionError(issuer, token_id, expires)

    assert refused(token(), by=check(replays=Broken()), status=503) == "used tokens cannot be looked up"


@pytest.fixture
def key_server() -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    asked: list[str] = []
    serves: dict[str, Any] = {"status": 200, "body": KEYS}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(serves["status"])
            self.end_headers()
            self.wfile.write(json.dumps(serves["body"]).encode())

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/keys", asked, serves
        server.shutdown()
        thread.join()


def test_keys_are_fetched_from_the_address_that_the_deployer_gave_and_from_no_other(
    key_server: tuple[str, list[str], dict[str, Any]],
) -> None:
    url, asked, _ = key_server
    by = check(issuers={ISSUER: url})
    assert by.check(token(headers={"jku": url}), PATH) == ISSUER
    assert by.check(token(jti="2"), PATH) == ISSUER
    evil = token(jti="3", headers={"jku": f"{url}/evil"})
    assert refused(evil, by=by) == "its jku is not the address of the key set that is known here"
    assert refused(token(jti="4", kid="new"), by=by) == "its key is not in the key set of its issuer"
    assert asked == ["/keys"], "once, and not for every key that somebody invents"


def test_keys_that_cannot_be_fetched_let_nobody_in(key_server: tuple[str, list[str], dict[str, Any]]) -> None:
    url, _, serves = key_server
    serves["status"] = 500
    nobody = refused(token(), by=check(issuers={ISSUER: url}), status=503)
    assert nobody == "the key set of its issuer cannot be fetched, or is none"
    for body in (["no", "keys"], {"keys": []}, {"keys": 3}, "<html>", None):
        serves.update(status=200, body=body)
        assert refused(token(), by=check(issuers={ISSUER: url}), status=503) == nobody, body


def test_keys_that_are_lost_between_two_looks_let_nobody_in(
    key_server: tuple[str, list[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any) -> Any:
        raise ValueError

    monkeypatch.setattr("jwt.PyJWKClient.get_signing_key", lost)
    nobody = refused(token(), by=check(issuers={ISSUER: key_server[0]}), status=503)
    assert nobody == "the key set of its issuer cannot be fetched, or is none"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"base_url": "http://cds.example.org"}, "is no address; give one that starts with https://"),
        ({"base_url": "cds.example.org"}, "is no address"),
        ({"base_url": "https://[bad"}, "is no address"),
        ({"issuers": {}}, "name at least one issuer and its key set"),
        ({"issuers": {ISSUER: "file:///etc/passwd"}}, "is no address"),
        ({"issuers": {ISSUER: {"keys": []}}}, "its key set cannot be read"),
    ],
)
def test_what_a_deployer_cannot_give(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(FhirError, match=message):
        check(**fields)


def test_every_address_of_the_service_needs_a_token_of_its_own() -> None:
    app = create_app(deployment(), authentication=check(), today=lambda: TODAY)
    used = {"authorization": token()}
    for_discovery = {"authorization": token(aud=f"{BASE}/cds-services", jti="2")}

    async def run() -> list[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
            answers = [
                await client.get("/cds-services"),
                await client.post(PATH, json=call()),
                await client.post(f"{PATH}/feedback", json={"feedback": []}),
                await client.post(PATH, json=call(), headers=used),
                await client.post(PATH, json=call(), headers=used),
                await client.get("/cds-services", headers=for_discovery),
                await client.post(
                    f"{PATH}/feedback",
                    json={"feedback": []},
                    headers={"authorization": token(aud=f"{BASE}{PATH}/feedback", jti="3")},
                ),
                await client.get("/health"),
                await client.get("/version"),
                await client.get("/openapi.json"),
            ]
        assert answers[0].headers["www-authenticate"] == "Bearer"
        assert answers[9].json()["components"]["securitySchemes"]
        return [answer.status_code for answer in answers]

    assert asyncio.run(run()) == [401, 401, 401, 200, 401, 200, 200, 200, 200, 200]
