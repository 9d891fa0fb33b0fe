"""A small OpenID Connect provider on this machine: discovery, authorization with PKCE, tokens, keys, userinfo.

It signs with a real key and is as strict as a real one. `lies` changes what it says, for the attacks.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "front-door-at-hollow-oak", "a-client-secret-of-the-school"
JSON = "application/json"
Answer = tuple[int, dict[str, str], str]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """One issuer. `who` is signed in there; `asked` are the questions that reached it, in order."""

    def __init__(self) -> None:
        self.key, self.kid = new_key(), "first"
        self.who: dict[str, Any] = {}
        self.asked: list[str] = []
        self.sent_to: list[dict[str, str]] = []
        self.lies: dict[str, Any] = {}  # what the discovery document says instead
        self.change: Callable[[dict[str, Any]], Any] = lambda claims: claims
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.down = False
        self.by_userinfo = False  # the address is told at the userinfo endpoint only
        self.asks = False  # show a page with a button instead of sending people back at once
        self._codes: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"

    def discovery(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        said = {name: f"{self.issuer}/{path}" for name, path in paths.items()}
        return {"issuer": self.issuer, "userinfo_endpoint": f"{self.issuer}/userinfo", **said, **self.lies}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.kid})

    def answer(self, method: str, address: str, body: str, headers: dict[str, str]) -> Answer:
        parts = urlsplit(address)
        self.asked.append(parts.path)
        if self.down:
            return 503, {}, "down"
        given = {name: values[0] for name, values in parse_qs(parts.query or body).items()}
        if parts.path == "/.well-known/openid-configuration":
            return 200, {"Content-Type": JSON}, json.dumps(self.discovery())
        if parts.path == "/keys":
            return 200, {"Content-Type": JSON}, json.dumps(self.keys())
        if parts.path == "/authorize":
            return self._authorize(given)
        if parts.path == "/token" and method == "POST":
            return self._token(parse_one(body), headers)
        if parts.path == "/userinfo" and headers.get("Authorization") == "Bearer opens-userinfo":
            return 200, {"Content-Type": JSON}, json.dumps({"sub": "s-1", **self.who})
        return 404, {}, "nothing here"

    def _authorize(self, given: dict[str, str]) -> Answer:
        assert given["client_id"] == CLIENT
        assert (given["response_type"], given["code_challenge_method"]) == ("code", "S256")
        assert len(given["state"]) >= 16
        assert len(given["nonce"]) >= 32
        assert "openid" in given["scope"].split()
        if not self.asks or "yes" in given:
            self.sent_to.append(given)
            code = secrets.token_urlsafe(16)
            self._codes[code] = given
            back = urlencode({"code": code, "state": given["state"]})
            return 302, {"Location": f"{given['redirect_uri']}?{back}"}, ""
        again = f"/authorize?{urlencode({**given, 'yes': '1'})}".replace("&", "&amp;")
        page = f'<!DOCTYPE html><html lang="en"><title>School</title><h1>School</h1><a href="{again}">Yes, it is me</a>'
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page

    def _token(self, given: dict[str, str], headers: dict[str, str]) -> Answer:
        asked = self._codes.pop(given.get("code", ""), None)
        right = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if headers.get("Authorization") != right or asked is None:
            return 401, {"Content-Type": JSON}, json.dumps({"error": "invalid_client"})
        if base64.urlsafe_b64encode(challenge).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"Content-Type": JSON}, json.dumps({"error": "invalid_grant"})
        if given["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"Content-Type": JSON}, json.dumps({"error": "invalid_grant"})
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "s-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        token = self.sign(self.change({**claims, **({} if self.by_userinfo else self.who)}))
        said = {"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": token}
        return 200, {"Content-Type": JSON}, json.dumps(said)


def parse_one(body: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body).items()}


def _handler_for(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, body: str) -> None:
            status, headers, said = provider.answer(self.command, self.path, body, dict(self.headers.items()))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.encode())))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    thread = Thread(target=provider.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join(5)
