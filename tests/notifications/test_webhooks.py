"""Webhooks against a real listener: signed, identifiers only, retried, and never into our own network."""

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from accounts.models import Agency, User
from core import clock
from core.errors import Refused
from core.outside import NotReached, is_public, safe_ip
from mash import actions
from mash.actions import PushBack
from notifications.calling import call_due, end_webhook, register_webhook
from notifications.hooks import Webhook, WebhookCall
from notifications.posting import post
from notifications.senders import NotSent
from notifications.sweep import GIVE_UP_AFTER
from referrals.models import Referral
from tests.factories import sent_referral
from trail.models import Entry

pytestmark = pytest.mark.django_db


class Sink:
    """A listener on this machine that keeps what it got, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers = 204
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.got.append((dict(self.headers.items()), body))
                self.send_response(sink.answers)
                self.send_header("Location", sink.address)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/hook"


@pytest.fixture
def sink() -> Iterator[Sink]:
    one = Sink()
    thread = Thread(target=one.server.serve_forever, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join(5)


@pytest.fixture
def demo(settings: Any) -> None:
    settings.ADDRESSES_INSIDE = True


def decided(by: User, referrer: User) -> Referral:
    referral = sent_referral(referrer)
    advice = PushBack(reason="threshold", advice="Meet the mother", would_change="he loses weight")
    why = "Breakfast club and school can meet this need."
    actions.record_decision(referral, level=2, route="push_back", rationale=why, push_back=advice, reply="Yes", by=by)
    return referral


@pytest.mark.usefixtures("demo", "at_tuesday")
def test_an_outcome_calls_the_agency_once_signed_and_says_no_more(
    sink: Sink, delphine: User, marek: User, petra: User, hollow_oak: Agency, tidewell: Agency
) -> None:
    made = register_webhook(hollow_oak, address=sink.address, by=petra)
    register_webhook(tidewell, address=sink.address, by=petra)
    referral = decided(marek, delphine)
    assert sink.got == []  # nothing leaves with the request
    now = clock.now()
    assert call_due(now) == 1
    assert call_due(now) == 0
    [(headers, body)] = sink.got
    call = WebhookCall.objects.get()
    assert json.loads(body) == {
        "id": str(call.pk),
        "event": "outcome_ready",
        "reference": referral.reference,
        "at": now.isoformat(),
    }
    stamp = headers["Front-Door-Timestamp"]
    expected = hmac.new(made.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert (stamp, headers["Front-Door-Signature"]) == (str(int(now.timestamp())), f"v1={expected}")
    assert made.secret not in Webhook.objects.get(agency=hollow_oak).secret
    assert (call.status, call.sent_at, call.attempts) == ("sent", now, 1)
    entry = Entry.objects.get(subject="webhook_call")
    assert (entry.verb, entry.record_id) == ("disclosed", referral.pk)


@pytest.mark.usefixtures("demo", "at_tuesday")
def test_it_tries_again_with_the_same_id_and_gives_up_in_the_end(
    sink: Sink, delphine: User, marek: User, petra: User, hollow_oak: Agency
) -> None:
    register_webhook(hollow_oak, address=sink.address, by=petra)
    decided(marek, delphine)
    now = clock.now()
    sink.answers = 307  # and no redirect is followed
    assert call_due(now) == 0
    call = WebhookCall.objects.get()
    assert (call.status, call.last_error, call.next_attempt_at) == ("failed", "http-307", now + timedelta(minutes=1))
    assert call_due(now + timedelta(seconds=59)) == 0
    assert len(sink.got) == 1
    sink.answers = 200
    assert call_due(now + timedelta(minutes=1)) == 1
    assert sink.got[0][1] == sink.got[1][1]
    decided(marek, delphine)
    sink.answers = 500
    call_due(now + timedelta(minutes=2))
    call_due(now + timedelta(minutes=2) + GIVE_UP_AFTER)
    assert WebhookCall.objects.get(status="dead").last_error == "http-500"


@pytest.mark.usefixtures("demo", "at_tuesday")
def test_one_that_ended_is_called_no_more(
    sink: Sink, delphine: User, marek: User, petra: User, hollow_oak: Agency
) -> None:
    made = register_webhook(hollow_oak, address=sink.address, by=petra)
    decided(marek, delphine)
    end_webhook(made.row, by=petra)
    assert call_due(clock.now()) == 0
    assert sink.got == []
    decided(marek, delphine)
    assert WebhookCall.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://records.example/hook",
        "https://user:word@records.example/",
        "https://records.example/#x",
        "https:///hook",
        "https://records.example:99999/",
        "https://records.example/a b",
        "https://récords.example/",
        "ftp://records.example/",
        "file:///etc/passwd",
        f"https://records.example/{'a' * 400}",
    ],
)
def test_an_address_that_is_not_safe_is_refused(address: str, petra: User, hollow_oak: Agency) -> None:
    with pytest.raises(Refused) as refusal:
        register_webhook(hollow_oak, address=address, by=petra)
    assert refusal.value.field == "address"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0", "localhost", "LOCALHOST.", "a.localhost", "10.1.2.3",
        "169.254.169.254", "192.168.0.9", "100.64.0.1", "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]",
        "records", "db.internal", "printer.local",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused_when_it_is_registered(host: str, petra: User, hollow_oak: Agency) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused, match="leads into a private network") as refusal:
        register_webhook(hollow_oak, address=f"https://{host}/hook", by=petra)
    assert (refusal.value.field, Webhook.objects.count(), Entry.objects.count()) == ("address", 0, before)


def test_nobody_is_asked_for_a_name_when_it_is_registered(
    petra: User, hollow_oak: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    numbers = socket.getaddrinfo

    def look(*given: Any, flags: int = 0, **more: Any) -> Any:
        asked.append(flags)
        return numbers(*given, flags=flags, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look)
    assert register_webhook(hollow_oak, address="https://records.example/hook", by=petra).row.pk
    assert asked == [socket.AI_NUMERICHOST]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.9", "fd00::1", "::1"])
def test_a_name_that_leads_inside_is_never_called(address: str, monkeypatch: pytest.MonkeyPatch, sink: Sink) -> None:
    """Also when the name leads outside as well: whoever owns the name chooses the order."""
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", (address, 443))]

    def look(*_: Any, flags: int = 0, **__: Any) -> Any:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror
        return found

    monkeypatch.setattr(socket, "getaddrinfo", look)
    with pytest.raises(NotReached, match="private-address"):
        safe_ip("records.example", 443)
    with pytest.raises(NotSent, match="private-address"):
        post("https://records.example/hook", b"{}", {})
    with pytest.raises(NotSent, match="address-refused"):
        post(sink.address, b"{}", {})
    assert sink.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:0a00:0001::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.usefixtures("at_tuesday", "demo")
def test_only_the_administrator_registers(
    client: Client, petra: User, marek: User, hollow_oak: Agency, sink: Sink, at_tuesday: datetime
) -> None:
    with pytest.raises(Refused, match="Only an administrator"):
        register_webhook(hollow_oak, address=sink.address, by=marek)
    client.force_login(petra)
    shown = client.post("/administration/webhooks/", {"agency": str(hollow_oak.pk), "address": sink.address})
    hook = Webhook.objects.get()
    assert "Copy this secret now" in shown.content.decode()
    assert "Copy this secret now" not in client.get("/administration/webhooks/").content.decode()
    again = client.post("/administration/webhooks/", {"agency": str(hollow_oak.pk), "address": sink.address})
    assert "This agency has this address already" in again.content.decode()
    assert client.post(f"/administration/webhooks/{hook.pk}/end/").status_code == 302
    hook.refresh_from_db()
    assert hook.ended_at == at_tuesday
