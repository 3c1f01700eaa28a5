"""What is wrong with the models of a store: rows against their digests, histories against the rules."""

from collections.abc import Iterator

from provenlab.adapters._sql.damage import UNREADABLE
from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.model_rows import event_of, promotion_digest, version_digest, version_of
from provenlab.core.errors import ProvenlabError
from provenlab.core.models.promotion import PromotionEvent
from provenlab.core.models.store import Finding
from provenlab.core.rules.journal_changes import config_digest
from provenlab.core.rules.model_audit import history_problems

_BATCH = 200
_SET_CHECKS = (
    ("wrong_version_counts", "its versions are not 1, 2, ... up to the number that was counted"),
    (
        "wrong_promotion_counts",
        "its promotions are not 1, 2, ... up to the last one, or belong to no history",
    ),
    ("aliases_without_version", "an alias points to a version that is not there"),
    ("promotions_without_decision", "a promotion names a journal entry that does not say promoted"),
)


def model_findings(session: Session) -> Iterator[Finding]:
    """All findings about versions, aliases and promotions, cheap set queries first."""
    for query, problem in _SET_CHECKS:
        for row in session.rows(f"audit.{query}"):
            yield Finding(subject="model", id=str(row["model_name"]), problem=problem)
    yield from _version_findings(session)
    for row in session.rows("audit.models_with_promotions"):
        yield from _history_findings(session, str(row["model_name"]))


def _version_findings(session: Session) -> Iterator[Finding]:
    name, version = "", 0
    while batch := session.rows("audit.versions_after", model_name=name, version=version, limit=_BATCH):
        name, version = batch[-1]["model_name"], batch[-1]["version"]
        for row in batch:
            for problem in _version_problems(row):
                yield Finding(subject="model", id=f"{row['model_name']}:{row['version']}", problem=problem)


def _version_problems(row: Row) -> Iterator[str]:
    try:
        version = version_of(row)
        # Stores of before have rows without a digest.
        if row["record_hash"] not in (None, version_digest(row)):
            yield "the version is not the one that was hashed"
        if config_digest(version.config, "config") != version.config_hash:
            yield "the config is not the one that was hashed"
    except (*UNREADABLE, ProvenlabError):
        yield "the version cannot be read"


def _history_findings(session: Session, model_name: str) -> Iterator[Finding]:
    events: list[PromotionEvent] = []
    for row in session.rows("models.events", model_name=model_name):
        try:
            if row["record_hash"] not in (None, promotion_digest(row)):
                problem = f"event {row['seq']} is not the one that was hashed"
                yield Finding(subject="model", id=model_name, problem=problem)
            events.append(event_of(row))
        except (*UNREADABLE, ProvenlabError):
            problem = f"event {row['seq']} cannot be read"
            yield Finding(subject="model", id=model_name, problem=problem)
            return
    for problem in history_problems(model_name, events):
        yield Finding(subject="model", id=model_name, problem=problem)
