"""URLs of PostgreSQL stores: what they mean, and what is shown of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.adapters.postgres.address import parse_address
from provenlab.core.errors import ValidationFailed


@pytest.mark.parametrize(
    ("url", "schema", "location"),
    [
        ("postgresql://bob:secret@db.lab:5433/runs", "public", "postgresql://db.lab:5433/runs"),
        ("postgres://bob@db.lab/runs?schema=night", "night", "postgresql://db.lab/runs?schema=night"),
        ("postgresql://db/runs?user=bob&password=secret&sslmode=require", "public", "postgresql://db/runs"),
        ("postgresql:///runs?host=/run/pg&schema=s", "s", "postgresql:///runs?host=/run/pg&schema=s"),
        ("postgresql://bob:secret@%2Frun%2Fpg/runs", "public", "postgresql:///runs?host=/run/pg"),
        ("postgresql://bob:se%3Acret@[::1]:99/runs", "public", "postgresql://[::1]:99/runs"),
        ("postgresql://bob@a:1,b:2/runs", "public", "postgresql://a:1,b:2/runs"),
        ("postgresql://", "public", "postgresql:///"),
    ],
)
def test_the_location_has_neither_user_nor_password(url: str, schema: str, location: str) -> None:
    address = parse_address(url)
    assert (address.schema, address.location) == (schema, location)
    assert "secret" not in repr(address)


def test_our_option_is_not_passed_to_the_driver() -> None:
    address = parse_address("postgresql://bob:secret@db/runs?schema=night&sslmode=require")
    assert address.connection == {
        "user": "bob",
        "password": "secret",
        "host": "db",
        "dbname": "runs",
        "sslmode": "require",
    }


@pytest.mark.parametrize(
    "url",
    [
        "mysql://bob:secret@db/runs",
        "host=db password=secret",
        "postgresql://bob:se%zzcret@db/runs",
        "postgresql://bob:secret@db/runs?secret=1",
        "postgresql://bob:secret@db:port/runs",
        "postgresql://bob:secret@db/runs?schema=Night",
        "postgresql://bob:secret@db/runs?schema=a;b",
        "postgresql://bob:secret@db/runs?schema=pg_secret",
        "postgresql://bob:secret@db/runs?schema=",
    ],
)
def test_a_malformed_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationFailed) as caught:
        parse_address(url)
    assert "secret" not in f"{caught.value}{caught.value.details}"
    assert caught.value.__cause__ is None


@given(password=st.text(min_size=4), tail=st.text(max_size=20))
def test_no_password_shows_whatever_it_is_made_of(password: str, tail: str) -> None:
    marked = f"Q7{password}Q7"
    try:
        shown = repr(parse_address(f"postgresql://bob:{marked}@db/runs?{tail}"))
    except ValidationFailed as error:
        shown = f"{error}{error.details}{error.__cause__}"
    assert marked not in shown
