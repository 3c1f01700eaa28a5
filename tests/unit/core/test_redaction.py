"""What the redactor promises to its callers, one promise at a time."""

from collections import namedtuple
from pathlib import PurePosixPath
from typing import Any

import pytest

from provenlab.core.errors import ValidationFailed
from provenlab.core.models.redaction import Redaction, RedactionRules, ValuePattern
from provenlab.core.rules.redaction import redact, redact_argv, redact_env, redact_text

GITHUB = "ghp_" + "a1B2c3D4e5" * 4


def test_it_says_where_and_why_and_never_what() -> None:
    done = redact(
        {"db": {"password": "hunter2"}, "argv": ["x", "--api-key", "s3cr3t9"], "note": f"use {GITHUB}"}
    )
    assert done.value == {
        "db": {"password": "[redacted:secret_name]"},
        "argv": ["x", "--api-key", "[redacted:argument]"],
        "note": "use [redacted:github_token]",
    }
    assert done.redactions == (
        Redaction("db.password", "secret_name"),
        Redaction("argv[2]", "argument"),
        Redaction("note", "github_token"),
    )


def test_a_path_given_leads_the_paths_reported() -> None:
    assert redact({"a": [{"token": GITHUB}]}, path="config").redactions[0].path == "config.a[0].token"
    assert redact_text(f"see {GITHUB}", path="error").redactions == (Redaction("error", "github_token"),)


def test_the_last_name_of_the_path_is_the_name_of_the_value() -> None:
    assert redact("hunter2", path="db.password").value == "[redacted:secret_name]"
    assert redact("hunter2", path="db.user").value == "hunter2"


def test_what_is_harmless_is_returned_itself_and_not_a_copy() -> None:
    config = {"b": 1, "a": [1.0, None, True, {"pad_token": "<pad>"}], "path": PurePosixPath("/x")}
    done = redact(config)
    assert done.value is config
    assert done.redactions == ()


def test_the_input_is_never_changed() -> None:
    config = {"list": ["--token", GITHUB], "password": "hunter2"}
    redact(config)
    assert config == {"list": ["--token", GITHUB], "password": "hunter2"}


def test_order_and_types_stay_around_a_secret() -> None:
    pair = namedtuple("pair", "user password")
    done = redact({"z": 1, "password": "hunter2", "a": (1, GITHUB), "p": pair("x", GITHUB), "s": {1, GITHUB}})
    assert list(done.value) == ["z", "password", "a", "p", "s"]
    assert done.value["a"] == (1, "[redacted:github_token]")
    assert done.value["p"] == pair("x", "[redacted:github_token]")
    assert done.value["s"] == {1, "[redacted:github_token]"}


@pytest.mark.parametrize(
    "harmless",
    [True, None, "", 0, 3, 0.25, "${DB_PASSWORD}", "<hidden>", "********", {"type": "string"}, [], {}],
)
def test_under_a_secret_name_what_cannot_be_a_secret_stays(harmless: Any) -> None:
    assert redact({"password": harmless}).value == {"password": harmless}


@pytest.mark.parametrize("secret", ["hunter2", 4821, b"raw", ["a", "b"], {"deep": {"er": "x"}}, ("u", "p")])
def test_under_a_secret_name_everything_else_goes_as_a_whole(secret: Any) -> None:
    assert redact({"password": secret}).value == {"password": "[redacted:secret_name]"}


def test_keys_that_hold_secrets_are_cleaned_and_no_entry_is_lost() -> None:
    done = redact({f"hits/{GITHUB}": 1, f"hits/{GITHUB[:-1]}9": 2})
    assert done.value == {"hits/[redacted:github_token]": 1, "hits/[redacted:github_token]#2": 2}
    assert all(GITHUB not in redaction.path for redaction in done.redactions)


def test_json_inside_text_is_cleaned_as_json() -> None:
    done = redact_text('{"secret": {"value": "x y z"}, "lr": 0.1}')
    assert done.value == '{"secret": "[redacted:secret_name]", "lr": 0.1}'


def test_a_name_given_twice_in_json_text_hides_both() -> None:
    assert "hunter2" not in redact_text('{"password": "hunter2", "password": ""}').value


def test_a_url_keeps_what_is_not_its_password() -> None:
    hidden = "[redacted:url_password]"
    for before, after in [
        ("postgresql://quant:p@ss/w0rd!@db:5432/exp", f"postgresql://quant:{hidden}@db:5432/exp"),
        ("postgresql://quant:p/w@db/exp", f"postgresql://quant:{hidden}@db/exp"),
        ("https://me:pw1@h.example/@scope/pkg@2", f"https://me:{hidden}@h.example/@scope/pkg@2"),
        ("redis://:pw1@cache:6379/0", f"redis://:{hidden}@cache:6379/0"),
        ("http://h.example:8080/a@b", "http://h.example:8080/a@b"),
        ("ssh://git@h.example/x", "ssh://git@h.example/x"),
    ]:
        assert redact_text(before).value == after


@pytest.mark.parametrize(
    ("argv", "hidden"),
    [
        (["curl", "-u", "me:hunter2", "https://x.example"], 2),
        (["mysql", "-uroot", "-phunter2", "db"], 2),
        (["env", "API_KEY=hunter2", "train"], 1),
        (["train", "--api-key=hunter2"], 1),
        (["train", "--db-url", "postgresql://u:hunter2@db/x"], 2),
        (["docker", "login", "-u", "me", "-p", "hunter2"], 5),
        (["redis-cli", "-a", "hunter2"], 2),
        (["sqlplus", "scott/hunter2@orcl"], 1),
        (["aws", "configure", "set", "aws_secret_access_key", "hunter2"], 4),
        (["smbclient", "//nas/x", "-U", "me%hunter2"], 3),
    ],
)
def test_arguments_are_hidden_by_their_place(argv: list[str], hidden: int) -> None:
    done = redact_argv(argv)
    assert [index for index, item in enumerate(done.value) if item != argv[index]] == [hidden]
    assert "hunter2" not in " ".join(done.value)
    assert {redaction.path for redaction in done.redactions} == {f"argv[{hidden}]"}


@pytest.mark.parametrize(
    "argv",
    [
        ["docker", "run", "-p", "8080:80", "img"],
        ["ssh", "-p", "22", "me@host"],
        ["train", "--max-tokens", "512", "--tokenizer", "bpe", "--key", "close"],
        ["train", "--no-password", "--verbose"],
        ["train", "--password"],
        [],
    ],
)
def test_harmless_arguments_stay(argv: list[str]) -> None:
    assert redact_argv(argv).value == argv


def test_environments_keep_their_names() -> None:
    env = {
        "PWD": "/srv/x",
        "PGPASSWORD": "hunter2",
        "DATABASE_URL": "mysql://u:hunter2@h/d",
        "LANG": "C.UTF-8",
    }
    done = redact_env(env)
    assert done.value == {
        "PWD": "/srv/x",
        "PGPASSWORD": "[redacted:secret_name]",
        "DATABASE_URL": "mysql://u:[redacted:url_password]@h/d",
        "LANG": "C.UTF-8",
    }
    assert [redaction.path for redaction in done.redactions] == ["env.PGPASSWORD", "env.DATABASE_URL"]


RULES = RedactionRules(
    key_words=("acme code",),
    value_patterns=(ValuePattern("acme_id", r"ACME-\d{4}"), ValuePattern("ticket_key", r"ticket (\w+)!")),
    allowed_keys=("wifi_password",),
)


def test_words_of_a_user_name_secrets_in_every_spelling() -> None:
    config = {"acmeCode": "x", "OUR-ACME-CODE": "y", "acme": "z"}
    assert redact(config, rules=RULES).value == {
        "acmeCode": "[redacted:secret_name]",
        "OUR-ACME-CODE": "[redacted:secret_name]",
        "acme": "z",
    }
    assert redact_argv(["train", "--acme-code", "x"], rules=RULES).value[2] == "[redacted:argument]"
    assert redact_text("acme_code=x", rules=RULES).value == "acme_code=[redacted:assigned_secret]"


def test_patterns_of_a_user_are_searched_in_every_text_even_a_short_one() -> None:
    assert redact_text("ACME-1234 and ticket abc!", rules=RULES).value == (
        "[redacted:acme_id] and ticket [redacted:ticket_key]!"
    )
    assert redact(["ACME-1234"], rules=RULES).value == ["[redacted:acme_id]"]


def test_a_name_that_a_user_allows_stays_but_its_value_is_still_searched() -> None:
    assert redact({"wifiPassword": "guest"}, rules=RULES).value == {"wifiPassword": "guest"}
    assert redact({"wifiPassword": GITHUB}, rules=RULES).value == {"wifiPassword": "[redacted:github_token]"}
    assert redact({"db_password": "guest"}, rules=RULES).value == {"db_password": "[redacted:secret_name]"}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: RedactionRules(key_words=("",)), "key_words"),
        (lambda: RedactionRules(key_words=("123 _",)), "key_words"),
        (lambda: RedactionRules(key_words=["a"]), "key_words"),  # type: ignore[arg-type]
        (lambda: RedactionRules(allowed_keys=(3,)), "allowed_keys"),  # type: ignore[arg-type]
        (lambda: RedactionRules(value_patterns=("x",)), "value_patterns"),  # type: ignore[arg-type]
        (lambda: RedactionRules(key_words=("a",) * 1001), "key_words"),
        (lambda: ValuePattern("Acme", "x"), "value_patterns.name"),
        (lambda: ValuePattern("acme", "("), "value_patterns.pattern"),
        (lambda: ValuePattern("acme", "a*"), "value_patterns.pattern"),
        (lambda: ValuePattern("acme", "x" * 1001), "value_patterns.pattern"),
    ],
)
def test_wrong_rules_are_refused_by_the_name_of_the_field(make: Any, field: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        make()
    assert refused.value.details["faults"][0]["path"] == field


SECRET_NAMES = """
    password PASSWORD userPassword user-password db.password password2 Password_Prod pass_word PGPASSWORD
    apiKey API_KEY api-key x.api.key APIKey openaiApiKey secretKey access_key signingKey AccountKey authToken
    refresh_token sessionToken hub_token client_secret clientSecret passphrase passwd pwd creds
"""
HARMLESS_NAMES = """
    tokenizer max_tokens num_key_value_heads pad_token primary_key key_dim secret_santa_dataset n_passes
    token_address signature bypass authors monkey_patch keyframe pinned secretary password_policy compass
"""


@pytest.mark.parametrize("name", SECRET_NAMES.split())
def test_names_of_secrets_are_read_in_every_spelling(name: str) -> None:
    assert redact({name: "x1B2c3D4e5F6a7"}).value == {name: "[redacted:secret_name]"}


@pytest.mark.parametrize("name", HARMLESS_NAMES.split())
def test_harmless_names_are_not_taken_for_secrets(name: str) -> None:
    assert redact({name: "value9"}).value == {name: "value9"}


SECRET = "d6ab16a22d874e47a56800bef7a953805fdcd89f"


@pytest.mark.parametrize(
    "text",
    [
        f"Using JWT secret {SECRET}",
        f"mot de passe: {SECRET[:9]}",
        f"password = '''{SECRET[:9]}'''",
        f'kaggle.json: {{"username":"bob","key":"{SECRET}"}}',
        f'Authorization: Digest username="bob", response="{SECRET}"',
        f"https://outlook.office.com/webhook/9b2f@1/IncomingWebhook/{SECRET}/x",
    ],
)
def test_a_secret_is_found_by_the_words_that_lead_to_it(text: str) -> None:
    cleaned = redact_text(text).value
    assert SECRET[:9] not in cleaned
    assert "[redacted:" in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "wandb login is needed",
        "vault login failed",
        "getpass.getpass('Password: ')",
        "see https://docs.example.com/en/webhooks/about-webhooks-and-deliveries",
        "user: bob, key: close",
        "A" * 80,
    ],
)
def test_words_that_only_speak_of_a_secret_stay(text: str) -> None:
    assert redact_text(text).value == text


@pytest.mark.parametrize("program", ["wandb", "neptune", "/usr/local/bin/vault"])
def test_what_is_handed_to_a_login_is_a_secret_whatever_the_program(program: str) -> None:
    assert redact_argv([program, "login", SECRET]).value == [program, "login", "[redacted:argument]"]
    assert redact_argv([program, "login", "--relogin"]).redactions == ()


def test_a_personal_access_token_is_known_by_its_short_name() -> None:
    assert redact_env({"GH_PAT": "plain"}).value == {"GH_PAT": "[redacted:secret_name]"}
    assert redact_env({"PAT": "*.csv", "PATIENCE": "10"}).redactions == ()
