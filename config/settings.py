"""All settings, in one file, from the environment. With DEBUG off, what is missing stops the start."""

from pathlib import Path

from csp.constants import NONE, SELF

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("FRONTDOOR_VAR", str(BASE_DIR / "var")))
VERSION = (BASE_DIR / "VERSION").read_text().strip()

# Local: a newcomer's machine or a test, where what production demands is made up.
LOCAL = env.flag("DEBUG")
# `./dev up` asks for plain pages: a fault or a missing page must tell a visitor nothing, in the demonstration too.
DEBUG = LOCAL and not env.flag("PLAIN_PAGES")
DEMO = env.flag("DEMO", default=LOCAL)
# Webhooks and sign-in providers may be on this machine or in our own network. For trying them out, never in service.
ADDRESSES_INSIDE = env.flag("ADDRESSES_INSIDE", default=False)
# Every demo person's password; outside demo mode nobody is made with a known one.
DEMO_PASSWORD = "lantern-harbour-17" if DEMO else ""
SECRET_KEY = env.secret("SECRET_KEY", made_in=VAR_DIR / "secret-key" if LOCAL else None)
# Keys that were SECRET_KEY before: sessions, links and second factors made with them are still good.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL else None)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", "")
SITE_URL = env.text(
    "SITE_URL", f"http://localhost:{env.number('PORT', 8000)}" if LOCAL else f"https://{ALLOWED_HOSTS[0]}"
)

# The partnership this installation serves. Nothing about any council is in code.
PARTNERSHIP_NAME = env.text("PARTNERSHIP_NAME", "Larkhaven Safeguarding Partnership")
MASH_PHONE = env.text("MASH_PHONE", "01632 960 117")
MASH_PHONE_OUT_OF_HOURS = env.text("MASH_PHONE_OUT_OF_HOURS", "01632 960 119")
MATRIX_SCHEME = env.text("MATRIX_SCHEME", "walsall")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "localflavor",
    "core",
    "trail",
    "unsent",
    "accounts",
    "notifications",
    "sla",
    "thresholds",
    "referrals",
    "contacts",
    "practice",
    "quality",
    "mash",
    "escalation",
    "reporting",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.security_headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.idle.idle_limit",
    "unsent.while_out.KeepTyped",
    "accounts.middleware.RequireSignIn",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", _LOADERS)],  # runserver forgets what has changed
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.partnership",
                "sla.context.telephone",
                "accounts.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.GovUKRenderer"

# PostgreSQL is the only truth. The web process signs in as a role that owns no table.
# Commands that change tables sign in as the owner's role (manage.py says which).
DATABASE_URL = env.text("DATABASE_URL", env.kept_database(VAR_DIR) if LOCAL else None)
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", DATABASE_URL)
_DATABASE = env.database(DATABASE_OWNER_URL if env.flag("DATABASE_AS_OWNER") else DATABASE_URL)
DATABASES = {
    "default": {
        **_DATABASE,
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_DATABASE["OPTIONS"],
            "connect_timeout": 5,
            "application_name": env.text("FRONTDOOR_PROCESS", "frontdoor"),
            "options": f"-c statement_timeout={env.number('STATEMENT_TIMEOUT_MS', 15000)} -c lock_timeout=5000"
            " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c synchronous_commit=on",
        },
        "TEST": {"NAME": env.text("TEST_DATABASE_NAME", "test_frontdoor"), "TEMPLATE": "template0"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker is a doorbell: anything in it may vanish at any moment and nothing is lost.
REDIS_URL = env.text("REDIS_URL", env.kept_broker(VAR_DIR) if LOCAL else None)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 150,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "retry_on_timeout": True,
}
CELERY_TIMEZONE = "UTC"

# Counts of sign-in tries, and codes already used: the same for every process, whatever the broker does.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "frontdoor_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Who hands on what a person held when their account ends, in this order; sla is last and takes what is left of clocks.
LEAVING = ["unsent.leaving", "mash.leaving", "escalation.leaving", "referrals.leaving", "sla.leaving"]
# Who is told when somebody's second step was reset: accounts knows nothing of the outbox, which stands above it.
TELLS_OF_RESET = "notifications.actions.tell_of_reset"
# Who is told of a new key, and of a new account that sees other people's referrals.
TELLS_OF_KEY = "notifications.opened.tell_of_key"
TELLS_OF_ACCOUNT = "notifications.opened.tell_of_account"
# What a new person takes up that waited for somebody like them.
JOINING = ["referrals.leaving.take_up_forms"]
# The forms that keep what is typed in them, room by room; and whose pages wait when they come without a session.
UNSENT = [
    "accounts.kept_forms",
    "thresholds.kept_forms",
    "thresholds.editing.kept_forms",
    "practice.kept_forms",
    "referrals.kept_forms",
    "contacts.kept_forms",
    "mash.kept_forms",
    "escalation.kept_forms",
    "quality.double.kept_forms",
]
TYPED_WHILE_OUT = ["referrals.typed_while_out", "unsent.sent_while_out"]
# What the second sweeper also does, in every round: sla knows nothing of the rooms above it.
SWEEPS_TOO = [
    "referrals.untouched.mind_drafts",
    "unsent.keeping.forget_old_words",
    "practice.inviting.invite_due",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
# Agencies' own providers: rows of accounts.SingleSignOn, never allauth's tables.
SOCIALACCOUNT_ADAPTER = "accounts.provider.ProviderAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A whole council may come from one network address. "guesses" bounds one account's wrong passwords from everywhere.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key", "guesses": "20/15m/key"}
ACCOUNT_RATE_LIMITS["request_login_code"] = "120/m/ip,3/m/key,10/h/key"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0
# Only practitioners of an agency that allows it: accounts/occasional.py.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_FORMS = {
    "request_login_code": "accounts.sign_in_forms.AskForCodeForm",
    "confirm_login_code": "accounts.sign_in_forms.GiveCodeForm",
    "login": "accounts.sign_in_forms.SignInForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in_forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.sign_in_forms.ReauthenticateForm",
}
# Searches a minute of the public threshold page from one network address: a whole school may sit behind it.
ANONYMOUS_SEARCHES = env.number("ANONYMOUS_SEARCHES", 240)
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.CodeForm",
    "reauthenticate": "accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "accounts.sign_in_forms.ActivateAppForm",
    "add_webauthn": "accounts.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.sign_in_forms.RenamePasskeyForm",
    "authenticate_webauthn": "accounts.sign_in_forms.UsePasskeyForm",
    "login_webauthn": "accounts.sign_in_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.sign_in_forms.PasskeyAgainForm",
}
# Addresses come from an administrator, so there is nothing to verify before a second factor is set up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_ISSUER = "Front Door"
# Outside demo mode everyone who can see other people's referrals signs in with a second factor.
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=not DEMO)

# Sessions live in PostgreSQL, so losing the broker signs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Signed out after so long without a sign of the person, and after so long altogether. A staff room shares its computer.
IDLE_SECONDS = env.number("IDLE_MINUTES", 15) * 60
SIGNED_IN_SECONDS = env.number("SIGNED_IN_HOURS", 10) * 60 * 60
SESSION_COOKIE_AGE = SIGNED_IN_SECONDS
SESSION_COOKIE_NAME = "frontdoor" if LOCAL else "__Host-frontdoor"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "csrf" if LOCAL else "__Host-csrf"
CSRF_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.pages.csrf_failure"

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=not LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 0 if LOCAL else 63072000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Files stay in memory, within a limit for the whole request: a child's photograph is never left in a temporary folder.
FILE_UPLOAD_HANDLERS = ["core.uploads.WithinLimits"]

# clamd: unix:/run/clamav/clamd.ctl or tcp:host:3310. Empty: nothing is scanned, and UNSCANNED_FILES says what then.
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "")
UNSCANNED_FILES = env.choice("UNSCANNED_FILES", ("warn", "photographs", "none"))

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
# With DEBUG on, static files are served from where they are written; collectstatic is for production.
STATIC_ROOT = env.text("STATIC_ROOT", "" if LOCAL else str(BASE_DIR / "staticfiles")) or None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL

# E-mail: SMTP, or GOV.UK Notify when its key is set, or files under var/ in demo mode.
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST", "") or not LOCAL
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Front Door <no-reply@frontdoor.example>")
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_ID = env.text("NOTIFY_TEMPLATE_ID", "")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api_keys.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.api_errors.answer",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Front Door",
    "DESCRIPTION": "Send a referral about a child, and read its outcome.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    # Codes stand with their field: the same yes and no under twenty names would need twenty more.
    "POSTPROCESSING_HOOKS": [],
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# Heads of the sealed trail are also written here, outside the database.
TRAIL_ANCHOR_FILE = env.text("TRAIL_ANCHOR_FILE", str(VAR_DIR / "trail-anchors.txt"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Under the supervisor each line already begins with the time.
    "formatters": {
        "line": {
            "format": ("" if env.flag("LOG_WITHOUT_TIME") else "{asctime} ") + "{levelname:<7} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Beat rings every ten seconds: only what goes wrong is worth a line.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "django": {"level": "INFO"},  # without Django's own handlers, which would say everything twice
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
