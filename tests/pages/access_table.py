"""Every address of the service, and what each of the cast is answered there. Read it as the access policy.

The world (tests/pages/world.py) belongs to Hollow Oak and was written by Delphine. Nobody of the table is told more
than its answer: 404 is also what an address that never was would say.
"""

from uuid import UUID

from tests.pages.access_row import (
    DESK,
    HELPED,
    KEYS_ONLY,
    MASH,
    NOT_THERE,
    NOT_THERE_FOR_ANYBODY,
    OPEN_TO_ALL,
    READERS,
    REFERRERS,
    SCHOOL,
    about,
    everyone,
    no_page,
    only,
    plain,
    read_only,
)
from tests.pages.matrix_rows import MATRIX, TRIALS

_MINE = only("delphine")
_LEAD = only("wilf")
_DRAFT = "referrals/draft/<uuid:key>/"
_PAGE = "referrals/<str:reference>/"
_QUEUE = "queue/<str:reference>/"
_CASE = "escalations/<uuid:key>/"
_AGAIN = "sign-in/2fa/"
_KEPT = everyone(302)  # signed in: on to one's own page, or to the password once more

PUBLIC = (
    plain("", everyone(302, nobody=200), NOT_THERE_FOR_ANYBODY),
    plain("healthz", everyone(503, nobody=503), NOT_THERE_FOR_ANYBODY),  # in a test nothing sweeps
    plain("help/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("accessibility/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("threshold/", OPEN_TO_ALL, OPEN_TO_ALL),
    plain("privacy/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("guide/", OPEN_TO_ALL, OPEN_TO_ALL),
    plain("guide/level/<int:number>/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY, "/guide/level/3/"),
    plain("guide/part/<slug:code>/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY, "/guide/part/parenting/"),
    plain("guide/rules/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("guide/agreement/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("guide/whole/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("guide/pdf/", everyone(404, nobody=404), NOT_THERE_FOR_ANYBODY),  # nobody has printed it yet
)

SIGNING_IN = (
    plain("sign-in/", everyone(302), everyone(302)),
    plain("sign-in/login/", everyone(302, nobody=200), everyone(302, nobody=200)),
    plain("sign-in/code/", everyone(302, nobody=200), everyone(302, nobody=200)),
    plain("sign-in/code/confirm/", everyone(302, nobody=302), everyone(302, nobody=302)),  # nobody asked for one
    plain(  # an agency without single sign-on
        "sign-in/work/<uuid:key>/",
        everyone(404, nobody=404),
        NOT_THERE_FOR_ANYBODY,
        f"/sign-in/work/{UUID(int=8)}/",
    ),
    plain("sign-in/logout/", everyone(200), everyone(302)),
    plain("sign-in/signed-out/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("sign-in/inactive/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("sign-in/signup/", everyone(302, nobody=200), everyone(302, nobody=200)),  # says that it is closed
    plain("sign-in/reauthenticate/", everyone(200), everyone(200)),
    plain("sign-in/password/change/", everyone(200), everyone(200)),
    plain("sign-in/password/set/", everyone(302), everyone(302)),
    plain("sign-in/password/reset/", OPEN_TO_ALL, OPEN_TO_ALL),
    plain("sign-in/password/reset/done/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain(
        "sign-in/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        OPEN_TO_ALL,  # says that the link no longer works
        OPEN_TO_ALL,
        "/sign-in/password/reset/key/1-abc-def/",
    ),
    plain("sign-in/password/reset/key/done/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain(_AGAIN, everyone(200), NOT_THERE),
    plain(f"{_AGAIN}webauthn/", everyone(200), NOT_THERE),
    plain(f"{_AGAIN}webauthn/login/", _KEPT, _KEPT),
    plain(f"{_AGAIN}authenticate/", _KEPT, _KEPT),
    plain(f"{_AGAIN}reauthenticate/", _KEPT, _KEPT),
    plain(f"{_AGAIN}totp/activate/", _KEPT, _KEPT),
    plain(f"{_AGAIN}totp/deactivate/", everyone(404), everyone(404)),  # nobody here has one yet
    plain(f"{_AGAIN}recovery-codes/", everyone(404), NOT_THERE),
    plain(f"{_AGAIN}recovery-codes/generate/", _KEPT, _KEPT),
    plain(f"{_AGAIN}recovery-codes/download/", everyone(404), everyone(404)),
    plain(f"{_AGAIN}webauthn/add/", _KEPT, _KEPT),
    plain(f"{_AGAIN}webauthn/reauthenticate/", _KEPT, _KEPT),
    plain(f"{_AGAIN}webauthn/keys/<int:pk>/remove/", _KEPT, _KEPT, f"/{_AGAIN}webauthn/keys/1/remove/"),
    plain(f"{_AGAIN}webauthn/keys/<int:pk>/edit/", _KEPT, _KEPT, f"/{_AGAIN}webauthn/keys/1/edit/"),
)

ADMINISTRATION = (
    # To read the lists is one thing; to open records, even an administrator shows first that it is them.
    plain("administration/people/", only("petra"), only("petra", 302)),
    about(
        "administration/people/<uuid:key>/end/",
        "/administration/people/{person}/end/",
        only("petra"),
        only("petra", 302),
    ),
    # Even an administrator shows first that it is them.
    about(
        "administration/people/<uuid:key>/second-step/",
        "/administration/people/{person}/second-step/",
        only("petra", 302),
        only("petra", 302),
    ),
    about(
        "administration/people/<uuid:key>/work-account/",
        "/administration/people/{person}/work-account/",
        only("petra", 302),
        only("petra", 302),
    ),
    plain("administration/agencies/", only("petra"), only("petra", 405)),
    about(
        "administration/agencies/<uuid:key>/",
        "/administration/agencies/{agency}/",
        only("petra"),
        only("petra"),
    ),
    about(
        "administration/agencies/<uuid:key>/single-sign-on/",
        "/administration/agencies/{agency}/single-sign-on/",
        only("petra", 302),
        only("petra", 302),
    ),
    plain("administration/invitations/", only("petra"), only("petra", 405)),
    about(
        "administration/invitations/<uuid:key>/withdraw/",
        "/administration/invitations/{invitation}/withdraw/",
        only("petra", 405),
        only("petra", 302),
    ),
    plain("join/<str:token>/", everyone(404, nobody=404), everyone(404, nobody=404), "/join/nobodys/"),
    plain("agency/colleagues/", only("wilf strange_lead"), only("wilf strange_lead")),
    about(
        "agency/colleagues/<uuid:key>/again/",
        "/agency/colleagues/{invitation}/again/",
        only("wilf strange_lead", 405),
        only("wilf", 302),
    ),
    about(
        "agency/colleagues/<uuid:key>/withdraw/",
        "/agency/colleagues/{invitation}/withdraw/",
        only("wilf strange_lead", 405),
        only("wilf", 302),
    ),
    plain("agency/settings/", only("wilf strange_lead"), only("wilf strange_lead")),
    plain("administration/keys/", only("petra"), only("petra", 302)),
    plain("administration/words/", only("petra"), only("petra", 405)),
    plain("administration/words/<slug:code>/", only("petra"), only("petra"), "/administration/words/L4-cd-14/"),
    plain("administration/practice/", only("petra"), only("petra")),
    plain("administration/practice/import/", only("petra", 405), only("petra")),
    about(
        "administration/practice/<uuid:key>/",
        "/administration/practice/{practised_set}/",
        only("petra"),
        only("petra", 405),
    ),
    about(
        "administration/practice/<uuid:key>/file/",
        "/administration/practice/{practised_set}/file/",
        only("petra"),
        only("petra", 405),
    ),
    about(
        "administration/practice/<uuid:key>/add/",
        "/administration/practice/{practised_set}/add/",
        only("petra"),
        only("petra"),
    ),
    about(
        "administration/practice/case/<uuid:key>/",
        "/administration/practice/case/{practised}/",
        only("petra"),
        only("petra"),
    ),
    about(
        "administration/practice/case/<uuid:key>/retire/",
        "/administration/practice/case/{practised}/retire/",
        only("petra", 405),
        only("petra", 302),
    ),
    plain("administration/webhooks/", only("petra"), only("petra")),
    about(
        "administration/webhooks/<uuid:key>/end/",
        "/administration/webhooks/00000000-0000-4000-8000-000000000009/end/",
        only("petra", 405),
        everyone(404),
    ),
    about(
        "administration/keys/<uuid:key>/end/", "/administration/keys/{key}/end/", only("petra", 405), only("petra", 302)
    ),
    *MATRIX,
)

API = (
    plain("api/v1/schema/", OPEN_TO_ALL, NOT_THERE_FOR_ANYBODY),
    plain("api/v1/referrals", KEYS_ONLY, KEYS_ONLY),
    plain(
        "api/v1/referrals/<uuid:key>/attachments", KEYS_ONLY, KEYS_ONLY, f"/api/v1/referrals/{UUID(int=7)}/attachments"
    ),
    plain("api/v1/referrals/<str:reference>", KEYS_ONLY, KEYS_ONLY, "/api/v1/referrals/{decided}"),
    plain(
        "api/v1/referrals/<str:reference>/information",
        KEYS_ONLY,
        KEYS_ONLY,
        "/api/v1/referrals/{decided}/information",
    ),
    plain(
        "api/v1/referrals/<str:reference>/explanation",
        KEYS_ONLY,
        KEYS_ONLY,
        "/api/v1/referrals/{decided}/explanation",
    ),
    plain("api/v1/referrals/<str:reference>/outcome", KEYS_ONLY, KEYS_ONLY, "/api/v1/referrals/{decided}/outcome"),
    plain("api/v1/", KEYS_ONLY, KEYS_ONLY, "/api/v1/anything-else"),
)

WRITING = (
    plain("referrals/", only(REFERRERS, rest=403), NOT_THERE),
    plain("referrals/agency/", only("wilf strange_lead", rest=403), NOT_THERE),
    plain("referrals/signed-in-again/", everyone(200), NOT_THERE),
    plain("referrals/agency/learn/", only("wilf strange_lead"), NOT_THERE),
    plain(
        "referrals/agency/learn/<slug:what>/<slug:which>/",
        only("wilf strange_lead"),
        NOT_THERE,
        "/referrals/agency/learn/push-back/threshold/",
    ),
    read_only("referrals/agency/forms/<uuid:key>/", "/referrals/agency/forms/{given}/", _LEAD),
    no_page("referrals/agency/forms/<uuid:key>/send/", "/referrals/agency/forms/{given}/send/", _LEAD),
    no_page("referrals/agency/forms/<uuid:key>/back/", "/referrals/agency/forms/{given}/back/", _LEAD),
    read_only(
        "referrals/agency/forms/<uuid:key>/files/<uuid:file>/",
        "/referrals/agency/forms/{given}/files/{given_file}/",
        _LEAD,
    ),
    plain("referrals/start/", only(REFERRERS, rest=403), only(REFERRERS, rest=403)),
    read_only(_DRAFT, "/referrals/draft/{draft}/", _MINE),
    about(f"{_DRAFT}delete/", "/referrals/draft/{draft}/delete/", _MINE, only("delphine", 302)),
    about(f"{_DRAFT}check/", "/referrals/draft/{draft}/check/", _MINE, only("delphine", 302)),
    no_page(f"{_DRAFT}give/", "/referrals/draft/{draft}/give/", only("delphine", 302)),
    no_page(f"{_DRAFT}take-back/", "/referrals/draft/{draft}/take-back/", only("delphine", 302)),
    about(f"{_DRAFT}worries/", "/referrals/draft/{draft}/worries/", _MINE, only("delphine", 302)),
    about(f"{_DRAFT}worries/facts/", "/referrals/draft/{draft}/worries/facts/", _MINE, only("delphine", 302)),
    no_page(f"{_DRAFT}worries/facts/save/", "/referrals/draft/{draft}/worries/facts/save/", _MINE),
    about(f"{_DRAFT}files/", "/referrals/draft/{draft}/files/", _MINE, _MINE),
    read_only(f"{_DRAFT}files/<uuid:file>/", "/referrals/draft/{draft}/files/{own_file}/", _MINE),
    about(
        f"{_DRAFT}files/<uuid:file>/remove/",
        "/referrals/draft/{draft}/files/{own_file}/remove/",
        _MINE,
        only("delphine", 302),
    ),
    about(f"{_DRAFT}marks/", "/referrals/draft/{draft}/marks/", _MINE, _MINE),
    about(f"{_DRAFT}<slug:slug>/", "/referrals/draft/{draft}/consent/", _MINE, only("delphine", 302)),
    no_page(f"{_DRAFT}<slug:slug>/add/", "/referrals/draft/{draft}/household/add/", only("delphine", 302)),
    about(f"{_DRAFT}<slug:slug>/<int:number>/", "/referrals/draft/{draft}/children/0/", _MINE, _MINE),
    about(
        f"{_DRAFT}<slug:slug>/<int:number>/page/<slug:page>/",
        "/referrals/draft/{draft}/children/0/page/more/",
        _MINE,
        only("delphine", 302),
    ),
    no_page(f"{_DRAFT}<slug:slug>/<int:number>/save/", "/referrals/draft/{draft}/children/0/save/", _MINE),
    about(
        f"{_DRAFT}<slug:slug>/<int:number>/remove/",
        "/referrals/draft/{draft}/children/0/remove/",
        _MINE,
        only("delphine", 302),
    ),
)

SENT = (
    read_only(_PAGE, "/referrals/{open}/", only(READERS)),
    read_only(_PAGE, "/referrals/{helped}/", only(HELPED)),
    read_only(_PAGE, "/referrals/{restricted}/", only("delphine wilf asha marek")),
    read_only(f"{_PAGE}copy/", "/referrals/{decided}/copy/", only(READERS)),
    read_only(f"{_PAGE}copy/", "/referrals/{helped}/copy/", only(HELPED)),
    read_only(f"{_PAGE}copy/", "/referrals/{restricted}/copy/", only("delphine wilf asha marek")),
    # The first who asks for the file starts the making of it: the answer is the same to all who ask.
    about(f"{_PAGE}pdf/", "/referrals/{decided}/pdf/", only(READERS), only(READERS, 302), "referrals_pdfcopy"),
    read_only(f"{_PAGE}files/<uuid:file>/", "/referrals/{open}/files/{file}/", only(READERS)),
    read_only(f"{_PAGE}outcome/", "/referrals/{open}/outcome/", only(READERS)),
    read_only(f"{_PAGE}outcome/", "/referrals/{decided}/outcome/", only(READERS)),
    read_only(f"{_PAGE}outcome/", "/referrals/{helped}/outcome/", only(READERS)),
    about(f"{_PAGE}add/", "/referrals/{open}/add/", only(SCHOOL), only(SCHOOL)),
    about(f"{_PAGE}add/", "/referrals/{decided}/add/", only(SCHOOL), only(SCHOOL)),
    about(f"{_PAGE}add/", "/referrals/{helped}/add/", only(SCHOOL), only(SCHOOL)),
    about(f"{_PAGE}withdraw/", "/referrals/{open}/withdraw/", only(SCHOOL), only(SCHOOL)),
    no_page(f"{_PAGE}write/", "/referrals/{open}/write/", only(SCHOOL)),
    no_page(f"{_PAGE}seen/", "/referrals/{open}/seen/", only(SCHOOL, 302)),
    no_page(f"{_PAGE}ask/", "/referrals/{open}/ask/", only(SCHOOL, 302)),
    no_page(f"{_PAGE}outcome/read/", "/referrals/{decided}/outcome/read/", only(SCHOOL, 302)),
)

DISAGREEING = (
    plain("escalations/", only(f"{REFERRERS} {DESK}"), NOT_THERE),
    about(f"{_PAGE}escalate/", "/referrals/{open}/escalate/", only(SCHOOL, 409), only(SCHOOL, 409)),  # not decided
    about(f"{_PAGE}escalate/", "/referrals/{decided}/escalate/", only(SCHOOL, 302), only(SCHOOL, 302)),  # has one
    about(f"{_PAGE}escalate/", "/referrals/{helped}/escalate/", only(SCHOOL), only(SCHOOL)),
    read_only(_CASE, "/escalations/{escalation}/", only(READERS)),
    read_only(_CASE, "/escalations/{ended}/", only(READERS)),
    # Whoever may read it gets the same page with the sentence that refuses.
    no_page(f"{_CASE}reply/", "/escalations/{escalation}/reply/", only(READERS)),
    no_page(f"{_CASE}ask-manager/", "/escalations/{escalation}/ask-manager/", only(READERS)),
    no_page(f"{_CASE}further/", "/escalations/{escalation}/further/", only(READERS)),
    no_page(f"{_CASE}close/", "/escalations/{escalation}/close/", only(DESK, delphine=302, wilf=302)),
    no_page(f"{_CASE}learning/", "/escalations/{ended}/learning/", only(READERS)),
)

_ADVICE = "advice/<str:reference>/"
_CONTACT = "contacts/<str:reference>/"
ARRIVING = (
    plain("start/", only(REFERRERS), NOT_THERE),
    plain("advice/", only(REFERRERS), NOT_THERE),
    plain("advice/ask/", only(REFERRERS), only(REFERRERS)),
    read_only(_ADVICE, "/advice/{asked}/", _MINE),
    no_page(f"{_ADVICE}write/", "/advice/{asked}/write/", _MINE),
    no_page(f"{_ADVICE}close/", "/advice/{asked}/close/", only("delphine", 302)),
    about(f"{_ADVICE}refer/", "/advice/{asked}/refer/", _MINE, only("delphine", 302)),
    plain("contacts/", only(DESK), NOT_THERE),
    plain("contacts/find/", NOT_THERE, only(DESK)),
    plain("contacts/record/", only(MASH), only(MASH)),
    read_only(_CONTACT, "/contacts/{asked}/", only(DESK)),
    read_only(_CONTACT, "/contacts/{called}/", only(DESK)),
    no_page(f"{_CONTACT}claim/", "/contacts/{asked}/claim/", only(MASH, 302)),
    no_page(f"{_CONTACT}answer/", "/contacts/{asked}/answer/", only(MASH)),
    no_page(f"{_CONTACT}close/", "/contacts/{asked}/close/", only(MASH, 302)),
    no_page(f"{_CONTACT}advise/", "/contacts/{called}/advise/", only(MASH)),
    no_page(f"{_CONTACT}form/", "/contacts/{called}/form/", only(MASH, 302)),
)

TEACHING = (
    plain("practice/", everyone(200), NOT_THERE),
    plain("practice/agency/", only("wilf strange_lead"), NOT_THERE),
    plain("practice/agencies/", only("marek ola"), NOT_THERE),
    read_only("practice/<uuid:key>/", "/practice/{practised_set}/", everyone(200)),
    about("practice/case/<uuid:key>/", "/practice/case/{practised}/", everyone(200), everyone(200)),
)

_ROUND, _BLIND = "quality/double/<uuid:key>/", "quality/double/case/<uuid:key>/"
FIGURES = (
    plain("dashboard/", only("marek ola"), NOT_THERE),
    plain("dashboard/rows/<slug:group>/", only("marek ola"), NOT_THERE, "/dashboard/rows/open/"),
    plain("quality/agreement/", only("marek ola"), NOT_THERE),
    plain("quality/agreement/by/<slug:cut>/", only("marek ola"), NOT_THERE, "/quality/agreement/by/worker/"),
    plain("quality/agreement/mine/", only(MASH), NOT_THERE),
    plain("quality/double/", only(DESK), NOT_THERE),
    plain("quality/double/new/", only("marek"), only("marek")),
    # A manager prepares it; those who were asked see it once it was sent, and an auditor once it is over.
    read_only(_ROUND, "/quality/double/{blind_round}/", only("marek")),
    read_only(_ROUND, "/quality/double/{blind_out_round}/", only("tomas marek")),
    no_page(f"{_ROUND}send/", "/quality/double/{blind_round}/send/", only("marek")),
    about(f"{_ROUND}close/", "/quality/double/{blind_round}/close/", only("marek", 302), only("marek", 302)),
    about(
        f"{_ROUND}close/",
        "/quality/double/{blind_out_round}/close/",
        only("marek"),
        only("marek", 302),
    ),
    read_only(_BLIND, "/quality/double/case/{blind}/", only("marek")),
    read_only(_BLIND, "/quality/double/case/{blind_out}/", only("tomas marek")),
    no_page(f"{_BLIND}confirm/", "/quality/double/case/{blind}/confirm/", only("marek")),
    no_page(f"{_BLIND}drawn/", "/quality/double/case/{blind}/drawn/", only("marek", 302)),
    no_page(f"{_BLIND}leave-out/", "/quality/double/case/{blind}/leave-out/", only("marek", 302)),
    no_page(f"{_BLIND}answer/", "/quality/double/case/{blind_out}/answer/", only("tomas marek")),
    no_page(f"{_BLIND}say/", "/quality/double/case/{blind_out}/say/", only("tomas marek")),
)

DECIDING = (
    plain("queue/", only(DESK), NOT_THERE),
    plain("queue/news/", only(DESK), NOT_THERE),
    plain("queue/take-next/", NOT_THERE, only(MASH, 302)),
    read_only(_QUEUE, "/queue/{open}/", only(DESK)),
    read_only(_QUEUE, "/queue/{proposed}/", only(DESK)),
    read_only(_QUEUE, "/queue/{decided}/", only(DESK)),
    read_only(_QUEUE, "/queue/{restricted}/", only("asha marek")),
    read_only(f"{_QUEUE}trail/", "/queue/{open}/trail/", only(DESK)),
    read_only(f"{_QUEUE}trail/", "/queue/{restricted}/trail/", only("asha marek")),
    about(f"{_QUEUE}address/", "/queue/{open}/address/", only(MASH), only(MASH)),  # without a reason it stays shut
    about(f"{_QUEUE}address/", "/queue/{restricted}/address/", only("asha marek"), only("asha marek")),
    no_page(f"{_QUEUE}claim/", "/queue/{open}/claim/", only(MASH, 302)),
    no_page(f"{_QUEUE}claim/", "/queue/{restricted}/claim/", only("asha marek", 302)),
    no_page(f"{_QUEUE}release/", "/queue/{open}/release/", only(MASH, 302)),
    no_page(f"{_QUEUE}reassign/", "/queue/{open}/reassign/", only(MASH)),
    no_page(f"{_QUEUE}decide/", "/queue/{open}/decide/", only(MASH)),
    no_page(f"{_QUEUE}decide/", "/queue/{restricted}/decide/", only("asha marek")),
    no_page(f"{_QUEUE}sign-off/", "/queue/{proposed}/sign-off/", only(MASH)),
    no_page(f"{_QUEUE}write/", "/queue/{open}/write/", only(MASH)),
    no_page(f"{_QUEUE}write/", "/queue/{restricted}/write/", only("asha marek")),
    no_page(f"{_QUEUE}seen/", "/queue/{open}/seen/", only(MASH, 302)),
    no_page(f"{_QUEUE}seen/", "/queue/{restricted}/seen/", only("asha marek", 302)),
    no_page(f"{_QUEUE}told/", "/queue/{decided}/told/", only(MASH)),
    plain("early-help/", only("niamh marek"), NOT_THERE),
    read_only("early-help/<str:reference>/", "/early-help/{helped}/", only("niamh marek")),
    read_only("early-help/<str:reference>/", "/early-help/{decided}/", everyone(404)),
    no_page("early-help/<str:reference>/accept/", "/early-help/{helped}/accept/", only("niamh", 302)),
)

# Nothing is typed, so whoever may open the page of the form is refused in words; for everybody else it is not there.
_KEEP = "unsent/<slug:place>/<str:key>/"
TYPING = (
    no_page(_KEEP, "/unsent/add/{open}/", only(SCHOOL, 409)),
    no_page(_KEEP, "/unsent/add/{restricted}/", only(SCHOOL, 409)),
    no_page(_KEEP, "/unsent/write/{decided}/", only(SCHOOL, 409)),
    no_page(_KEEP, "/unsent/withdraw/{open}/", only(SCHOOL, 409)),
    no_page(_KEEP, "/unsent/give-back/{given}/", only("wilf", 409)),
    no_page(_KEEP, "/unsent/escalate/{helped}/", only(SCHOOL, 409)),
    no_page(_KEEP, "/unsent/reply/{escalation}/", only(READERS, 409)),
    no_page(_KEEP, "/unsent/further/{escalation}/", only(READERS, 409)),
    no_page(_KEEP, "/unsent/learning/{ended}/", only(READERS, 409)),
    plain(_KEEP, NOT_THERE, only(REFERRERS, 409), "/unsent/ask/new/"),
    no_page(_KEEP, "/unsent/go-on/{asked}/", only("delphine", 409)),
    no_page(_KEEP, "/unsent/answer/{asked}/", only(MASH, 409)),
    no_page(_KEEP, "/unsent/advise/{called}/", only(MASH, 409)),
    plain(_KEEP, NOT_THERE, only(MASH, 409), "/unsent/record/new/"),
    no_page(_KEEP, "/unsent/decide/{open}/", only(MASH, 409)),
    no_page(_KEEP, "/unsent/decide/{restricted}/", only("asha marek", 409)),
    no_page(_KEEP, "/unsent/send-back/{proposed}/", only(MASH, 409)),
    no_page(_KEEP, "/unsent/talk/{open}/", only(MASH, 409)),
    no_page(_KEEP, "/unsent/talk/{restricted}/", only("asha marek", 409)),
    no_page(_KEEP, "/unsent/reveal/{open}/", only(MASH, 409)),
    no_page(_KEEP, "/unsent/reveal/{restricted}/", only("asha marek", 409)),
    no_page(_KEEP, "/unsent/blind-text/{blind}/", only("marek", 409)),
    no_page(_KEEP, "/unsent/blind-answer/{blind_out}/", only("tomas marek", 409)),
    no_page(_KEEP, "/unsent/blind-remark/{blind_out}/", only("tomas marek", 409)),
    plain(_KEEP, NOT_THERE, only("petra", 409), "/unsent/words/L4-cd-14/"),
    no_page(_KEEP, "/unsent/reset/{person}/", only("petra", 409)),
    no_page(_KEEP, "/unsent/practice/{practised}/", everyone(409)),
    no_page(_KEEP, "/unsent/change-case/{practised}/", only("petra", 409)),
    no_page(_KEEP, "/unsent/new-case/{practised_set}/", only("petra", 409)),
    plain(_KEEP, NOT_THERE, everyone(404), "/unsent/nothing/new/"),
)

TABLE = (
    *PUBLIC,
    *SIGNING_IN,
    *ADMINISTRATION,
    *TRIALS,
    *API,
    *WRITING,
    *SENT,
    *DISAGREEING,
    *ARRIVING,
    *TEACHING,
    *FIGURES,
    *DECIDING,
    *TYPING,
)
