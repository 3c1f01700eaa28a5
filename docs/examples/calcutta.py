"""A Calcutta from predictions to a leaderboard that anyone can replay: `python docs/examples/calcutta.py`.

68 teams, five worlds with synthetic fields of 40, five strategies, 10,000 tournaments in each world. All of
it goes through the operations of a lab, and through workers as `provenlab worker` starts them.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.oracle import expected_points
from provenlab.core.evaluation.calcutta.ratings import win_matrix
from provenlab.core.evaluation.calcutta.synthetic_field import synthetic_field
from provenlab.tools.cli.session import Session

WORLDS, OPPONENTS, N_SIMS, SEED = 5, 40, 10_000, 2026
REGIONS = ("East", "West", "South", "Midwest")
SEEDS = (1, 16, 8, 9, 5, 12, 4, 13, 6, 11, 3, 14, 7, 10, 2, 15)
PLAY_INS = {("East", 16), ("South", 16), ("West", 11), ("Midwest", 11)}
RULES = {"1": 0, "2": 50, "3": 100, "4": 150, "5": 200, "6": 250, "7": 300}
PAYOUTS = {"1": 65_000, "2": 25_000, "3": 10_000}
COMPUTE = "processes:2"
MODEL = "bidder"

console = Console(highlight=False)


def bracket() -> list[str | list[str]]:
    """64 places, four of them played for by two teams."""
    return [
        [f"{region} {seed}a", f"{region} {seed}b"] if (region, seed) in PLAY_INS else f"{region} {seed}"
        for region in REGIONS
        for seed in SEEDS
    ]


def teams_of(slots: list[str | list[str]]) -> list[str]:
    return [team for slot in slots for team in (slot if isinstance(slot, list) else [slot])]


def ratings_of(teams: list[str], surprises: random.Random) -> list[float]:
    """A better seed is stronger, as a rule."""
    return [30 - 1.7 * int(team.split()[1].rstrip("ab")) + surprises.gauss(0, 2.5) for team in teams]


def world(slots: list[str | list[str]], ratings: list[float], seed: int) -> dict[str, Any]:
    """A scenario: who wins how likely, and what forty others bid."""
    document = {
        "slots": slots,
        "p": win_matrix(ratings, scale=10).tolist(),
        "rules": RULES,
        "payouts": PAYOUTS,
    }
    values = expected_points(Calcutta().normalise_spec({**document, "n_sims": 2, "seed": 0})).tolist()
    return {**document, "field": synthetic_field(teams_of(slots), values, OPPONENTS, seed)}


def predictions(slots: list[str | list[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a forecaster published before any of the worlds was known."""
    teams = teams_of(slots)
    forecast = world(slots, [30 - 1.7 * int(team.split()[1].rstrip("ab")) for team in teams], seed=99)
    yield "win_probabilities", {"teams": teams, "p": forecast["p"]}
    bids = forecast["field"].values()
    pot = sum(sum(each.values()) for each in bids)
    shares = {team: sum(each.get(team, 0) for each in bids) / pot for team in teams}
    yield "market_shares", {"shares": shares, "pot": pot}


def work(url: str) -> None:
    """Lets a worker work off the queue."""
    subprocess.run(
        [*PROVENLAB, "worker", "--store", url, "--until-idle", "--quiet", "--compute", COMPUTE], check=True
    )


PROVENLAB = (sys.executable, "-m", "provenlab")


def prepared(session: Session) -> tuple[list[str], str, dict[str, str]]:
    """Scenario ids, the id of their cohort, and the ids of the predictions by role."""
    slots, surprises = bracket(), random.Random(SEED)
    scenario_ids = [
        session.ask(
            "create_scenario",
            {
                "kind": "calcutta",
                "name": f"world {at}",
                "world": world(slots, ratings_of(teams_of(slots), surprises), seed=at),
            },
        )["scenarioId"]
        for at in range(1, WORLDS + 1)
    ]
    cohort_id = session.ask("create_cohort", {"name": "five worlds", "scenarioIds": scenario_ids})["cohortId"]
    pins = {
        role: session.ask(
            "publish_artifact", {"kind": role, "name": f"forecast of {role}", "jsonContent": each}
        )["artifactId"]
        for role, each in predictions(slots)
    }
    return scenario_ids, cohort_id, pins


def generated(session: Session, url: str, scenario_id: str, pins: dict[str, str]) -> list[dict[str, Any]]:
    """Candidates of all five strategies."""
    config = {"scenarioId": scenario_id, "inputs": pins, "seed": SEED}
    run = session.ask("submit_job", {"kind": "strategy_generation", "name": "strategies", "config": config})
    work(url)
    found = session.ask("list_candidates", {"filter": {"runId": run["runId"]}})["items"]
    return list(found)


def written_down(session: Session, board: dict[str, Any], cohort_id: str, pins: dict[str, str]) -> None:
    """What was tried and what came of it, and the leader as the champion among bidders."""
    found: list[tuple[int, int]] = []
    for row in reversed(board["entries"]):
        parent = {"parentId": found[0][0]} if found else {}
        found.append(noted(session, board["runId"], row, cohort_id, pins, parent))
    entry_id, version = found[-1]
    reason = "leads in five worlds, though others may lead as well"
    subject = {"modelName": MODEL, "version": version, "journalEntryId": entry_id}
    session.ask("promote_to_champion", {**subject, "actor": "demo", "reason": reason})


def noted(
    session: Session,
    run_id: str,
    row: dict[str, Any],
    cohort_id: str,
    pins: dict[str, str],
    parent: dict[str, int],
) -> tuple[int, int]:
    """The journal entry and the model version of a strategy."""
    config = {"strategy": row["strategies"][0]}
    entry = {
        "hypothesis": f"bidding by {config['strategy']} pays in worlds that the forecast has not seen",
        "mutationType": "strategy",
        "config": config,
        "configDiff": config,
        "results": {"payout": row["value"] / 100, "behind": row["behind"] / 100},
        "runId": run_id,
        "trial": {"evaluator": {"kind": "calcutta", "version": "1"}, "cohort": cohort_id},
        "tags": ["bidding"],
    }
    model = {
        "modelName": MODEL,
        "config": config,
        "metrics": {"payout": row["value"] / 100},
        "runId": run_id,
        "inputArtifacts": list(pins.values()),
    }
    entry_id: int = session.ask("log_journal_entry", {**entry, **parent})["entryId"]
    version: int = session.ask("log_model_version", model)["version"]
    return entry_id, version


def failed_once(session: Session, url: str, scenario_id: str, pins: dict[str, str]) -> None:
    """A job over data that nobody published, so that there is a failure to look into."""
    config = {"scenarioId": scenario_id, "inputs": {**pins, "market_shares": "nobody-has-this"}, "seed": SEED}
    session.ask("submit_job", {"kind": "strategy_generation", "name": "strategies", "config": config})
    work(url)


def show(board: dict[str, Any]) -> None:
    """The leaderboard, best first."""
    table = Table(
        title=f"Payout in {board['scenarios']} worlds x {board['nSims']:,} tournaments, with standard errors",
        caption="* may lead as well: not distinguishable from the leader",
        box=SIMPLE_HEAD,
    )
    table.add_column("", justify="right")
    table.add_column("strategy", no_wrap=True)
    for name in ("payout", "± draws", "± worlds", "behind", "± behind"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in board["entries"]:
        figures = [row[key] for key in ("value", "seMc", "seScenario", "behind", "seBehind")]
        cells = ["-" if each is None else f"${each / 100:,.2f}" for each in figures]
        mark = " *" if row["notDistinguishable"] and row["place"] > 1 else ""
        table.add_row(str(row["place"]), ", ".join(row["strategies"]) + mark, *cells)
    console.print(table)


def main() -> int:
    began = time.monotonic()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="calcutta-"))
    url = str(folder / "calcutta.sqlite")
    with Session(url) as session:
        session.ask("init_store")
        scenario_ids, cohort_id, pins = prepared(session)
        console.print(f"{WORLDS} worlds of {len(teams_of(bracket()))} teams and {OPPONENTS} opponents each")
        candidates = generated(session, url, scenario_ids[0], pins)
        console.print(f"{len(candidates)} candidates from 5 strategies (equal bids are one candidate)")
        submitted = session.ask(
            "submit_evaluation",
            {
                "cohortId": cohort_id,
                "candidateIds": [each["candidateId"] for each in candidates],
                "nSims": N_SIMS,
                "seed": SEED,
                "name": "five strategies in five worlds",
            },
        )
        work(url)
        board = session.ask("get_leaderboard", {"evaluationId": submitted["evaluationId"]})
        show(board)
        written_down(session, board, cohort_id, pins)
        console.print("and a job over data that nobody published, which fails on purpose:")
        failed_once(session, url, scenario_ids[0], pins)
    done = subprocess.run(
        [*PROVENLAB, "replay", submitted["runId"], "--store", url, "--compute", COMPUTE, "--json"],
        stdout=subprocess.PIPE,
        check=False,
    )
    report = json.loads(done.stdout)
    verdict = "[bold green]identical[/]" if report["identical"] else f"[bold red]{report['difference']}[/]"
    console.print(f"replay of run {report['runId']}: {len(report['compared'])} artifacts, {verdict}")
    console.print(
        f"{time.monotonic() - began:.1f} s; the lab is {url}; look at it: provenlab ui --open --store {url}"
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
