"""`provenlab serve --certificate --key`: https, with tokens, by a certificate of one's own."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from provenlab.tools.http.tokens import new_token
from tests.doors import OneShotDoor
from tests.integration.cli.commands import run_process
from tests.integration.http.test_server import serving


def write_pair(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for this machine that signs itself, and its key."""
    folder.mkdir(exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem, key_pem = folder / f"{name}.pem", folder / f"{name}.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pem, key_pem


def test_requests_and_bytes_go_encrypted_to_who_trusts_the_certificate(tmp_path: Path) -> None:
    pem, key = write_pair(tmp_path / "tls", "lab")
    tokens = tmp_path / "tokens"
    secret = new_token(tokens, "write", "nightly")
    store = tmp_path / "lab.sqlite"
    OneShotDoor(str(store), tmp_path / "home")("init_store")
    words = ("--certificate", str(pem), "--key", str(key), "--token-file", str(tokens))
    with serving(tmp_path / "home", store, *words, scheme="https") as (_, stranger):
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            stranger.get("/healthz")
        plain = httpx.URL(str(stranger.base_url).replace("https", "http"))
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(plain)
        trusted = ssl.create_default_context(cafile=str(pem))
        bearer = {"Authorization": f"Bearer {secret}"}
        with httpx.Client(base_url=stranger.base_url, verify=trusted, headers=bearer) as client:
            path = "/v1/artifacts/a-1/content"
            sent = client.put(path, params={"kind": "k", "name": "n"}, content=b"secret" * 100_000)
            assert sent.status_code == 201
            assert client.get(path).content == b"secret" * 100_000
            assert client.get(path, headers={"Authorization": "Bearer other"}).status_code == 401


def test_files_that_do_not_fit_are_refused_before_anything_is_served(tmp_path: Path) -> None:
    pem, key = write_pair(tmp_path / "tls", "lab")
    _, other = write_pair(tmp_path / "tls", "other")
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("no PEM")
    for words in (
        ("--certificate", pem),
        ("--certificate", pem, "--key", other),
        ("--certificate", rubbish, "--key", key),
        ("--certificate", pem, "--key", rubbish),
    ):
        ran = run_process(tmp_path, "serve", "--port", "0", *map(str, words))
        assert (ran.code, ran.stdout) == (2, ""), ran
        assert ran.stderr.startswith("provenlab: --certificate: ")
        assert "key" in ran.stderr
        assert len(ran.stderr.splitlines()) == 1
    ran = run_process(tmp_path, "serve", "--port", "0", "--key", str(key))
    assert (ran.code, ran.stdout) == (2, "")
    assert "--key is of no use without the certificate" in ran.stderr
