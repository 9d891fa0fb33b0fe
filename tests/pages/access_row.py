"""The people of the access table, and how a row of it is written."""

from dataclasses import dataclass, field

CAST = (
    "delphine",  # practitioner, wrote it all
    "bronwen",  # practitioner of the same school
    "wilf",  # its safeguarding lead
    "charlie",  # practitioner of another agency
    "strange_lead",  # safeguarding lead of another agency
    "asha",  # MASH worker, named on the restricted referral
    "tomas",  # MASH worker, not named on it
    "marek",  # MASH manager, restricted it
    "niamh",  # Early Help co-ordinator
    "ola",  # quality auditor
    "petra",  # administrator
)
NOBODY = "anonymous"

REFERRERS = "delphine bronwen wilf charlie strange_lead"
SCHOOL = "delphine wilf"
MASH = "asha tomas marek"
DESK = "asha tomas marek ola"
READERS = "delphine wilf asha tomas marek ola"
HELPED = "delphine wilf asha tomas marek niamh ola"
SIGN_IN = 302  # anonymous is always sent to sign in

Answers = dict[str, int]


def everyone(code: int, *, nobody: int = SIGN_IN) -> Answers:
    return dict.fromkeys(CAST, code) | {NOBODY: nobody}


def only(who: str, code: int = 200, *, rest: int = 404, **others: int) -> Answers:
    """`who` is answered `code`, named others theirs, and the rest nothing."""
    return everyone(rest) | dict.fromkeys(who.split(), code) | others


OPEN_TO_ALL = everyone(200, nobody=200)
NOT_THERE = everyone(405)
NOT_THERE_FOR_ANYBODY = everyone(405, nobody=405)
KEYS_ONLY = everyone(401, nobody=401)  # a session opens nothing of the API; the keys stand in test_api_access.py


@dataclass(frozen=True)
class Row:
    """One address: the route as Django knows it, the address with its places, and the answers.

    `record`: somebody may be refused because of what it is about. `keeps`: tables that a GET may write.
    """

    route: str
    address: str
    get: Answers
    post: Answers
    record: bool = False
    keeps: frozenset[str] = field(default=frozenset())


def about(route: str, address: str, get: Answers, post: Answers, *keeps: str) -> Row:
    return Row(route, address, get, post, record=True, keeps=frozenset(keeps))


def plain(route: str, get: Answers, post: Answers, address: str = "") -> Row:
    return Row(route, address or f"/{route}", get, post)


def no_page(route: str, address: str, post: Answers) -> Row:
    """An address that only takes a form."""
    return about(route, address, NOT_THERE, post)


def read_only(route: str, address: str, get: Answers) -> Row:
    return about(route, address, get, NOT_THERE)
