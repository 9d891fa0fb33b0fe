"""The rows of the matrix editor, and of trying a version."""

from tests.pages.access_row import Answers, Row, about, everyone, only, plain

_MATRIX = "administration/matrix/"
_ADMIN = only("petra")
_EDITED = only("petra", 302)


def matrix(route: str, get: Answers, post: Answers, place: str = "") -> Row:
    """An address of the editor, about the draft of the world or a part of it."""
    address = route.replace("<part:key>", f"{{matrix}}.{place}").replace("<uuid:pk>", "{matrix}")
    return about(f"{_MATRIX}{route}", f"/{_MATRIX}{address}", get, post)


# A form that lacks its words is shown again; one button alone is taken.
MATRIX = (
    plain(_MATRIX, _ADMIN, only("petra", 405)),
    plain(f"{_MATRIX}import/", _ADMIN, _ADMIN),
    matrix("<uuid:pk>/", _ADMIN, only("petra", 405)),
    matrix("<uuid:pk>/start/", only("petra", 405), _EDITED),
    matrix("<uuid:pk>/download/", _ADMIN, only("petra", 405)),
    matrix("<uuid:pk>/checks/", _ADMIN, _EDITED),
    matrix("<uuid:pk>/approve/", _ADMIN, _ADMIN),
    matrix("<uuid:pk>/discard/", _ADMIN, _ADMIN),
    matrix("<uuid:pk>/take-back/", only("petra", 405), _EDITED),
    matrix("<uuid:pk>/publish/", only("petra", 405), _EDITED),
    *(
        matrix(f"<uuid:pk>/{name}/", _ADMIN, only("petra", 405))
        for name in ("compare", "changes", "levels", "indicators", "rules", "tools", "questions")
    ),
    matrix("level/<part:key>/", _ADMIN, _ADMIN, "levels.3"),
    matrix("indicator/<part:key>/", _ADMIN, _ADMIN, "indicators.L4-cd-14"),
    matrix("split/<part:key>/", _ADMIN, _ADMIN, "indicators.L4-cd-14"),
    matrix("merge/<part:key>/", _ADMIN, _ADMIN, "indicators.L4-cd-14"),
    matrix("rule/<part:key>/", _ADMIN, _ADMIN, "overrides.fgm"),
    matrix("together/<part:key>/", _ADMIN, _ADMIN, "clusters.cluster_level_3"),
    matrix("urgency/<part:key>/", _ADMIN, _ADMIN, "priorities.0"),
    matrix("tool/<part:key>/", _ADMIN, _ADMIN, "tools.cse"),
    matrix("question/<part:key>/", _ADMIN, _ADMIN, "questions.voice"),
    matrix("remove/<part:key>/", _ADMIN, _ADMIN, "prompts.under_1"),
    matrix("move/<part:key>/", only("petra", 405), everyone(404), "prompts.under_1"),
    matrix("comment/<part:key>/", _ADMIN, _ADMIN, "prompts.under_1"),
)

_TRIAL = "administration/matrix/<uuid:version>/simulation/"
_TRIERS = "marek petra"
TRIALS = (
    plain("administration/matrix/simulation/", only(_TRIERS), only(_TRIERS, 405)),
    about(_TRIAL, "/administration/matrix/{tried}/simulation/", only(_TRIERS), only(_TRIERS, 302)),
    *(
        about(
            f"{_TRIAL}<uuid:key>/{page}", f"/administration/matrix/{{trial}}/{page}", only(_TRIERS), only(_TRIERS, 405)
        )
        for page in ("", "changes/", "rules/")
    ),
    *(
        about(
            f"{_TRIAL}<uuid:key>/{move}/",
            f"/administration/matrix/{{trial}}/{move}/",
            only(_TRIERS, 405),
            only(_TRIERS, 302),
        )
        for move in ("stop", "resume")
    ),
)
