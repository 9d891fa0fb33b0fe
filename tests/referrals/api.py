"""A client of the API as an agency's own system would be, and a referral as it would send it."""

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from accounts.api_keys import make_api_key
from accounts.models import ApiKey, User

URL = "/api/v1/referrals"
Body = dict[str, Any]

WHOLE: Body = {
    "gate": {"danger": "no", "urgent": "no"},
    "referrer": {"job_title": "Teacher", "phone": "01632 960 301", "last_seen": "2026-11-16"},
    "consent": {"family": "agreed", "who_agreed": "Mother, for Pip", "agreed_on": "2026-11-16"},
    "children": [
        {
            "unborn": "no",
            "first_name": "Pip",
            "surname": "Fablewood",
            "date_of_birth": "2017-03-04",
            "sex": "M",
            "ethnicity": "WBRI",
            "disabilities": ["NONE"],
            "address": "4 Acorn Row, Larkhaven",
            "where_now": "In school until 15:15",
            "social_worker": "no",
        },
        {"unborn": "no", "first_name": "Wren", "date_of_birth": "not_known", "about_age": 4},
    ],
    "household": [{"name": "Ivy Fablewood", "relationship": "mother", "parental_responsibility": "yes"}],
    "worries": [
        {
            "indicator": "L2-cd-14",
            "title": "Hungry most mornings",
            "how": "seen",
            "what": "Asked for toast on six mornings since 1 November.",
            "children": [0],
        }
    ],
    "tools": {"facts": ["none"], "missing": 0},
    "voice": {"asked": "yes", "words": "“Is there more toast?”"},
    "strengths": {"strengths": "Grandmother helps at weekends"},
    "help": {"tried": "Breakfast club since September", "early_help": "none", "earlier": "0"},
    "response": {"wanted": "Advice about breakfast", "own_level": "2"},
}


def whole(**changes: Any) -> Body:
    """A referral with every section; a change replaces a section, None leaves it out."""
    body = {**deepcopy(WHOLE), **changes}
    return {name: value for name, value in body.items() if value is not None}


@dataclass
class System:
    """An agency's system with its key."""

    text: str
    row: ApiKey | None = None

    def post(self, body: Any = None, *, key: UUID | str | None = None, **extra: Any) -> Any:
        """Send JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(WHOLE if body is None else body)
        headers = {"Idempotency-Key": str(uuid4() if key is None else key), **extra.pop("headers", {})}
        return Client(raise_request_exception=False).post(
            URL, data, **{"content_type": "application/json", **extra}, headers={**self._sign(), **headers}
        )

    def get(self, path: str = URL, **query: str) -> Any:
        return Client(raise_request_exception=False).get(path, query, headers=self._sign())

    def _sign(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"} if self.text else {}


def system_of(person: User, administrator: User, *, may_read: bool = True) -> System:
    """A system that acts as this person."""
    made = make_api_key(person, name="MIS", by=administrator, may_read=may_read)
    return System(made.text, made.row)


def pointers(response: Any) -> list[str]:
    """Where the problems are."""
    return [problem["pointer"] for problem in response.json()["errors"]]
