"""Secrets where they leak, drawn anew for every seed from published formats; none is real or written down."""

import base64
import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
BASE32 = string.ascii_uppercase + "234567"
URLSAFE = ALNUM + "-_"
WORDS = """
    amber falcon river copper maple signal orbit velvet cactus lantern meadow pixel saddle thunder walnut
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Case:
    """`secret` is the part of `value` that must not be left over."""

    kind: str
    value: Any
    secret: str


class Dice:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def of(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choices(alphabet, k=length))

    def mixed(self, length: int, alphabet: str = ALNUM) -> str:
        """With a lower-case letter, a capital and a digit, as random tokens of that length have."""
        while True:
            text = self.of(alphabet, length)
            if any(map(str.isdigit, text)) and any(map(str.islower, text)) and any(map(str.isupper, text)):
                return text

    def password(self) -> str:
        word = self._random.choice(WORDS)
        sign = self._random.choice(["", "", "!", "#", "$", "-", "_", "."])
        start = self.choice([word, word.capitalize()])
        return f"{start}{sign}{self._random.randint(10, 9999)}"

    def words(self, number: int) -> str:
        return " ".join(self._random.choices(WORDS, k=number))

    def choice(self, items: list[Any]) -> Any:
        return self._random.choice(items)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def token_formats(dice: Dice) -> dict[str, str]:
    """One token of each published format."""
    of, mixed, digits = dice.of, dice.mixed, string.digits
    return {
        "aws id": "AKIA" + of(BASE32, 16),
        "aws session id": "ASIA" + of(BASE32, 16),
        "github classic": "ghp_" + mixed(36),
        "github oauth": "gho_" + mixed(36),
        "github server": "ghs_" + mixed(36),
        "github fine": "github_pat_" + mixed(22) + "_" + mixed(59),
        "gitlab": "glpat-" + mixed(20, URLSAFE),
        "gitlab runner": "glrt-" + mixed(20),
        "slack bot": f"xoxb-{of(string.digits, 12)}-{of(string.digits, 12)}-{mixed(24)}",
        "slack user": f"xoxp-{of(digits, 12)}-{of(digits, 12)}-{of(digits, 12)}-{of(HEX, 32)}",
        "slack app": f"xapp-1-A{of(BASE32, 10)}-{of(string.digits, 13)}-{of(HEX, 64)}",
        "slack hook": f"https://hooks.slack.com/services/T{of(BASE32, 8)}/B{of(BASE32, 10)}/{mixed(24)}",
        "discord hook": f"https://discord.com/api/webhooks/{of(string.digits, 18)}/{mixed(68, URLSAFE)}",
        "stripe live": "sk_live_" + mixed(24),
        "stripe restricted": "rk_live_" + mixed(24),
        "stripe hook": "whsec_" + mixed(32),
        "openai old": "sk-" + mixed(48),
        "openai project": "sk-proj-" + mixed(64, URLSAFE),
        "anthropic": "sk-ant-api03-" + mixed(93, URLSAFE) + "AA",
        "openrouter": "sk-or-v1-" + of(HEX, 64),
        "huggingface": "hf_" + "".join(dice.of(string.ascii_letters, 34)),
        "google api": "AIza" + mixed(35, URLSAFE),
        "google oauth": "ya29." + mixed(60, URLSAFE),
        "google client": "GOCSPX-" + mixed(28, URLSAFE),
        "sendgrid": f"SG.{mixed(22, URLSAFE)}.{mixed(43, URLSAFE)}",
        "twilio": "SK" + of(HEX, 32),
        "npm": "npm_" + mixed(36),
        "pypi": "pypi-AgEIcHlwaS5vcmc" + mixed(90, URLSAFE),
        "docker": "dckr_pat_" + mixed(27, URLSAFE),
        "digitalocean": "dop_v1_" + of(HEX, 64),
        "databricks": "dapi" + of(HEX, 32),
        "telegram": f"{of(string.digits[1:], 9)}:AA{mixed(33, URLSAFE)}",
        "discord bot": f"M{mixed(23)}.{mixed(6)}.{mixed(38, URLSAFE)}",
    } | more_token_formats(dice)


def more_token_formats(dice: Dice) -> dict[str, str]:
    of, mixed = dice.of, dice.mixed
    subject = json.dumps({"sub": of(string.digits, 10)}).encode()
    jwt_part = base64.urlsafe_b64encode(subject).decode().rstrip("=")
    return {
        "mailgun": "key-" + of(HEX, 32),
        "mailchimp": of(HEX, 32) + "-us14",
        "age": "AGE-SECRET-KEY-1" + of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
        "jwt": f"eyJhbGciOiJIUzI1NiJ9.{jwt_part}.{mixed(43, URLSAFE)}",
        "azure client": f"{of(ALNUM, 3)}8Q~{mixed(34, ALNUM)}",
        "grafana": f"glsa_{mixed(32)}_{of(HEX, 8)}",
        "shopify": "shpat_" + of(HEX, 32),
        "square": "sq0atp-" + mixed(22, URLSAFE),
        "linear": "lin_api_" + mixed(40),
        "notion": f"ntn_{of(string.digits, 11)}{mixed(35)}",
        "postman": f"PMAK-{of(HEX, 24)}-{of(HEX, 34)}",
        "newrelic": "NRAK-" + of(string.ascii_uppercase + string.digits, 27),
        "vault": "hvs." + mixed(95, URLSAFE),
        "terraform": f"{mixed(14)}.atlasv1.{mixed(67, URLSAFE)}",
        "pulumi": "pul-" + of(HEX, 40),
        "doppler": "dp.pt." + mixed(43),
        "sentry": "sntryu_" + of(HEX, 64),
        "atlassian": "ATATT3xFfGF0" + mixed(180, URLSAFE),
        "replicate": "r8_" + mixed(37),
        "groq": "gsk_" + mixed(52),
        "perplexity": "pplx-" + mixed(48),
        "nvidia": "nvapi-" + mixed(64, URLSAFE),
        "airtable": f"pat{mixed(14)}.{of(HEX, 64)}",
        "figma": "figd_" + mixed(40, URLSAFE),
        "rubygems": "rubygems_" + of(HEX, 48),
        "planetscale": "pscale_tkn_" + mixed(43, URLSAFE),
        "tailscale": f"tskey-auth-{mixed(17)}-{mixed(32)}",
        "bcrypt": f"$2b$12${mixed(53, ALNUM + './')}",
        "supabase": "sbp_" + of(HEX, 40),
    }


def token_places(name: str, token: str) -> list[Any]:
    """Where nothing but its look gives a token away."""
    slug = name.replace(" ", "_")
    return [
        {slug.split("_")[0] + "_account": token},
        f"please rotate {token}, it was in the notebook",
        ["python", "fetch.py", token],
        {"run": {"extra": [{"x": 1, "blob": f"v={token}"}]}},
        f"requests.exceptions.HTTPError: 403 for url: https://api.vendor.example/v1/items?since=1&q={token}",
        json.dumps({"cells": [{"source": [f"client = Client({token!r})\\n"]}]}),
        f'  File "train.py", line 12, in main\n    run({token!r})\nRuntimeError: refused',
    ]


def token_cases(dice: Dice) -> Iterator[Case]:
    for number, (name, token) in enumerate(token_formats(dice).items()):
        places = token_places(name, token)
        for step in (0, 3):
            tail = token[-16:]
            yield Case(f"format {name}", places[(number + step) % len(places)], tail)


Template = tuple[str, Callable[[Dice, str], Any]]


def named(key: str) -> Callable[[Dice, str], Any]:
    return lambda _, secret: {"cfg": {key: secret}}


def text(form: str) -> Callable[[Dice, str], Any]:
    return lambda _, secret: form.replace("{s}", secret)


PASSWORD_KEYS = """
    password PASSWORD db_password dbPassword DB-PASSWORD mysqlRootPassword PGPASSWORD MYSQL_PWD
    passwd userPasswd smtp_pass db.pass FTP_PASS admin_pw passphrase sshKeyPassphrase secret
    appSecret client_secret clientSecret AWS_SECRET_ACCESS_KEY django.secret_key SECRET_KEY_BASE
    credentials cred keystorePassword truststore.password ldap_bind_password password2 new_password
    passwordConfirmation sudo_password REDIS_PASSWORD RABBITMQ_DEFAULT_PASS
    airflow__core__fernet_key jupyter_password PASSWORD_PROD wifi_psk kennwort
""".split()  # noqa: SIM905
TOKEN_KEYS = """
    api_key apiKey API-KEY X-Api-Key apikey openaiApiKey access_token accessToken refresh_token
    id_token session_token bot_token SLACK_TOKEN HF_TOKEN WANDB_API_KEY NEPTUNE_API_TOKEN
    COMET_API_KEY hub_token authToken csrf_token private_key privateKey signing_key encryption_key
    account_key AccountKey storage_account_key shared_access_key subscription-key app_secret
    consumer_secret webhook_secret jwt_secret oauth_token bearer_token personal_access_token
    deploy_key master_key ALPACA_SECRET_KEY binance.secretKey polygon_api_key MLFLOW_TRACKING_TOKEN
    token secret_token api_key_openai GITHUB_PAT_TOKEN dbt_cloud_token
""".split()  # noqa: SIM905

PASSWORD_TEXTS = (
    "PGPASSWORD={s} psql -h db -U quant exp",
    "export DB_PASSWORD={s}",
    "DB_HOST=db\nDB_PASSWORD={s}\nDB_NAME=exp\n",
    "password: {s}",
    "database:\n  user: quant\n  password: {s}\n  port: 5432\n",
    'user = "quant"\npassword = "{s}"\n',
    "mysql -u root -p{s} exp",
    "mysqldump --user=root --password={s} exp > out.sql",
    "sshpass -p {s} ssh quant@10.0.0.4",
    "curl -u quant:{s} https://data.example/v1",
    "curl --user 'quant:{s}' -o out.csv https://data.example/v1",
    "wget --http-password={s} https://data.example/f.zip",
    "docker login -u quant -p {s} registry.example",
    "redis-cli -h cache -a {s} PING",
    "ldapsearch -x -D cn=admin -w {s} -b dc=example",
    "openssl enc -aes-256-cbc -pass pass:{s} -in a -out b",
    "python train.py --epochs 3 --db-password {s} --seed 1",
    "python train.py --db-password={s}",
    "machine data.example login quant password {s}",
    "machine data.example\n  login quant\n  password {s}\n",
    "db.example:5432:exp:quant:{s}",
    "postgresql://quant:{s}@db.example:5432/exp",
    "redis://:{s}@cache:6379/0",
    "mongodb+srv://quant:{s}@cluster0.example.net/?retryWrites=true",
    "amqp://quant:{s}@mq:5672//",
    "mysql+pymysql://quant:{s}@db/exp?charset=utf8mb4",
    "quant:{s}@tcp(db.example:3306)/exp?parseTime=true",
    "http://quant:{s}@proxy.example:3128",
    "Server=tcp:x.database.windows.net,1433;Database=exp;User ID=quant;Password={s};Encrypt=true;",
    "Driver={PostgreSQL Unicode};Server=db;Uid=quant;Pwd={s};",
    "jdbc:postgresql://db:5432/exp?user=quant&password={s}",
    "jdbc:oracle:thin:quant/{s}@//db:1521/exp",
    "host=db port=5432 dbname=exp user=quant password={s} sslmode=require",
    "sqlalchemy.exc.OperationalError: (psycopg.OperationalError) lost postgresql://quant:{s}@db/exp failed",
    'psycopg.OperationalError: connection failed: conninfo "host=db user=quant password={s}"',
    "pymysql.err.OperationalError: connect(host='db', user='quant', password='{s}', db='exp')",
    "TypeError: connect() called with {'user': 'quant', 'password': '{s}', 'port': 1}",
    "ALTER USER quant WITH PASSWORD '{s}';",
    "CREATE USER 'quant'@'%' IDENTIFIED BY PASSWORD '{s}'",
    "<connection><user>quant</user><password>{s}</password></connection>",
    '<add key="DbPassword" value="{s}" />',
    "env:\n- name: DB_PASSWORD\n  value: {s}\n- name: MODE\n  value: prod\n",
    '{"user": "quant", "password": "{s}", "port": 5432}',
    '{\\"user\\": \\"quant\\", \\"password\\": \\"{s}\\"}',
    "the password is {s} until Friday",
    "ftp://quant:{s}@files.example/in/",
    "git clone https://quant:{s}@git.example/lab/repo.git",
    "origin\thttps://quant:{s}@git.example/lab/repo.git (fetch)",
    "smbclient //nas/share -U quant%{s}",
    "kubectl create secret generic db --from-literal=password={s}",
    "aws_config: {region: eu, db_password: {s}}",
    "spark-submit --conf spark.hadoop.javax.jdo.option.ConnectionPassword={s} job.py",
    'os.environ["DB_PASSWORD"] = "{s}"',
    "const password = '{s}';",
    'String dbPassword = "{s}";',
    "password => '{s}',",
    "$env:DB_PASSWORD = '{s}'",
    "INFO connecting user=quant pwd={s} host=db",
    "--login-path=local --password {s}",
    "[client]\nuser=quant\npassword={s}\n",
    "spring.datasource.password={s}",
    "ansible_become_pass: {s}",
    "sqlplus quant/{s}@orcl",
    "http -a quant:{s} GET https://data.example/v1",
)
TOKEN_TEXTS = (
    "Authorization: Bearer {s}",
    "curl -H 'Authorization: Bearer {s}' https://data.example/v1",
    'curl -H "X-Api-Key: {s}" https://data.example/v1',
    "> GET /v1 HTTP/1.1\n> Host: data.example\n> Authorization: Token {s}\n> Accept: */*\n",
    "headers={'Authorization': 'Bearer {s}', 'Accept': 'application/json'}",
    "python fetch.py --api-key {s} --symbol ABC",
    "python fetch.py --api-key={s}",
    "python fetch.py --token {s}",
    "https://data.example/v1/prices?symbol=ABC&apikey={s}",
    "https://data.example/v1/prices?symbol=ABC&token={s}&limit=3",
    "https://data.example/v1/prices?access_token={s}",
    "https://b.s3.amazonaws.com/x?X-Amz-Expires=60&X-Amz-Security-Token={s}&X-Amz-SignedHeaders=host",
    "https://acct.blob.core.windows.net/c/x?sv=2023-01-03&sr=b&sig={s}&se=2026-01-01",
    "https://storage.googleapis.com/b/x?X-Goog-Date=20260101T000000Z&X-Goog-Signature={s}",
    "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={s}==;EndpointSuffix=core.windows.net",
    "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey={s}=",
    "https://{s}@git.example/lab/repo.git",
    "https://oauth2:{s}@git.example/lab/repo.git",
    "https://{s}:x-oauth-basic@git.example/lab/repo.git",
    "https://{s}@o42.ingest.sentry.example/7",
    "//registry.example/:_authToken={s}",
    "[default]\naws_access_key_id = x\naws_secret_access_key = {s}\n",
    "aws configure set aws_secret_access_key {s}",
    "botocore: creating client with aws_session_token={s}",
    '{"auths": {"registry.example": {"identitytoken": "{s}"}}}',
    '{"type": "service_account", "private_key_id": "1", "private_key": "{s}"}',
    '"api_key": "{s}",',
    "api_key = '{s}'",
    "apiKey: {s}",
    "API key: {s}",
    "Secret access key: {s}",
    "export OPENAI_API_KEY={s}",
    "set OPENAI_API_KEY={s}",
    "ENV WANDB_API_KEY {s}\n",
    'openai.api_key = "{s}"',
    'client = Client(api_key="{s}", timeout=3)',
    "Client(token='{s}')",
    "Set-Cookie: sessionid={s}; HttpOnly; Path=/",
    "Cookie: csrftoken=1; sessionid={s}",
    "vault login {s}",
    "VAULT_TOKEN={s} vault kv get x",
    "helm upgrade app ./chart --set auth.token={s}",
    "token: {s}",
    "using token {s} for this call",
    "wandb: ERROR api_key not configured, tried {'api_key': '{s}'}",
    "mlflow.set_registry_uri('databricks', token='{s}')",
    "KeyError: 'x' in {'hub_token': '{s}', 'epochs': 3}",
    "snowflake://u@acct/db?authenticator=oauth&token={s}",
    'hub_token="{s}"',
    "WWW: apikey {s}",
)


def contextual_cases(dice: Dice) -> Iterator[Case]:
    for key in PASSWORD_KEYS:
        secret = dice.password()
        yield Case(f"name {key}", {"cfg": {key: secret}}, secret)
    for key in TOKEN_KEYS:
        secret = dice.mixed(32)
        yield Case(f"name {key}", {"cfg": [{key: secret}]}, secret)
    for form in PASSWORD_TEXTS:
        secret = dice.password()
        yield Case(f"text {form[:50]!r}", form.replace("{s}", secret), secret)
    for form in TOKEN_TEXTS:
        secret = dice.mixed(40)
        yield Case(f"text {form[:50]!r}", {"error": form.replace("{s}", secret)}, secret)


def special_cases(dice: Dice) -> Iterator[Case]:
    password, token, hexed = dice.password(), dice.mixed(32), dice.of(HEX, 40)
    yield Case("pin", {"pin": "7391"}, "7391")
    yield Case("pin number", {"card": {"pinCode": 73914}}, "73914")
    yield Case("number as a password", {"password": 82733641}, "82733641")
    phrase = dice.words(12)
    yield Case("seed phrase", {"wallet": {"mnemonic": phrase}}, phrase)
    yield Case("seed phrase in text", f"seed phrase: {phrase}", phrase)
    yield Case("salt", {"salt": hexed}, hexed)
    yield Case("subtree", {"secrets": {"db": {"x": [password]}}}, password)
    yield Case("subtree of a list", {"api_keys": [token, hexed]}, hexed)
    yield Case("hex under a sure name", {"wandb.api_key": hexed}, hexed)
    yield Case("full width", {"\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44": password}, password)
    yield Case("zero width", {"pass\u200bword": password}, password)
    yield Case("chinese", {"\u5bc6\u7801": password}, password)
    yield Case("pair list", {"headers": [["Accept", "*/*"], ["X-Api-Key", token]]}, token)
    yield Case("name and value", {"env": [{"name": "DB_PASSWORD", "value": password}]}, password)
    yield Case("auth tuple", {"auth": ("quant", password)}, password)
    yield Case(
        "basic header",
        {"Authorization": f"Basic {encoded('quant:' + password)}"},
        encoded("quant:" + password),
    )
    yield Case(
        "basic in text", f"sent header Basic {encoded('quant:' + password)}", encoded("quant:" + password)
    )
    yield Case(
        "docker auth", {"auths": {"r.example": {"auth": encoded("q:" + password)}}}, encoded("q:" + password)
    )
    yield Case("nested json", {"body": json.dumps({"a": json.dumps({"password": password})})}, password)
    yield Case("json subtree in text", json.dumps({"secret": {"value": password}}), password)
    yield Case("secret in a key", {f"password={password}": 1}, password)
    github = token_formats(dice)["github classic"]
    yield Case("metric name", {f"loss/{github}": 0.5}, github)
    yield Case("argv", {"argv": ["train.py", "--db-password", password]}, password)
    yield Case("argv curl", ["curl", "-u", f"quant:{password}", "https://x.example"], password)
    yield Case("argv mysql", ["mysql", "-uroot", f"-p{password}", "exp"], password)
    yield Case("argv env prefix", ["env", f"DB_PASSWORD={password}", "python", "x.py"], password)
    aws = dice.mixed(40, ALNUM + "/+")
    yield Case("aws pair", {"id": "AKIA" + dice.of(BASE32, 16), "other": aws}, aws)
    yield Case("aws pair in text", f"AKIA{dice.of(BASE32, 16)} {aws}", aws)
    body = "\n".join(dice.of(ALNUM + "+/", 64) for _ in range(5))
    for label in ("RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""):
        block = f"-----BEGIN {label}PRIVATE KEY-----\n{body}\n-----END {label}PRIVATE KEY-----"
        yield Case(f"pem {label}", {"tls": f"before\n{block}\nafter"}, body[65:120])
    yield Case("pem cut short", f"-----BEGIN RSA PRIVATE KEY-----\n{body}", body[65:120])
    escaped = body.replace("\n", "\\n")
    yield Case(
        "pem escaped",
        f'"key": "-----BEGIN PRIVATE KEY-----\\n{escaped}\\n-----END PRIVATE KEY-----\\n"',
        body[65:120],
    )
    yield Case(
        "pgp",
        f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{body}\n-----END PGP PRIVATE KEY BLOCK-----",
        body[65:120],
    )
    encoded_key = encoded(f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----")
    yield Case("pem in base64", {"client-key-data": encoded_key}, encoded_key[80:120])
    docker = encoded(json.dumps({"auths": {"r.example": {"auth": encoded("q:" + password)}}}))
    yield Case("docker config in base64", {".dockerconfigjson": docker}, docker[20:60])
    yield Case("yaml block", f"private_key: |\n  {token}\n  {hexed}\nother: 1\n", hexed)
    yield Case("jwk", {"kty": "oct", "kid": "1", "k": token}, token)
    yield Case("kaggle", {"username": "quant", "key": hexed[:32]}, hexed[:32])


def secret_cases(seed: int) -> list[Case]:
    dice = Dice(seed)
    return [*token_cases(dice), *contextual_cases(dice), *special_cases(dice)]
