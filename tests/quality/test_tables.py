"""Tables on a narrow screen: a list whose every value is named, or a matrix that scrolls, with a name, by keyboard."""

import re
from pathlib import Path

import pytest
from django.conf import settings

PAGES = sorted((Path(settings.BASE_DIR) / "templates" / "quality").rglob("*.html"))
MATRICES = {"_pair.html", "_result.html", "by.html"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_value_of_a_list_is_named(page: Path) -> None:
    for table in re.findall(r"<table.*?</table>", page.read_text(), re.DOTALL):
        if "fd-table--list" in table:
            cells = re.findall(r"<td[^>]*>", table)
            assert cells
            assert [cell for cell in cells if "data-label=" not in cell and "fd-barcell" not in cell] == []
        else:
            assert page.name in MATRICES, "a table is a list, unless it is a matrix"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_scrolls_has_a_name_and_is_reached_by_keyboard(page: Path) -> None:
    found = re.findall(r'<div class="[^"]*fd-scroll[^"]*"[^>]*>', page.read_text())
    assert all('tabindex="0"' in one and "aria-label=" in one for one in found)
    assert not found or page.name in MATRICES
