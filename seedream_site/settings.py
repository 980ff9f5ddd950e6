"""All settings, one file. Own settings carry a `#:` line with their unit.

Every value comes from the environment (`env.py`) or is right for one process on
one machine: SQLite, an in-memory broker, files below `STUDIO_DATA_DIR`.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from generations import deadlines
from seedream_site import stores
from seedream_site.databases import database_of
from seedream_site.env import env, hosts_of, secret_in
from seedream_site.logs import logging_of
from seedream_site.redaction import hide, secrets_in
from seedream_site.templating import templates_of

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where things are kept -----------------------------------------------------

#: Folder for the database, the originals, the spool and our own secrets.
STUDIO_DATA_DIR = Path(env.str("STUDIO_DATA_DIR", str(BASE_DIR / "data"))).resolve()
STUDIO_DATA_DIR.mkdir(parents=True, exist_ok=True)
#: Folder in which answers are kept until the database has them; local disk.
STUDIO_SPOOL_DIR = STUDIO_DATA_DIR / "spool"
#: Folder of originals and thumbnails.
STUDIO_STORE_DIR = STUDIO_DATA_DIR / "store"
#: Folder of the simulator: its pictures and its ledger.
STUDIO_SIMULATOR_DIR = STUDIO_DATA_DIR / "simulator"

# --- Security ------------------------------------------------------------------

#: Signs sessions and one-time links; made and kept in the data folder when unset.
STUDIO_SECRET_KEY = env.str("STUDIO_SECRET_KEY", default="")
SECRET_KEY = STUDIO_SECRET_KEY or secret_in(STUDIO_DATA_DIR / "secret-key")
#: Seals the gateways' keys in the database; several separated by commas: the first
#: seals, all open. Made and kept in the data folder when unset.
STUDIO_KEYS_SECRET = env.str("STUDIO_KEYS_SECRET", default="")
STUDIO_KEYS_SECRET = STUDIO_KEYS_SECRET or secret_in(STUDIO_DATA_DIR / "keys-secret")
DEBUG = False
#: Address under which people reach the studio, such as https://studio.example.
STUDIO_PUBLIC_URL = env.str("STUDIO_PUBLIC_URL", default="").rstrip("/")
#: Further host names the studio answers to, separated by commas.
STUDIO_ALLOWED_HOSTS = hosts_of(env.list("STUDIO_ALLOWED_HOSTS", default=[]))
_public = urlsplit(STUDIO_PUBLIC_URL)
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *([_public.hostname] if _public.hostname else []),
    *STUDIO_ALLOWED_HOSTS,
]
IS_HTTPS = _public.scheme == "https"
CSRF_TRUSTED_ORIGINS = [STUDIO_PUBLIC_URL] if _public.hostname else []
CSRF_FAILURE_VIEW = "generations.views.problems.show_csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- Applications --------------------------------------------------------------

INSTALLED_APPS = [
    "teams",
    "generations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "seedream_site.middleware.name_request",
    "generations.views.files.answer_thumbnails",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "seedream_site.middleware.guard_response",
    "seedream_site.compression.compress_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "teams.passes.hand_out_pass",
    "teams.middleware.ask_for_owner",
    "teams.middleware.AskToSignIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "seedream_site.urls"
WSGI_APPLICATION = "seedream_site.wsgi.application"
TEMPLATES = templates_of(BASE_DIR)

# --- People --------------------------------------------------------------------

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
#: E-mail address of the owner's account, made at start when there is none.
STUDIO_OWNER_EMAIL = env.str("STUDIO_OWNER_EMAIL", default="")
#: Password of that account.
STUDIO_OWNER_PASSWORD = env.str("STUDIO_OWNER_PASSWORD", default="")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "generations:gallery"
ACCOUNT_ADAPTER = "teams.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(IS_HTTPS)  # it says who tries to sign in
#: Where mail goes, such as smtp+tls://user:password@host:587; unset: to the log.
EMAIL_URL = env.str("EMAIL_URL", default="consolemail://")
globals().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 10

# --- Database ------------------------------------------------------------------

#: postgres://user:password@host/name; unset: SQLite in the data folder.
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": database_of(DATABASE_URL, STUDIO_DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache ----------------------------------------------------------

#: redis://host:6379/0: broker and cache for separate processes; unset: in memory.
REDIS_URL = env.str("REDIS_URL", default="")
_broker = env.str("CELERY_BROKER_URL", default="")
CELERY_BROKER_URL = _broker or REDIS_URL or "memory://localhost/"
IS_EMBEDDED = CELERY_BROKER_URL.startswith("memory:")
#: Prefix of our keys in Redis, for several studios on one server.
STUDIO_REDIS_PREFIX = env.str("STUDIO_REDIS_PREFIX", default="studio:")
CELERY_BROKER_TRANSPORT = {
    "memory": "seedream_site.doorbell:Transport",
    "redis": "seedream_site.queues:Transport",
}.get(urlsplit(CELERY_BROKER_URL).scheme)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if IS_EMBEDDED
    else {
        "global_keyprefix": STUDIO_REDIS_PREFIX,
        "socket_connect_timeout": deadlines.BROKER_WAIT_S,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "store"
# Of what waits in Redis the lowest number is taken first: bytes before beauty, and
# the thumbnail that makes a tile appear before those of a picture that is opened.
CELERY_TASK_ROUTES = {
    "generations.tasks.send_attempt": {"queue": "send"},
    "generations.tasks.show_image": {"queue": "store", "priority": 3},
    "generations.tasks.finish_thumbnails": {"queue": "store", "priority": 6},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": STUDIO_REDIS_PREFIX,
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- Gateways ------------------------------------------------------------------

#: Key of Volcengine Ark (China).
ARK_API_KEY = env.str("ARK_API_KEY", default="")
#: Key of BytePlus ModelArk.
BYTEPLUS_API_KEY = env.str("BYTEPLUS_API_KEY", default="")
#: Key of APIYI.
APIYI_API_KEY = env.str("APIYI_API_KEY", default="")
#: Key of CometAPI.
COMETAPI_API_KEY = env.str("COMETAPI_API_KEY", default="")
#: Key of xmsmartlink.
XMSMARTLINK_API_KEY = env.str("XMSMARTLINK_API_KEY", default="")
#: Address of any other OpenAI-style gateway, such as https://host/v1.
SEEDREAM_BASE_URL = env.str("SEEDREAM_BASE_URL", default="")
#: Key of that gateway.
SEEDREAM_API_KEY = env.str("SEEDREAM_API_KEY", default="")
#: Host suffixes its pictures may be fetched from, separated by commas.
SEEDREAM_RESULT_HOSTS = env.list("SEEDREAM_RESULT_HOSTS", default=[])
#: 1: that gateway may have private addresses and plain http.
SEEDREAM_ALLOW_PRIVATE = env.bool("SEEDREAM_ALLOW_PRIVATE", default=False)
#: doubao or plain: how that gateway spells image model ids.
SEEDREAM_ID_STYLE = env.str("SEEDREAM_ID_STYLE", default="doubao")
#: Further ids, each id=family or id=family@gateway, separated by commas.
SEEDREAM_MODELS = env.list("SEEDREAM_MODELS", default=[])
#: Price of one picture at that gateway, such as 0.03 USD; unset: unknown.
SEEDREAM_PRICE = env.str("SEEDREAM_PRICE", default="")
#: auto (only without a key), on or off.
STUDIO_SIMULATOR = env.str("STUDIO_SIMULATOR", default="auto")
#: Seconds the simulator takes for a picture.
STUDIO_SIMULATOR_LATENCY_S = env.float("STUDIO_SIMULATOR_LATENCY_S", default=4.0)
#: Price of a simulated picture, such as 0.03 USD, to try budgets; unset: free.
STUDIO_SIMULATOR_PRICE = env.str("STUDIO_SIMULATOR_PRICE", default="")
#: Address of a simulator in another process; unset: the one on this machine.
STUDIO_SIMULATOR_URL = env.str("STUDIO_SIMULATOR_URL", default="")

# --- Engine --------------------------------------------------------------------

#: Paid requests in flight at once in one process; the gates of the gateways are
#: what holds them back.
STUDIO_SEND_CONCURRENCY = env.int("STUDIO_SEND_CONCURRENCY", default=64)
#: Pictures downloaded and prepared at once in one process.
STUDIO_STORE_CONCURRENCY = env.int("STUDIO_STORE_CONCURRENCY", default=2)
#: Seconds a worker may be silent before its attempts are taken from it.
STUDIO_LEASE_S = env.float("STUDIO_LEASE_S", default=deadlines.LEASE_S)
#: Seconds between two rounds of the sweeper.
STUDIO_SWEEP_S = env.float("STUDIO_SWEEP_S", default=deadlines.SWEEP_S)
#: Bytes that must stay free before anything is paid for.
STUDIO_MIN_FREE_BYTES = env.int("STUDIO_MIN_FREE_BYTES", default=1_000_000_000)
#: Seconds a stopping process waits for paid requests in flight.
STUDIO_GRACE_S = env.float("STUDIO_GRACE_S", default=deadlines.GRACE_S)
#: Factor on the waiting for gateways and result hosts, for tests of faults.
STUDIO_PATIENCE = env.float("STUDIO_PATIENCE", default=1.0)
#: Days a picture stays in the trash before its bytes are deleted for good.
STUDIO_TRASH_DAYS = env.int("STUDIO_TRASH_DAYS", default=30)
#: 1: this process may be ended or frozen on demand; for fault tests only.
STUDIO_FAILPOINTS = env.bool("STUDIO_FAILPOINTS", default=False)

# --- Files ---------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = STUDIO_DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
#: local (a folder) or s3 (a bucket, see `stores.py`).
STUDIO_STORAGE = env.str("STUDIO_STORAGE", default="local")
#: Beginning of what nginx sends itself, such as /protected/; unset: we send all bytes.
STUDIO_ACCEL_PREFIX = stores.prefix_of(env.str("STUDIO_ACCEL_PREFIX", default=""))
STORAGES = {
    "default": stores.store_of(STUDIO_STORAGE, STUDIO_STORE_DIR),
    "staticfiles": {"BACKEND": "seedream_site.static_files.RememberedStaticFiles"},
}

# --- Languages and time --------------------------------------------------------

#: Language where the browser asks for none we speak: en or zh-hans.
STUDIO_LANGUAGE = env.str("STUDIO_LANGUAGE", default="en")
LANGUAGE_CODE = STUDIO_LANGUAGE
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
#: Time zone of the pages, such as Europe/Berlin.
STUDIO_TIME_ZONE = env.str("STUDIO_TIME_ZONE", default="UTC")
TIME_ZONE = STUDIO_TIME_ZONE

# --- Logs ----------------------------------------------------------------------

#: Bearer token of /metrics and of the details of /readyz; unset: for nobody.
STUDIO_METRICS_TOKEN = env.str("STUDIO_METRICS_TOKEN", default="")
#: Level of our own log lines: DEBUG, INFO, WARNING, ERROR.
STUDIO_LOG_LEVEL = env.str("STUDIO_LOG_LEVEL", default="WARNING").upper()
#: line (for people) or json (one object a line).
STUDIO_LOG_FORMAT = env.str("STUDIO_LOG_FORMAT", default="line")
LOGGING = logging_of(STUDIO_LOG_LEVEL, STUDIO_LOG_FORMAT)
hide(*secrets_in(globals()), *secrets_in(vars(stores)))
