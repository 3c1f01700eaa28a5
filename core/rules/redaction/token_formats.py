"""The published looks of tokens: fixed beginnings, and bodies of known letters and lengths."""

import json
import re
from collections import defaultdict
from collections.abc import Callable

from provenlab.core.rules.redaction.value_shapes import decoded_base64, is_random

Spans = list[tuple[int, int, str]]

# Patterns by rule, apart by spaces. Each begins with a plain character, by which they are found fast.
_BEGINNING: dict[str, str] = {
    "jwt": r"eyJ(?<![\w-]eyJ)[\w-]{8,}+={0,2}(?:\.[\w-]{6,}+={0,2})++(?:\.[\w-]*+)*+",
    "aws_access_key": r"""
        A3T[A-Z0-9]{17}(?![A-Za-z0-9]) AKIA[A-Z0-9]{16}(?![A-Za-z0-9]) ASIA[A-Z0-9]{16}(?![A-Za-z0-9])
        ABIA[A-Z0-9]{16}(?![A-Za-z0-9]) ACCA[A-Z0-9]{16}(?![A-Za-z0-9]) ABSK[\w+/]{80,}=*
    """,
    "github_token": r"gh[pousr]_[A-Za-z0-9_]{20,} github_pat_\w{22,} v1\.[0-9a-fA-F]{40}(?![0-9a-fA-F])",
    "gitlab_token": r"""
        gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[\w.-]{16,} GR1348941[\w-]{16,}
    """,
    "slack_token": r"xox[a-z](?:\.xox[a-z])?-[\w-]{10,} xapp-\d-[\w-]{10,}",
    "stripe_key": r"sk_(?:live|test|prod)_\w{10,} rk_(?:live|test|prod)_\w{10,} whsec_[\w+/=-]{16,}",
    "model_api_key": r"""
        sk-(?:proj|svcacct|admin|None|ant|or|lf|service)-[\w-]{16,} sk-[A-Za-z0-9]{16,} sess-\w{32,}
        pplx-\w{32,} gsk_\w{32,} xai-\w{40,} nvapi-[\w-]{32,} r8_\w{30,} fw_[A-Za-z0-9]{22,}
        tgp_v1_[\w-]{32,} lsv2_[a-z]{2}_\w{30,} ls__\w{30,} pcsk_\w{40,} tvly-[\w-]{20,} jina_\w{40,}
        e2b_\w{32,} wandb_v1_\w{40,} csk-\w{40,} pa-[\w-]{40,} voyage-[A-Za-z0-9]{40,} esecret_\w{30,}
        phc_\w{40,} phx_\w{40,}
    """,
    "sk_key": r"sk[-_][A-Za-z0-9_-]{20,}",
    "huggingface_token": r"hf_[A-Za-z0-9]{20,} api_org_[A-Za-z0-9]{20,}",
    "google_key": r"AIza[\w-]{30,} ya29\.[\w.-]{20,} GOCSPX-[\w-]{20,} 1//0[\w-]{30,} AQVN[\w-]{35,}",
    "sendgrid_key": r"SG\.[\w-]{16,}\.[\w-]{16,} SG\.[\w=.-]{60,}",
    "twilio_key": r"SK[0-9a-fA-F]{32}(?![0-9A-Za-z])",
    "npm_token": r"npm_[A-Za-z0-9]{30,}",
    "pypi_token": r"pypi-[\w-]{32,}",
    "docker_token": r"dckr_(?:pat|oat)_[\w-]{16,}",
    "digitalocean_token": r"do[a-z]_v1_\w{32,}",
    "databricks_token": r"dapi[0-9a-fA-F]{32}(?:-\d)? dose[0-9a-fA-F]{32} dkea[0-9a-fA-F]{32}",
    "telegram_token": r"bot\d{6,12}:[\w-]{30,}",
    "discord_token": r"mfa\.[\w-]{60,}",
    "mail_key": r"""
        key-[0-9a-fA-F]{32}(?![0-9A-Za-z]) pubkey-[0-9a-fA-F]{32} xkeysib-[\w-]{40,} xsmtpsib-[\w-]{40,}
    """,
    "age_key": r"AGE-SECRET-KEY-1[0-9A-Z]{50,} AGE-PLUGIN-[A-Z]+-1[0-9A-Z]{40,}",
    "cloud_key": r"""
        LTAI[A-Za-z0-9]{12,30} AKID[A-Za-z0-9]{28,} v1\.0-[0-9a-fA-F]{24}-[0-9a-fA-F]{100,}
        YC[\w-]{38}(?![\w-]) 4b1d[A-Za-z0-9]{38}
    """,
    "airtable_token": r"pat[A-Za-z0-9]{14}\.[0-9a-fA-F]{40,}",
    "shopify_token": r"shp(?:at|ca|pa|ss|ua|tka)_[0-9a-fA-F]{32} shippo_(?:live|test)_[0-9a-fA-F]{40}",
    "square_token": r"sq0[a-z]{3}-[\w-]{22,} EAAA[\w-]{22,}",
    "facebook_token": r"EAA[A-Za-z0-9]{60,} IGQV[\w-]{60,}",
    "grafana_token": r"gl(?:sa|c)_[A-Za-z0-9+/_=]{32,} eyJrIjoi[A-Za-z0-9]{60,}={0,2}",
    "vault_token": r"hv[sbr]\.[\w-]{20,} s\.[A-Za-z0-9]{24}(?![\w.-]) b\.[A-Za-z0-9]{24}(?![\w.-])",
    "pulumi_token": r"pul-[0-9a-fA-F]{40}",
    "fly_token": r"fo1_[\w-]{40,} fm[12][ar]?_[A-Za-z0-9+/=_-]{60,}",
    "doppler_token": r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{32,}",
    "dynatrace_token": r"dt0[a-z]\d\d\.[A-Z0-9a-z]{16,}\.[A-Z0-9a-z]{32,}",
    "newrelic_key": r"NR(?:AK|JS|II|BR|AL|RA)-[\w-]{16,}",
    "sentry_token": r"sntry[sua]_[\w+/=-]{32,}",
    "sonar_token": r"sq[upa]_[0-9a-fA-F]{40}",
    "atlassian_token": r"AT(?:ATT|CTT)3[\w=-]{40,} ATBB[A-Za-z0-9]{24,} ATOA[\w-]{40,}",
    "artifactory_key": r"AKCp[A-Za-z0-9]{60,} cmVmd[A-Za-z0-9]{50,} oy2[a-z0-9]{43}",
    "onepassword_key": r"ops_eyJ[\w+/=-]{60,} A3-[A-Z0-9]{6}-[A-Z0-9-]{20,}",
    "octopus_key": r"API-[A-Z0-9]{26}(?![A-Z0-9])",
    "plaid_token": r"access-(?:sandbox|development|production)-[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}",
    "payment_key": r"""
        FLWSECK(?:_TEST)?-[\w-]{12,} rzp_(?:live|test)_\w{14,} EZ[AT]K[\w-]{50,} live_[0-9a-fA-F]{35}(?!\w)
        duffel_(?:live|test)_[\w=-]{40,} access_token\$(?:production|sandbox)\$\w{10,}\$[0-9a-fA-F]{32}
        test_[0-9a-fA-F]{35}(?!\w)
    """,
    "saas_token": r"""
        PMAK-[0-9a-fA-F]{24}-[0-9a-fA-F]{30,} lin_(?:api|oauth)_\w{32,} ntn_\w{40,}
        secret_[A-Za-z0-9]{43}(?!\w) tfp_[\w.=-]{40,} fig[dour]{1,2}_[\w-]{40} CFPAT-[\w-]{43}
        sl\.[\w=-]{100,} p8e-\w{32} fio-u-[\w=-]{60,} rdme_[a-z0-9]{60,} BBFF-\w{30,}
        apify_(?:api|proxy)_\w{30,} AVNS_[\w-]{15,} tskey-\w+-[\w-]{16,} ico-[A-Za-z0-9]{32} bkua_\w{40}
        CCI(?:PAT|PRJ)_\w{16,} tk-us-[\w-]{48} s-s4t2(?:ud|af)-[0-9a-fA-F]{64} nf[pcoub]_[A-Za-z0-9]{36,}
        rnd_[A-Za-z0-9]{28,} sbp_[0-9a-fA-F]{40} sb_secret_[\w-]{20,} pscale_\w{2,6}_[\w=.-]{32,}
        napi_\w{40,} HRKU-[\w-]{36,} rubygems_[0-9a-fA-F]{48} cio[A-Za-z0-9]{32}(?!\w) CLOJARS_\w{50,}
        pn[ub]_\w{36} pat\.[\w-]{22}\.\w{24}\.\w{20} sat\.[\w-]{22}\.\w{24}\.\w{20}
        sgp_(?:\w{5,16}_)?[0-9a-fA-F]{40} sm_[aps]at_\w{16} sha256~[\w-]{43}
        scauth_\w{5,30}\.\w{4,6}\.acc[\w.+/=-]{40,} authress_\w{5,30}\.\w{4,6}\.acc[\w.+/=-]{40,}
        sc_\w{5,30}\.\w{4,6}\.acc[\w.+/=-]{40,} ext_\w{5,30}\.\w{4,6}\.acc[\w.+/=-]{40,} sk\.eyJ[\w.-]{30,}
        pk\.eyJ[\w.-]{30,} dnkey-[\w=-]{26}-[\w=-]{52} t1\.[\w-]+={0,2}\.[\w-]{86} y[0-3]_[\w-]{55,}
        vc[a-z]_[A-Za-z0-9]{40,}
        sdk-[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}
        mob-[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}
        api-[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12} bedrock-api-key-\w{20,}
    """,
    "twitter_token": r"AA{19}[\w%-]{60,}",
    "wallet_key": r"""
        xprv[1-9A-HJ-NP-Za-km-z]{80,} yprv[1-9A-HJ-NP-Za-km-z]{80,} zprv[1-9A-HJ-NP-Za-km-z]{80,}
    """,
    "webhook_url": r"""
        hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[\w/+-]{16,}
        discord(?:app)?\.com/api(?:/v\d+)?/webhooks/\d+/[\w-]{20,}
        hooks\.zapier\.com/hooks/catch/\d+/\w+
        maker\.ifttt\.com/trigger/\w+/with/key/[\w-]{10,}
    """,
    "node_url": r"""
        infura\.io/(?:ws/)?v3/\w{20,} alchemy\.com/v2/[\w-]{20,} alchemyapi\.io/v2/[\w-]{20,}
        quiknode\.pro/\w{20,}
    """,
    "encoded_secret": r"""
        eyJ(?<![\w-]eyJ)[A-Za-z0-9+/_-]{24,}={0,2} ew[o0][A-Za-z0-9+/_-]{24,}={0,2}
        ZXlK[A-Za-z0-9+/_-]{24,}={0,2} LS0tLS1CRUdJTi[A-Za-z0-9+/_-]{24,}={0,2}
    """,
}
# Without a plain beginning: (rule, a text that must occur, pattern).
_MARKED: tuple[tuple[str, str, str], ...] = (
    ("azure_secret", "Q~", r"[\w~.]{3}\dQ~[\w~.-]{31,34}"),
    ("webhook_path", "webhook", r"(?<=/)webhooks?(?:b2|-test)?/[\w@%./-]{20,}"),
    ("telegram_token", ":A", r"\d{6,12}:A[\w-]{32,36}(?![\w-])"),
    ("discord_token", ".", r"[MNO][\w-]{22,30}\.[\w-]{6}\.[\w-]{25,}"),
    ("mail_key", "-us", r"[0-9a-fA-F]{32}-us\d{1,2}(?!\w)"),
    ("mail_key", "-", r"[0-9a-hA-H]{32}-[0-9a-hA-H]{8}-[0-9a-hA-H]{8}(?!\w)"),
    ("facebook_token", "|", r"\d{15,16}\|[\w-]{27,40}"),
    ("facebook_token", "%", r"\d{15,16}%[\w-]{27,42}"),
    ("vault_token", ".atlasv1.", r"\w{14}\.atlasv1\.[\w=-]{40,}"),
    ("saas_token", "_mmk", r"\w{6}_\w{29}_mmk"),
    ("password_hash", "SHA", r"\{S?SHA(?:256|512)?\}[\w+/]{20,}={0,2}"),
    (
        "password_hash",
        "$",
        r"\$(?:2[abxy]|[156y]|apr1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*)\$[\w./$=,+-]{20,}",
    ),
)
_WALLET = re.compile(r"(?<!\w)[5KL][1-9A-HJ-NP-Za-km-z]{50,51}(?!\w)")

_SURE_WORD = re.compile(
    r"\"(?:\w*(?:password|passwd|secret|token|private_?key|api_?key|auth|credential)\w*)\"", re.I
)
_START = "(?<![A-Za-z0-9])"
_START_AFTER_ESCAPE = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
_REPEATED = re.compile(r"([xX])\1{9}")
_LONG_RUN = re.compile(r"(?<![\w~-])[\w~-]{15}")


def _is_encoded_secret(text: str) -> bool:
    decoded = decoded_base64(text)
    if "PRIVATE KEY" in decoded or decoded.startswith("eyJ"):
        return True
    return decoded.startswith("{") and _SURE_WORD.search(decoded) is not None and _is_json(decoded)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_cased(text: str) -> bool:
    return text != text.lower() and text != text.upper()


def _is_hub_token(text: str) -> bool:
    body = text.rpartition("_")[2]
    return 34 <= len(body) <= 37 or is_random(body, 16)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "sk_key": lambda text: is_random(text[3:], 16),
    "huggingface_token": _is_hub_token,
    "twitter_token": lambda text: is_random(text[20:], 16),
    "webhook_path": lambda text: any(is_random(part, 16) for part in text.split("/")),
    "vault_token": lambda text: is_random(text.rpartition(".")[2], 16),
    "cloud_key": lambda text: is_random(text, 16),
    "encoded_secret": _is_encoded_secret,
}


def _by_first_character() -> tuple[str, list[str]]:
    """One alternation for all beginnings, branched by first character, and the rule of each empty group."""
    branches: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for rule, patterns in _BEGINNING.items():
        for pattern in patterns.split():
            branches[pattern[0]].append((rule, pattern[1:]))
    rules = [rule for branch in branches.values() for rule, _ in branch]
    alternatives = (
        f"{first}(?:{'|'.join(f'{rest}()' for _, rest in branch)})" for first, branch in branches.items()
    )
    return f"(?:{'|'.join(alternatives)})", rules


_ALTERNATION, _RULES = _by_first_character()
_BEGUN = re.compile(_START + _ALTERNATION)
_BEGUN_AFTER_ESCAPE = re.compile(_START_AFTER_ESCAPE + _ALTERNATION)
_WITH_MARK = [(rule, mark, re.compile(r"(?<![\w-])" + pattern)) for rule, mark, pattern in _MARKED]


def _passes(rule: str, text: str) -> bool:
    check = _CHECKS.get(rule)
    return check is None or check(text)


def token_spans(text: str) -> Spans:
    """(start, end, rule) of every token of a known format."""
    if _LONG_RUN.search(text) is None:
        return []
    spans: Spans = []
    escaped = "\\" in text or "%" in text
    for found in (_BEGUN_AFTER_ESCAPE if escaped else _BEGUN).finditer(text):
        rule = _RULES[(found.lastindex or 1) - 1]
        if _passes(rule, found[0]) and _REPEATED.search(found[0]) is None:
            spans.append((found.start(), found.end(), rule))
    for rule, mark, pattern in _WITH_MARK:
        if mark in text:
            spans.extend((*found.span(), rule) for found in pattern.finditer(text) if _passes(rule, found[0]))
    if len(text) > 50:
        spans.extend((*found.span(), "wallet_key") for found in _WALLET.finditer(text) if _is_cased(found[0]))
    return spans
