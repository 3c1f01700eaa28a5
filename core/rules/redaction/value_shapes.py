"""What the look of a value says: a stand-in, a path, or something no person would type twice."""

import base64
import binascii
import re

PLACEHOLDER = re.compile(r"\[redacted:[a-z][a-z0-9_]{0,39}\]")

_STAND_IN = re.compile(
    r"""
    \[redacted(?::[a-z][a-z0-9_]{0,39})?\]
    | \(?\[?<?(?:hidden|masked|redacted|filtered|removed|omitted)>?\]?\)?
    | [*\u2022\u25cf]{1,} | [xX]{3,} | \.{2,} | -+ | \?+ | _+ | \#+
    | <[^<>]{0,80}> | \$\{[^{}]{1,200}\}? | \$?\{\{.{1,200}\}\} | \$\([^()]{1,200}\)
    | %\(\w{1,80}\)[sdr] | %[sdr]
    | \{[\w.!:\[\]]{0,80}\} | \$[A-Z_][A-Z0-9_]*_[A-Z0-9_]* | \$[A-Z]{3,} | %[A-Z_]{3,}% | \$?\d{1,2}
    | (?:os\.)?(?:environ|getenv)\b.{0,200} | process\.env\b.{0,200} | (?:ENV|env)[\[(].{0,200}
    | Secret(?:Str|Bytes)(?:\(.?[*]*.?\))?
    | (?:vault|op|ssm|keyring|env|file|secretsmanager|gcpsecret|azurekeyvault):[^\s@]{1,400}
    | arn:aws[\w-]*:[^\s]{1,400} | ENC\[.{1,4000}\]
    | none | null | nil | true | false | yes | no | on | off | undefined | nan | n/a | na
    | unset | required | optional | missing | str | string | int | integer | bool | boolean | bytes
    | float | number | object | any
    | text | dict | list
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_PATH = re.compile(
    r"(?:~|\.{1,2}|[A-Za-z]:)?(?:[/\\][\w.@ -]{1,120})+[/\\]?|[\w.-]+(?:/[\w.-]+)*\.[a-z][a-z0-9]{1,9}"
)
_FILE_ENDING = re.compile(
    r"\.(?:key|pem|crt|cer|json|ya?ml|txt|p12|pfx|jks|env|toml|ini|cfg|conf|csv|parquet|db|sqlite\d?|pkl|pt|bin|npy"
    r"|html?|xml|py|log|md|gz|zip|h5|onnx|safetensors|kdbx|asc|gpg|pub|sock|lock)"
)
_DIGEST = re.compile(
    r"(?:0x)?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})", re.I
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_PURPOSE = re.compile(
    r"(?:oauth|sha|md|hs|rs|es|ps|aes|rsa|pkcs|pbkdf|ed|utf|iso|base|http|tls|ssl)[-_]?\d[\w.-]{0,6}"
    r"|[svpx][\d._]{1,8}[a-z]?"
    r"|\d{4}-\d\d-\d\d\S*|[\d.:,_+-]+|\w+/[\w.+-]+",
    re.IGNORECASE,
)
_NAME_AND_NUMBER = re.compile(r"[a-z]+(?:[-_][a-z]+)*[-_]?v?\d{1,2}", re.IGNORECASE)
_RUN = re.compile(r"[A-Za-z0-9]+")
_RANDOM_TEXT = re.compile(r"[A-Za-z0-9+/=_\-.~:!@#$%^&*?]+")
_TURN = re.compile(r"[a-z](?=[A-Z])|[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_SANDWICHED = re.compile(r"(?<=[A-Za-z])\d+(?=[A-Za-z])|(?<=\d)[A-Za-z]+(?=\d)")
_CASE_TURN = re.compile(r"[a-z](?=[A-Z])")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_SPECIAL = frozenset("!@#$%^&*?~+=")


def is_stand_in(value: str) -> bool:
    """Whether the text only marks where a secret would be: a mask, a reference, a type, or nothing."""
    stripped = value.strip()
    return not stripped or (len(stripped) <= 4096 and _STAND_IN.fullmatch(stripped) is not None)


def is_path(value: str) -> bool:
    """Whether the text is the path of a file, with names in it that a person chose."""
    if len(value) > 1024 or _PATH.fullmatch(value) is None:
        return False
    if value[0] not in "/~.\\" and value[1:2] != ":" and not _FILE_ENDING.search(value[-12:].lower()):
        return False
    return not any(is_random(run, 16) for run in _RUN.findall(value))


def is_digest(value: str) -> bool:
    return _DIGEST.fullmatch(value) is not None or _UUID.fullmatch(value) is not None


def is_random(value: str, least: int) -> bool:
    """Whether an unbroken run of at least `least` characters looks drawn by lot; digests and UUIDs do."""
    if len(value) < least or len(value) > 8192 or _RANDOM_TEXT.fullmatch(value) is None:
        return False
    if _ADDRESS.fullmatch(value) is not None:
        return False
    if is_digest(value):
        return True
    if any(_is_random_run(run, least) for run in _RUN.findall(value) if len(run) >= least):
        return True
    return len(value) >= 20 and len(_SANDWICHED.findall(value)) >= 4


def _is_random_run(run: str, least: int) -> bool:
    if run.isdigit():
        return False
    if any(char.isdigit() for char in run):
        return len(_TURN.findall(run)) >= (2 if least < 16 else 3)
    return len(_CASE_TURN.findall(run)) * 6 >= len(run)


def is_mixed(value: str, least: int = 6, named: bool = True) -> bool:
    """Whether one word mixes letters with digits or signs, as passwords do and dates and paths do not.

    With `named`, a plain name that ends in a small number is no mixture.
    """
    if not least <= len(value) <= 512 or any(char.isspace() for char in value):
        return False
    if _PURPOSE.fullmatch(value) is not None or "://" in value or is_path(value):
        return False
    if named and _NAME_AND_NUMBER.fullmatch(value) is not None:
        return False
    letters = any(char.isalpha() for char in value)
    return letters and (any(char.isdigit() for char in value) or not _SPECIAL.isdisjoint(value))


def decoded_base64(value: str) -> str:
    """The text behind base64, or an empty one."""
    body = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def is_user_and_password(value: str) -> bool:
    """`user:password`, plainly or as base64."""
    if re.fullmatch(r"[^\s:/@]{1,128}:[^\s]{1,512}", value) is not None:
        return not value.replace(":", "").isdigit()
    user, colon, password = decoded_base64(value).partition(":") if 6 <= len(value) <= 4096 else ("", "", "")
    return bool(colon and user + password) and (user + password).isprintable()
