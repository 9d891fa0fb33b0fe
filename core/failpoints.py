"""Named places where a proof may kill this very process, to show that nothing is lost there.

Only the proofs set FAILPOINT, and only on a local installation; anywhere else `reach` does nothing.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings

Application = Callable[[Any, Any], Iterable[bytes]]


def reach(name: str) -> None:
    """Die here, as if the power had gone, when this is the place that the proof has named."""
    if settings.LOCAL and os.environ.get("FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)


def with_breaking_answers(application: Application) -> Application:
    """The web application with one more place, `response`: half of an answer has gone out."""
    if not (settings.LOCAL and os.environ.get("FAILPOINT") == "response"):
        return application

    def answer(environ: Any, start_response: Any) -> Iterator[bytes]:
        for part in application(environ, start_response):
            yield part[: len(part) // 2]
            reach("response")
            yield part[len(part) // 2 :]

    return answer
