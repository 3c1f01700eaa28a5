"""Whatever comes in: cleaning twice is cleaning once, the shape stays, and nothing hostile takes it down."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenlab.core.models.redaction import RedactionRules, ValuePattern
from provenlab.core.rules.redaction import redact, redact_argv, redact_env, redact_text
from tests.redaction_innocents import innocents
from tests.redaction_secrets import Case, secret_cases

CASES = secret_cases(20)
AWS_ID = "AKIA" + "OA7LQSAJ2XUID5ZZ"
FRAGMENTS = [
    *"\"'\\{}[]\n=:,&?; `|/",
    *("password", "token=", "api_key:", "--password ", "Bearer ", "://u:", "@h/", "secret", "ghp_", "-p"),
    *("hunter2", "is ", "[redacted:", "[redacted:secret_name]", "curl -u ", "mysql ", "a1B2c3D4e5F6a7B8c9D0"),
    *("<password>", "</password>", "eyJhbGciOiJIUzI1NiJ9.", AWS_ID, "login x password "),
    *("kind: Secret\ndata:\n  a: bcdefg1\n", "api key: ", "-----BEGIN PRIVATE KEY-----", "set API_KEY "),
]
texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join),
    st.from_regex(r"\w+[=:]\S+"),
)
names = st.one_of(
    st.sampled_from(["password", "token", "key", "auth", "env", "name", "value", "cookie", "a"]), texts
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(names, inner, max_size=5)),
    max_leaves=25,
)

unhurried = settings(deadline=None)


def same_but_for_redactions(before: Any, after: Any) -> bool:
    if isinstance(after, str) and "[redacted:" in after:
        return True
    if isinstance(before, dict):
        return len(before) == len(after) and all(
            map(same_but_for_redactions, before.values(), after.values())
        )
    if isinstance(before, list):
        return len(before) == len(after) and all(map(same_but_for_redactions, before, after))
    return type(before) is type(after) and bool(before == after)


@unhurried
@given(texts)
@example("password='a' [redacted:assigned_secret]'b'")
@example('{"password": "a\\"b"}')
def test_text_cleaned_twice_is_text_cleaned_once(text: str) -> None:
    once = redact_text(text)
    again = redact_text(once.value)
    assert again.value == once.value
    assert again.redactions == ()
    assert bool(once.redactions) == (once.value != text)


@unhurried
@given(values)
def test_values_cleaned_twice_are_values_cleaned_once_and_keep_their_shape(value: Any) -> None:
    once = redact(value)
    again = redact(once.value)
    assert again.value == once.value
    assert again.redactions == ()
    assert same_but_for_redactions(value, once.value)
    if not once.redactions:
        assert once.value is value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind[:40])
def test_a_cleaned_case_stays_as_it_is(case: Case) -> None:
    once = redact(case.value)
    assert redact(once.value).redactions == ()
    assert all(case.secret not in redaction.path + redaction.rule for redaction in once.redactions)


@unhurried
@given(
    st.sampled_from(CASES), st.lists(names.filter(str.isidentifier), max_size=4), st.sampled_from(innocents())
)
def test_a_secret_is_found_however_deep_it_lies(case: Case, path: list[str], innocent: Any) -> None:
    value = case.value
    for name in path:
        value = [innocent, {name: value}]
    assert case.secret not in repr(redact(value).value)


@unhurried
@given(st.lists(texts, max_size=8))
def test_arguments_keep_their_number_and_are_clean_once_cleaned(argv: list[str]) -> None:
    once = redact_argv(argv)
    assert len(once.value) == len(argv)
    assert redact_argv(once.value).value == once.value


@unhurried
@given(st.dictionaries(texts, texts, max_size=6))
def test_environments_keep_their_size_and_are_clean_once_cleaned(env: dict[str, str]) -> None:
    once = redact_env(env)
    assert len(once.value) == len(env)
    assert redact_env(once.value).value == once.value


@unhurried
@given(values)
def test_nested_json_text_is_searched_like_the_value_it_holds(value: Any) -> None:
    found = redact(value).redactions
    in_text = redact_text(json.dumps(value)).redactions
    if isinstance(value, (dict, list)) and found:
        assert in_text


RULES = RedactionRules(
    key_words=("acme code",),
    value_patterns=(ValuePattern("acme_id", r"ACME-\d{4}"),),
    allowed_keys=("db password",),
)


@unhurried
@given(values)
def test_rules_of_a_user_are_idempotent_too(value: Any) -> None:
    wrapped = {"acmeCode": "open sesame", "note": "see ACME-1234", "dbPassword": "not one", "rest": value}
    once = redact(wrapped, rules=RULES)
    assert "sesame" not in repr(once.value)
    assert "ACME-1234" not in repr(once.value)
    assert once.value["dbPassword"] == "not one"
    assert redact(once.value, rules=RULES).value == once.value


MEGABYTE = 1_000_000
EVERY_DOOR_OPENED = (
    " curl -u a password token api-key basic bearer login identified by kind: Secret value default </ == !="
    " :::: @ :// BEGIN PuTTY set env %3D Q~ :A . -us - | % .atlasv1. _mmk SHA $ \\n\" ,' vault sqlplus wandb "
    + "a1B2"
    * 5
)
HOSTILE = [
    *"a\"='`-_.:@/\\{[(< \n0\u00e9\ud800",
    *(
        "a=",
        "a:",
        "aB",
        "0a-",
        "eyJ-",
        "eyJaaaaaaaaa.",
        "sk-",
        "SG.",
        "t1.",
        "%3D",
        "$2b$",
        "://a:",
        "://a:b@",
    ),
    *(
        "aaa:bbb@",
        "password=",
        'password="',
        "password: {",
        "password: |\n  x\n",
        'password("',
        '"password", ',
    ),
    *(
        "secret: {",
        "key: ",
        "api ",
        "token ",
        "bearer a",
        "curl -u ",
        "mysql ",
        " -p ",
        "--aaaa ",
        "login a ",
    ),
    *("a:1:c:d:", "<a>", "name: a\n", "-----BEGIN PRIVATE KEY-----", "BEGIN ", f"{AWS_ID} "),
    *("kind: Secret\n data:\n  a: b\n", '"a" == ', "set a ", "password 'a", "x/y@", "0:A", "a\\\\"),
]


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_a_megabyte_of_anything_comes_to_an_end(unit: str) -> None:
    text = (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    assert len(redact_text(text + EVERY_DOOR_OPENED).value) <= 8 * MEGABYTE


def test_a_million_keys_and_ten_thousand_levels_come_to_an_end() -> None:
    wide: Any = {f"layer{number}": number for number in range(10**6)}
    assert redact(wide).value is wide
    leaves: list[Any] = ["hunter2", {"password": "hunter2"}]
    for deep in leaves:
        for _ in range(10**4):
            deep = {"a": [deep]}
        once = redact(deep)
        assert [redaction.rule for redaction in once.redactions] == ["depth"]
        assert "hunter2" not in repr(once.value)
        assert redact(once.value).value == once.value


def test_cycles_are_cut() -> None:
    cyclic: dict[str, Any] = {"a": 1}
    cyclic["self"] = [cyclic, cyclic]
    once = redact(cyclic)
    assert once.value == {"a": 1, "self": ["[redacted:cycle]", "[redacted:cycle]"]}
    assert [redaction.path for redaction in once.redactions] == ["self[0]", "self[1]"]
