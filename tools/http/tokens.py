"""Bearer tokens: who may read, who may write. The file of tokens holds digests only."""

import hashlib
import hmac
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from provenlab.core.errors import ValidationFailed

Scope = Literal["read", "write"]

_LINE = re.compile(r"(read|write) sha256:([0-9a-f]{64}) ([A-Za-z0-9._-]{1,64})")
_SHAPE = "a line is 'read|write sha256:<64 hex digits> <name>'"
_ENTROPY_BYTES = 32


class Token(NamedTuple):
    """What is known of a token: its scope, its digest, and whose it is. `write` reads as well."""

    scope: Scope
    digest: str
    name: str

    def may(self, scope: Scope) -> bool:
        return scope == "read" or self.scope == "write"


class TokenFile:
    """The tokens of a file, read again whenever it changes, so that one is withdrawn by removing its line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def tokens(self) -> tuple[Token, ...]:
        """ValidationFailed when the file cannot be read, may be changed by others, or has a wrong line."""
        try:
            found = os.stat(self._path)
            seen = (found.st_ctime_ns, found.st_mtime_ns, found.st_size, found.st_ino)
            if seen != self._seen:
                _require_own(found)
                self._tokens = tuple(_parsed(self._path.read_text("ascii")))
                self._seen = seen
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not ASCII"
            raise ValidationFailed.at("tokenFile", f"{self._path} cannot be read: {reason}") from None
        return self._tokens

    def known(self, secret: str) -> Token | None:
        """The token of that secret. Takes as long for a wrong one as for a right one."""
        digest = _digest(secret)
        found = None
        for token in self.tokens():
            if hmac.compare_digest(token.digest, digest):
                found = token
        return found


def new_token(path: Path, scope: str, name: str) -> str:
    """Makes a token and adds its digest to a file that only its owner may change; the secret."""
    secret = secrets.token_urlsafe(_ENTROPY_BYTES)
    line = f"{scope} sha256:{_digest(secret)} {name}"
    if scope not in get_args(Scope) or not _LINE.fullmatch(line):
        raise ValidationFailed.at("name", "expected 1 to 64 letters, digits, dots, dashes or underscores")
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        _require_own(os.fstat(descriptor))
        file.write(f"{line}\n")
    return secret


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so nothing is gained by a slow digest.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _require_own(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ValidationFailed.at("tokenFile", "is no file that its owner alone may change; chmod 600")


def _parsed(text: str) -> list[Token]:
    tokens = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            shape = _LINE.fullmatch(line.strip())
            if shape is None:
                raise ValidationFailed.at("tokenFile", f"line {number} is no token; {_SHAPE}")
            tokens.append(Token("write" if shape[1] == "write" else "read", shape[2], shape[3]))
    return tokens
