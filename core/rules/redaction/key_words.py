"""The words of a name, and which of them speak of secrets."""

import re
import unicodedata

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_PLAIN = re.compile(r"[a-z]+")
_JOINED = {
    ("pass", "word"): "password",
    ("pass", "words"): "passwords",
    ("pass", "wd"): "passwd",
    ("pass", "phrase"): "passphrase",
    ("pass", "code"): "passcode",
    ("de", "passe"): "depasse",
    ("mot", "depasse"): "motdepasse",
    ("o", "auth"): "oauth",
    ("pre", "shared"): "preshared",
}

# Run together by their authors: DBPASSWORD, clientsecret, myapikey.
_COMPOUND = re.compile(
    r"(?P<front>\w*?)(?P<noun>passwords?|passwd|passphrase|passcode|secrets?|credentials?|apikeys?)"
)
_COMPOUND_KEY = re.compile(
    r"(?P<front>\w*?(?:api|access|secret|private|priv|signing|encryption|account|shared|master|license|ssh|auth))"
    r"(?P<noun>keys?)"
)
_COMPOUND_TOKEN = re.compile(
    r"(?P<front>\w*?(?:api|access|auth|refresh|session|bot|csrf|xsrf|bearer|security|secret|user|identity|id))"
    r"(?P<noun>tokens?)"
)
_COMPOUND_PASS = re.compile(
    r"(?P<front>root|bind|user|db|admin|my|smtp|mysql|pg|ftp|mail|key|store|auth|priv|ldap|redis|sudo|vnc|become|ssh"
    r"|login|svc|http|api|app|sql|basic)(?P<noun>pw|pass|pwd|auth)"
)


def words_of(name: str) -> list[str]:
    """Lower-case words: camelCase, snake, kebab, dots, digits are split, compatible forms (NFKC) folded."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"})
    return _rejoined([part for word in _WORD.findall(name) for part in _parts(word.casefold())])


def _parts(word: str) -> tuple[str, ...]:
    if len(word) > 3:
        for compound in (_COMPOUND, _COMPOUND_KEY, _COMPOUND_TOKEN, _COMPOUND_PASS):
            found = compound.fullmatch(word)
            if found is not None:
                return tuple(part for part in (found["front"], found["noun"]) if part)
    return (word,)


def _rejoined(words: list[str]) -> list[str]:
    for index in range(len(words) - 1, 0, -1):
        joined = _JOINED.get((words[index - 1], words[index]))
        if joined is not None:
            words[index - 1 : index + 1] = [joined]
    return words


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A cheap first look: a lower-case name without any of these cannot name a secret.
STEMS = re.compile(
    "pass|pwd|psw|pw|secret|cred|token|key|auth|salt|cookie|pin|otp|mnemonic|phrase|dsn|ses|sid|psk|cvv|cvc|sas|jwt"
    "|bearer|pat(?![a-z])|sig|code|words|url|uri|proxy|conn|database|remote|kennwort|contrase|senha|motdepasse|wachtwoord|heslo"
    "|haslo|parola|losenord|salasana|htpasswd|pgpass|dockercfg|dockerconfig|server|broker"
)

STRONG = word_set(
    """
    password passwords passwd passwds pwd pwds pswd psw passwrd passwort kennwort contrasena senha
    motdepasse wachtwoord heslo haslo parola losenord salasana passphrase passphrases passcode passcodes
    secret secrets credential credentials cred creds apikey apikeys mnemonic mnemonics psk seedphrase
    dockerconfigjson dockercfg htpasswd pgpass \u5bc6\u7801 \u5bc6\u78bc \u30cf\u30b9\u30ef\u30fc\u30c8
    \u043f\u0430\u0440\u043e\u043b\u044c \u043f\u0430\u0440\u043e\u043b\u0438
    """
)
PASSWORDS = word_set(
    """
    password passwords passwd pwd pswd psw passphrase passcode pass pw passwort kennwort
    """
)
PHRASES = word_set("passphrase passphrases mnemonic mnemonics seedphrase phrase words")

# What follows the noun and leaves it the noun: password_new, SECRET_KEY_BASE, api_key_2.
TRANSPARENT = word_set(
    """
    value val plain plaintext base b encoded raw new old current previous prod production dev
    development stage staging test testing live sandbox local default primary secondary main backup root
    admin user db database string str confirm confirmation again repeat repeated json pem hex bytes
    encrypted v s x literal data text prd uat qa internal external
    """
)
# What follows the noun and says something about it: password_file, token_type, secret_santa_dataset.
ABOUT = word_set(
    """
    file files filename filenames path paths dir directory folder location name names url urls uri
    endpoint host port len length lengths size sizes min max minimum maximum count counts num number
    numbers total limit limits required requires require enabled disabled enable disable allowed allow
    policy policies type types kind format field fields column columns col cols index idx dim dims
    dimension hashing hasher algorithm algorithms algo expiry expires expiration expire expired ttl
    lifetime timeout age rotation rotate interval manager store provider providers backend source ref
    refs reference arn version versions regex pattern patterns strength prompt hint reset label labels
    mode variable var prefix suffix separator sep mask ids embedding embeddings emb vocab position
    positions logits logit prob probs loss accuracy ratio rate rates per seen budget usage used created
    updated at date time timestamp period issuer audience scope scopes header headers class cls model
    models encoder classifier status state valid invalid verified check checks checker validator
    validation callback handler function fn func generator factory fetcher loader parser reader writer
    middleware map mapping mapper order sort group groups resource address addresses symbol decimals
    price supply amount balance pair pairs ring alias curve bits santa sauce sharing garden agent engine
    attempts retries retry failures failed tries history day days month changed last entropy charset
    chars characters complexity method methods flow screen page form dialog button placeholder memory
    projection proj weight weights norm bias heads head layer layers cache dropout scale word words
    frequency freq distribution stats statistics ngram overlap shuffle merge merges pooling mixer mixing
    shift drop keep selection pruning merging classification level wise dataset datasets experiment
    experiments problem through thru filter filters rates board env strategy style template templates
    title description desc help message msg error errors metric metrics plugin driver service services
    client server bucket region zone project account namespace interceptor guard extractor getter setter
    helper util parsing processing processor sampler sampling unit units cost costs pricing quota window
    stride step steps latency throughput speed second minute hour sec secs seconds ms minutes hours
    batch trained sentence document sequence seq similarity
    """
)
# Before the noun: names an act, not a thing.
ACTS = word_set(
    """
    no is has have needs need require requires required show hide reset change update forgot verify
    validate min max num n count get fetch read load find lookup check use allow enable disable prompt
    ask generate list create delete rotate remove pull missing invalid wrong bad
    """
)

KEY_NAMED = word_set(
    """
    api access secret private priv signing enc crypt symmetric kek dek encryption encrypt encrypting
    decryption auth authentication ssh rsa ecdsa gpg pgp hmac jwt aes fernet preshared credential
    credentials password passphrase oauth consumer crypto cipher deploy subscription wireguard sas
    stripe openai anthropic sendgrid twilio wandb huggingface hf mailgun mailchimp datadog algolia
    pinecone cohere mistral groq binance kraken coinbase alpaca polygon alphavantage finnhub quandl
    tiingo fred
    """
)
KEY_PLAUSIBLE = word_set(
    """
    app application account master shared client server service admin root webhook license licence
    wallet session storage user developer merchant partner integration ingest instrumentation org
    organization project prod live vault activation product serial kms bot write read rest push token
    host node
    """
)
KEY_HARMLESS = word_set(
    """
    foreign sort partition group cache dedup dedupe deduplication hash metric idempotency logical row
    column col dict dictionary map config configuration feature label target input output image text
    data batch sample query attention join merge index object record event message translation locale
    registry rng prng trial definition natural surrogate composite routing hot short lookup run
    experiment candidate public pub shard distribution unique schema sequence idx bucket grouping
    ordering order value values num n kv value monitor arrow enter return escape press hot modifier up
    down left right piano musical minor major song answer score param parameter option setting field
    attribute attr property prop json yaml xml dataset split state module layer weight checkpoint tensor
    buffer loss reward action observation obs info log logging entity node edge doc document item time
    date timestamp year name parent child default filter embedding matrix positional past present cross
    self encoder decoder temporal spatial global mask padding random jax sub next prev new old same
    other any each which class category type kind
    """
)
TOKEN_NAMED = word_set(
    """
    access auth authentication authorization refresh bearer api identity bot session csrf xsrf id
    personal deploy security secret jwt oauth sas private github gitlab gh gl hf huggingface slack npm
    pypi wandb vault consul hub bitbucket discord telegram databricks dropbox circleci codecov sonar
    sentry snyk heroku netlify vercel cloudflare digitalocean docker kaggle neptune comet mlflow clearml
    replicate openai anthropic notion airtable asana jira atlassian confluence figma linear twitch
    twitter facebook instagram linkedin spotify shopify square stripe twilio mapbox okta azure aws gcp
    devops ado google firebase supabase influx influxdb grafana datadog newrelic pagerduty opsgenie
    rollbar bugsnag logdna loggly papertrail splunk hec polygon tiingo iex finnhub quandl oanda alpaca
    tradier binance coinbase kraken service admin root registration runner pat ci x
    """
)
TOKEN_HARMLESS = word_set(
    """
    pad eos bos unk mask cls sep begin end start stop special image audio video text vision new next
    continuation page pagination prev previous sync cursor decoder encoder forced prefix suffix middle
    fim eot sot eod boi eoi im num n max min total per avg mean first last top prompt completion input
    output context generated target source src tgt vocab word sub subword byte char character sentence
    doc document query class distillation register memory latent thinking think reasoning budget lang
    language mark speaker blank silence newline public pub nft erc base quote native reward governance
    lp stable wrapped bridge swap sell buy in out added extra rare common unique all any is one k single
    sos go oov null empty placeholder separator padding masked noise user assistant system role turn eom
    eoh box point patch frame timestamp time mean cached positional visual think tool call
    """
)
PASS_NAMED = word_set(
    """
    store keystore db database user usr smtp mysql pg postgres postgresql redis admin root ftp sftp ssh
    mail email imap ldap login my proxy keystore truststore key sudo web wifi http basic bind svc
    service account mongo mongodb mssql oracle rabbitmq amqp broker mqtt kafka es elastic elasticsearch
    grafana jenkins sql repl replication vpn router registry docker nexus artifactory jira zip archive
    pdf cert ssl rpc api app client server
    """
)
PASS_HARMLESS = word_set(
    """
    low high band all first second third single multi n num forward backward two one by sea mountain
    boarding season train eval validation final optimizer compiler rushing ski
    """
)
VENDORS = word_set(
    """
    adafruit adobe airtable algolia alibaba aliyun asana atlassian beamer bitbucket bittrex cloudflare
    codecov cohere coinbase confluent contentful databricks datadog digitalocean discord droneci dropbox
    etsy facebook fastly finicity finnhub flickr freshbooks gitter gocardless heroku hubspot intercom
    jfrog kaggle kraken kucoin launchdarkly linkedin lob looker mailchimp mailgun mapbox mattermost
    meraki cisco messagebird netlify newrelic nytimes okta openai openweather openweathermap plaid
    polygon quandl rapidapi sendbird sendgrid sentry slack snyksonar squarespace sumologic telegram
    tiingo travis travisci twilio twitch twitter typeform wandb yandex zendesk binance alpaca
    alphavantage anthropic mistral groq pinecone
    """
)
# After the noun, whose it is: api_key_openai, password_for_bob.
OWNERS = VENDORS | PASS_NAMED | TOKEN_NAMED | KEY_NAMED | {"for", "of", "super", "secure", "sec"}
URLS = word_set("dsn url uri proxy broker connection conn server remote database db")
