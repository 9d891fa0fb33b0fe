"""What is written down is true: generated pages fresh, links lead somewhere, commands exist, nobody in it is real."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from tests.house.source import ROOMS, ROOT, kept

WRITTEN = sorted({path for path in kept() if path.suffix == ".md" and "vendor" not in path.parts})
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DEV = re.compile(r"\./dev ([a-z]+)")
MANAGE = re.compile(r"(?:manage\.py|\./dev manage) ([a-z_]+)")
PLACE = re.compile(rf"`((?:{'|'.join(ROOMS)}|tests)/[\w./]+)`")

# Ofcom keeps 01632 960000-960999, 07700 900000-900999 and a few more for drama; 999, 101 and the like are everybody's.
PHONE = re.compile(r"(?<![\w.-])0[1-9]\d{1,3}[ -]?\d{3}[ -]?\d{3,4}(?![\w.-])")
DRAMA = re.compile(r"^(?:01632960\d{3}|07700900\d{3}|08081570\d{3}|03069990\d{3}|0800800\d{4})$")
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
OPEN_TO_ALL = re.compile(r"(?:^|\.)(?:example|example\.(?:com|org|net|gov\.uk)|test|invalid|localhost)$")
NUMBERS = re.compile(r"^[\d.]+$")  # the address of a machine, in a database URL
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b")
# Letters of no post town. The three others are known to everybody: two of the Crown and one of the BBC.
NOWHERE = re.compile(r"^(?:LH|ZZ)\d")
PUBLIC = {"NE1 4ST", "SW1A 1AA", "W1A 0AX"}


def test_state_diagrams_are_fresh() -> None:
    call_command("draw_states", check=True)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text()):
        if re.match(r"https?:|mailto:|#", target):
            continue
        file, _, anchor = target.partition("#")
        found = path.parent / file
        assert found.exists(), f"{path.name} leads to {target}"
        if anchor and found.suffix == ".md":
            assert anchor in {_anchor(line) for line in found.read_text().splitlines() if line.startswith("#")}, target


def _anchor(heading: str) -> str:
    words = heading.lstrip("#").strip().lower().replace("`", "")
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_files_exist(path: Path) -> None:
    text = path.read_text()
    known = set(re.findall(r"^\s*\./dev ([a-z]+)", _usage(), re.MULTILINE))
    assert set(DEV.findall(text)) - known == set()
    assert set(MANAGE.findall(text)) - set(get_commands()) == set()
    assert [place for place in PLACE.findall(text) if not (ROOT / place.rstrip(".")).exists()] == []


def _usage() -> str:
    return subprocess.run(["sh", ROOT / "dev"], capture_output=True, text=True, check=True).stdout


def _texts() -> list[tuple[str, str]]:
    """Everything a reader of the project could take for a person: not what others wrote, not hashes."""
    suffixes = {".py", ".html", ".md", ".yaml", ".yml", ".json", ".txt", ".js"}
    ours = (path for path in kept() if path.suffix in suffixes and not {"vendor", "fixtures"} & set(path.parts[:-1]))
    return [(str(path.relative_to(ROOT)), path.read_text()) for path in [*ours, *(ROOT / "fixtures").glob("*.yaml")]]


def test_no_telephone_could_be_anybodys() -> None:
    found = {
        (name, number)
        for name, text in _texts()
        for number in PHONE.findall(text)
        if not DRAMA.match(re.sub(r"\D", "", number)) and number != "0123456789"
    }
    assert found == set()


def test_no_address_could_receive_mail() -> None:
    found = {
        (name, domain)
        for name, text in _texts()
        for domain in EMAIL.findall(text)
        if not OPEN_TO_ALL.search(domain) and not NUMBERS.match(domain)
    }
    assert found == set()


def test_no_postcode_is_a_real_one() -> None:
    found = {
        (name, " ".join(parts))
        for name, text in _texts()
        for parts in POSTCODE.findall(text)
        if not NOWHERE.match(parts[0]) and " ".join(parts) not in PUBLIC
    }
    assert found == set()
