"""`provenlab serve`: the API on a socket."""

import logging
import signal
import socket
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp

from provenlab.core.errors import StoreUnavailable, ValidationFailed
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS, open_parts
from provenlab.tools.http.app import api
from provenlab.tools.http.connection import with_head_within
from provenlab.tools.http.door import Door, Limits
from provenlab.tools.http.gate import LOOPBACK
from provenlab.tools.http.tokens import TokenFile

_MOST_CONNECTIONS = 256
_KEEP_ALIVE_S = 15
_LEAVE_WITHIN_S = 30
_HEAD_BYTES = 256 * 1024
_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - named to be refused without further names


class ServeOptions(NamedTuple):
    """What `provenlab serve` is told. `allowed_hosts` are names beside those of `host`; a connection has
    `head_s` seconds for the head of a request.
    """

    store: str | None = None
    host: str = "127.0.0.1"
    port: int = 8321
    token_file: Path | None = None
    allowed_hosts: tuple[str, ...] = ()
    read_only: bool = False
    read_s: float = Limits().read_s
    head_s: float = 20.0
    lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS
    certificate: Path | None = None
    key: Path | None = None
    logs_requests: bool = False


def serve(options: ServeOptions, announce: Callable[[str], None]) -> int:
    """Answers until SIGINT or SIGTERM, then ends what has begun; the exit code.

    ValidationFailed when it would be open to others without tokens. `announce` is told the address.
    """
    hosts, tokens = names_of(options), _tokens(options)
    _require_pair(options)
    lab = open_parts(options.store, lock_timeout_ms=options.lock_timeout_ms, reads_files=False)
    app, door = api(
        lab, hosts=hosts, tokens=tokens, writes=not options.read_only, limits=Limits(read_s=options.read_s)
    )
    answer(app, door, options, announce)
    return 0


def answer(app: ASGIApp, door: Door, options: ServeOptions, announce: Callable[[str], None]) -> None:
    """Lets an application answer until SIGINT or SIGTERM, then closes its door."""
    try:
        with bound(options) as listening:
            announce(_address(options, listening))
            _run(app, options, listening)
    finally:
        door.close()


def names_of(options: ServeOptions) -> Collection[str]:
    """The names that requests may carry as Host."""
    given = frozenset(each.lower() for each in options.allowed_hosts)
    if is_loopback(options.host):
        return LOOPBACK | given | {options.host}
    if options.host in _EVERYWHERE and not given:
        raise ValidationFailed.at(
            "allowedHosts", "an address that stands for all needs the names by which it is asked"
        )
    return given | ({options.host.lower()} - _EVERYWHERE)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    return host.lower() in LOOPBACK or (host.startswith("127.") and host.replace(".", "").isdigit())


def _tokens(options: ServeOptions) -> TokenFile | None:
    if options.token_file is None:
        if is_loopback(options.host):
            return None
        raise ValidationFailed.at(
            "tokenFile", "is needed where others reach the server; `provenlab token` makes one"
        )
    tokens = TokenFile(options.token_file)
    if not tokens.tokens():
        raise ValidationFailed.at(
            "tokenFile", f"{options.token_file} has no token; `provenlab token` makes one"
        )
    return tokens


def _require_pair(options: ServeOptions) -> None:
    """ValidationFailed unless certificate and key are there and fit, or neither is wanted."""
    if options.certificate is None:
        if options.key is not None:
            raise ValidationFailed.at("key", "is of no use without the certificate")
        return
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(options.certificate, options.key)
    except ssl.SSLError:
        one = "holds no certificate with its key; give the file of the key, or one PEM file of both"
        two = f"and {options.key} are no PEM files of a certificate and its own key"
        message = f"{options.certificate} {one if options.key is None else two}"
        raise ValidationFailed.at("certificate", message) from None
    except OSError as error:
        raise ValidationFailed.at("certificate", f"or its key cannot be read: {error.strerror}") from None


def bound(options: ServeOptions) -> socket.socket:
    """A socket that listens at the address; StoreUnavailable when it cannot."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    # Only of a socket that says TCP does asyncio turn off the waiting for more to send, 40 ms an answer.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((options.host, options.port))
        listening.listen(_MOST_CONNECTIONS)
    except OSError as error:
        listening.close()
        raise StoreUnavailable(
            f"{options.host} port {options.port} cannot be listened on: {error.strerror or error}"
        ) from None
    return listening


def _address(options: ServeOptions, listening: socket.socket) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    scheme = "http" if options.certificate is None else "https"
    return f"{scheme}://{host}:{listening.getsockname()[1]}"


def _run(app: ASGIApp, options: ServeOptions, listening: socket.socket) -> None:
    log = logging.getLogger("provenlab.http")
    if options.logs_requests and not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
    _Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http=with_head_within(options.head_s),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_LEAVE_WITHIN_S,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            ssl_certfile=options.certificate,
            ssl_keyfile=options.key,
        )
    ).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends on SIGINT and SIGTERM as on a wish, not as killed by them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
