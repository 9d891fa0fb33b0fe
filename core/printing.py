"""Accessible PDF files, made from our own words alone."""

from functools import cache
from typing import NoReturn

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class NothingFromOutside(URLFetcher):
    """What is printed is its own words alone: no address is ever opened, whatever somebody typed."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        refuse()


def refuse() -> NoReturn:
    """Stops the printing: a page that asks for something is not the page that we wrote."""
    raise FatalURLFetchingError("A copy may not open any address.")


def print_page(page: str) -> bytes:
    """A whole HTML page as PDF/UA-1: tagged, with the title of the page. For the worker: it takes seconds."""
    document = HTML(string=page, url_fetcher=NothingFromOutside(), base_url=None)  # type: ignore[no-untyped-call]
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", font_config=_fonts())  # type: ignore[no-untyped-call]
    return content


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()  # type: ignore[no-untyped-call]
