"""Secrets among the arguments of a program: `--api-key VALUE`, `curl -u user:VALUE`, `mysql -pVALUE`."""

import re
from collections.abc import Callable, Sequence

from provenlab.core.rules.redaction.key_names import Evidence
from provenlab.core.rules.redaction.key_words import word_set
from provenlab.core.rules.redaction.value_shapes import is_stand_in
from provenlab.core.rules.redaction.verdicts import is_secret_text

# (index of the argument, start and end in it)
Places = list[tuple[int, int, int]]
EvidenceOf = Callable[[str], Evidence | None]

RULE = "argument"

# What an option of a program takes: a secret, or a secret behind the first of a mark.
_WHOLE, _COLON, _PERCENT = "", ":", "%"
_CURL = {
    "-u": _COLON,
    "--user": _COLON,
    "-U": _COLON,
    "--proxy-user": _COLON,
    "--oauth2-bearer": _WHOLE,
    "--pass": _WHOLE,
}
_MYSQL = {"-p*": _WHOLE}
_PASSWORD_P = {"-p": _WHOLE}
_OPTIONS: dict[str, dict[str, str]] = {
    "curl": {**_CURL, "-b": "=", "--cookie": "="},
    "wget": {"--user": _COLON},
    "lftp": {"-u": ","},
    "http": {"-a": _COLON, "--auth": _COLON},
    "https": {"-a": _COLON, "--auth": _COLON},
    "mysql": _MYSQL,
    "mysqldump": _MYSQL,
    "mysqladmin": _MYSQL,
    "mysqlimport": _MYSQL,
    "mariadb": _MYSQL,
    "mariadb-dump": _MYSQL,
    "7z": _MYSQL,
    "7za": _MYSQL,
    "sshpass": {"-p": _WHOLE, "-p*": _WHOLE},
    "mongo": _PASSWORD_P,
    "mongosh": _PASSWORD_P,
    "mongodump": _PASSWORD_P,
    "mongorestore": _PASSWORD_P,
    "mongoimport": _PASSWORD_P,
    "mongoexport": _PASSWORD_P,
    "redis-cli": {"-a": _WHOLE, "--pass": _WHOLE},
    "redis-benchmark": {"-a": _WHOLE},
    "ldapsearch": {"-w": _WHOLE},
    "ldapadd": {"-w": _WHOLE},
    "ldapmodify": {"-w": _WHOLE},
    "ldapdelete": {"-w": _WHOLE},
    "ldappasswd": {"-w": _WHOLE, "-s": _WHOLE},
    "sqlcmd": {"-P": _WHOLE, "-P*": _WHOLE},
    "bcp": {"-P": _WHOLE, "-P*": _WHOLE},
    "isql": {"-P": _WHOLE, "-P*": _WHOLE},
    "smbclient": {"-U": _PERCENT, "--user": _PERCENT},
    "ssh-keygen": {"-N": _WHOLE, "-P": _WHOLE},
    "zip": {"-P": _WHOLE},
    "unzip": {"-P": _WHOLE},
    "openssl": {"-k": _WHOLE, "-K": _WHOLE, "-passin": _COLON, "-passout": _COLON, "-pass": _COLON},
    "twine": _PASSWORD_P,
    "clickhouse-client": {"--password": _WHOLE},
    "influx": {"-t": _WHOLE, "-password": _WHOLE},
    "rclone": {"--pass": _WHOLE},
    "ipmitool": {"-P": _WHOLE},
    "snmpwalk": {"-c": _WHOLE, "-A": _WHOLE, "-X": _WHOLE},
    "snmpget": {"-c": _WHOLE, "-A": _WHOLE, "-X": _WHOLE},
}
# Programs whose -p is a password only after a word: docker login -p, az login -p.
_LOGIN_PROGRAMS = word_set("docker podman buildah skopeo nerdctl az oc helm cf ibmcloud crane oras")
# Programs that take a secret without an option: sqlplus user/VALUE, vault login VALUE.
_POSITIONAL = ("sqlplus", "vault", "wandb")
# Programs that set what a name before the value says: aws configure set NAME VALUE.
_SETTING = ("aws", "redis-cli", "npm", "git", "gcloud", "kaggle", "dvc", "gh")
_BARE = frozenset({*_POSITIONAL, *_SETTING})
_FLAGS = re.compile(r"-[A-Za-z]{2,8}")
_FLAG = re.compile(r"--?([A-Za-z][\w.\-]*)")
_SECRET_SUB = frozenset({"login", "service-principal"})
_PROGRAM = re.compile(
    r"(?<![\w.\-])(?:"
    + "|".join(sorted(map(re.escape, {*_OPTIONS, *_LOGIN_PROGRAMS, *_POSITIONAL})))
    + r")(?=[ \t])"
)
_ARGUMENT = re.compile(r"\\\r?\n|[;|\n]|(?:[^\s\"';|\\]|\\.|\"(?:[^\"\\]|\\.)*+\"?|'[^']*+'?)++")
_SLASH_PASSWORD = re.compile(r"[\w$#]{1,64}/([^\s@/]{1,128})(?:@\S*)?")
# aws configure set aws_secret_access_key VALUE, config set requirepass VALUE
_SETTERS = frozenset({"set", "add", "put", "setx", "SET", "--add"})
_MAX_COMMAND = 10_000


def takes_bare_secret(arguments: Sequence[object]) -> bool:
    """Whether a secret may stand there without an option before it: `vault login VALUE`."""
    if len(arguments) < 2 or not isinstance(arguments[0], str) or len(arguments[0]) > 256:
        return False
    return "login" in arguments or _name_of(arguments[0]) in _BARE


def secret_places(arguments: Sequence[object], evidence_of: EvidenceOf) -> Places:
    """(index, start, end) of each secret that its place among the arguments gives away.

    What an argument tells by itself, such as `--token=...`, is left to the search of its text.
    """
    places: Places = []
    options: dict[str, str] = {}
    program = ""
    for index, argument in enumerate(arguments):
        if not isinstance(argument, str):
            continue
        known = _program_of(argument)
        if known:
            program, options = known, _OPTIONS.get(known, {})
        elif argument in _SECRET_SUB and program in _LOGIN_PROGRAMS:
            options = _PASSWORD_P
        following = arguments[index + 1] if index + 1 < len(arguments) else None
        _add_places(argument, following, index, options, evidence_of, places)
        if argument in _SETTERS and isinstance(following, str) and index + 2 < len(arguments):
            _add_setting(following, arguments[index + 2], index + 2, evidence_of, places)
        if program == "sqlplus":
            _add_slashed(argument, index, places)
        elif argument == "login" and isinstance(following, str) and not following.startswith("-"):
            least = Evidence.PASSWORD if program in {"vault", "wandb"} else Evidence.TOKEN
            if is_secret_text(following, least):
                _add_value(following, index + 1, _WHOLE, places)
    return places


def _add_setting(name: str, value: object, index: int, evidence_of: EvidenceOf, places: Places) -> None:
    evidence = Evidence.NAME if name in {"requirepass", "masterauth"} else evidence_of(name)
    if evidence is not None and isinstance(value, str) and is_secret_text(value, evidence):
        places.append((index, 0, len(value)))


def _program_of(argument: str) -> str:
    if len(argument) > 256 or argument.startswith("-"):
        return ""
    name = _name_of(argument)
    return name if name in _OPTIONS or name in _LOGIN_PROGRAMS or name in _POSITIONAL else ""


def _name_of(program: str) -> str:
    return re.split(r"[/\\]", program)[-1].removesuffix(".exe")


def _add_places(
    argument: str,
    following: object,
    index: int,
    options: dict[str, str],
    evidence_of: EvidenceOf,
    places: Places,
) -> None:
    if not argument.startswith("-"):
        return
    attached = options.get(f"{argument[:2]}*")
    if attached is not None and len(argument) > 2 and argument[1] != "-":
        if not is_stand_in(argument[2:]):
            places.append((index, 2, len(argument)))
        return
    mark = options.get(argument)
    if mark is None and _FLAGS.fullmatch(argument) and options.get(f"-{argument[-1]}") == _COLON:
        mark = _COLON
    if mark is not None:
        if isinstance(following, str):
            _add_value(following, index + 1, mark, places)
        return
    joined = next(
        (option for option in options if option.startswith("--") and argument.startswith(f"{option}=")), None
    )
    if joined is not None:
        _add_value(argument, index, options[joined], places, len(joined) + 1)
        return
    flag = _FLAG.fullmatch(argument)
    evidence = evidence_of(flag[1]) if flag else None
    if evidence is None or not isinstance(following, str) or _is_flag(following):
        return
    if is_secret_text(following, evidence):
        places.append((index + 1, 0, len(following)))


def _is_flag(argument: str) -> bool:
    return argument.startswith("--") or (argument.startswith("-") and len(argument) == 2)


def _add_value(argument: str, index: int, mark: str, places: Places, start: int = 0) -> None:
    at = argument.find(mark, start) + 1 if mark else start
    value = argument[at:]
    if mark == _COLON and at == len(argument) and at > start + 8:
        places.append((index, start, at - 1))
    if (not mark or at > start) and value and not is_stand_in(value):
        places.append((index, at, len(argument)))


def _add_slashed(argument: str, index: int, places: Places) -> None:
    found = _SLASH_PASSWORD.fullmatch(argument)
    if found is not None and not is_stand_in(found[1]):
        places.append((index, *found.span(1)))


def command_spans(text: str, evidence_of: EvidenceOf) -> list[tuple[int, int, str]]:
    """(start, end, rule) of each secret among the arguments of the commands in a text."""
    spans: list[tuple[int, int, str]] = []
    if " -" not in text and not any(f"{program} " in text for program in _POSITIONAL):
        return _leading_option(text, evidence_of) if text.startswith("-") else spans
    if " -" in text or text.startswith("-"):
        spans += _option_spans(text, evidence_of)
    end = 0
    for found in _PROGRAM.finditer(text):
        if found.start() >= end:
            end = _add_command(text, found.start(), evidence_of, spans)
    return spans


def _add_command(text: str, start: int, evidence_of: EvidenceOf, spans: list[tuple[int, int, str]]) -> int:
    """The end of the command that begins at `start`; its secrets are added."""
    places: list[tuple[int, int]] = []
    end = start
    for found in _ARGUMENT.finditer(text, start, min(len(text), start + _MAX_COMMAND)):
        end = found.end()
        if found[0] in {";", "|", "\n"}:
            break
        if not found[0].startswith("\\\n") and not found[0].startswith("\\\r"):
            places.append(_inside_quotes(text, *found.span()))
    arguments = [text[first:last] for first, last in places]
    spans.extend(
        (places[i][0] + a, places[i][0] + b, RULE) for i, a, b in secret_places(arguments, evidence_of)
    )
    return max(end, start + 1)


def _inside_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    if text[start] in "\"'":
        closed = end - start > 1 and text[end - 1] == text[start]
        return start + 1, end - 1 if closed else end
    return start, end


_OPTION = re.compile(
    r"(?<![\w\-])--?([A-Za-z][\w.\-]*+)[ \t]++(?![\-=])(?:\"([^\"\r\n]*+)\"?|'([^'\r\n]*+)'?|([^\s\"'`;|]++))"
)


def _option_spans(text: str, evidence_of: EvidenceOf) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for found in _OPTION.finditer(text):
        evidence = evidence_of(found[1]) if len(found[1]) > 1 else None
        if evidence is None or found.lastindex is None:
            continue
        first, last = found.span(found.lastindex)
        if found.lastindex == 4:
            last = first + len(text[first:last].rstrip("),]}."))
        if first < last and is_secret_text(text[first:last], evidence):
            spans.append((first, last, RULE))
    return spans


def _leading_option(text: str, evidence_of: EvidenceOf) -> list[tuple[int, int, str]]:
    return _option_spans(text, evidence_of) if " " in text else []
