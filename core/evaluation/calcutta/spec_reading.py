"""The document of a Calcutta, checked and made canonical."""

import math
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.bid_reading import read_bids, read_constraints
from provenlab.core.evaluation.calcutta.bracket import Bracket
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry, Insertion
from provenlab.core.evaluation.faults import Faults
from provenlab.core.evaluation.streams import MAX_SEED

TOLERANCE = 1e-12
MOST_SLOTS = 1024
MOST_SIMS = 2**40
MOST_POINTS = 1_000_000  # of all teams together: a score in millionths then stays below 2^40
MOST_CENTS = 2**34  # in 1/10,000 cent below 2^48, where sums of squares are exact
_KEYS = frozenset(
    ("slots", "p", "rules", "payouts", "constraints", "field", "locked", "insertion", "n_sims", "seed",
     "antithetic")
)  # fmt: skip
_WIRE = {"nSims": "n_sims"}


def read_spec(document: Any) -> CalcuttaSpec:
    """The canonical spec; ValidationFailed lists the faults with their paths.

    Teams are looked at only when the slots are right, since everything else refers to them.
    """
    faults = Faults()
    given = faults.mapping(document, "")
    given = faults.mapping({_WIRE.get(key, key): value for key, value in given.items()}, "", _KEYS)
    bracket = Bracket(_slots(given.get("slots"), faults))
    faults.raise_if_any()
    constraints = read_constraints(given.get("constraints", {}), faults)
    field = {
        name: Entry(read_bids(bids, f"field.{name}", bracket.teams, constraints, faults))
        for name, bids in sorted(faults.mapping(given.get("field", {}), "field").items())
    }
    spec = CalcuttaSpec(
        bracket=bracket,
        p=_probabilities(given.get("p"), len(bracket.teams), faults),
        rules=_rules(given.get("rules"), bracket, faults),
        payouts=_payouts(given.get("payouts"), faults),
        n_sims=faults.integer(given.get("n_sims"), "n_sims", 1, MOST_SIMS) or 0,
        seed=faults.integer(given.get("seed"), "seed", 0, MAX_SEED) or 0,
        constraints=constraints,
        field=field,
        locked=_locked(given.get("locked", {}), bracket, faults),
        insertion=_insertion(given.get("insertion", "solo"), faults),
        antithetic=_antithetic(given.get("antithetic", False), given.get("n_sims"), faults),
    )
    faults.raise_if_any()
    return spec


def _slots(given: Any, faults: Faults) -> tuple[tuple[str, ...], ...]:
    if not isinstance(given, (list, tuple)):
        faults.add("slots", "must be a list of team ids and play-in pairs")
        return ()
    if not 2 <= len(given) <= MOST_SLOTS or len(given) & (len(given) - 1):
        faults.add("slots", f"must be a power of two from 2 to {MOST_SLOTS}, not {len(given)}")
    slots, seen = [], set()
    for at, slot in enumerate(given):
        teams = tuple(slot) if isinstance(slot, (list, tuple)) else (slot,)
        if len(teams) not in (1, 2) or not all(isinstance(team, str) and team for team in teams):
            faults.add(f"slots[{at}]", "must be a team id or a pair of team ids")
            continue
        for team in teams:
            if team in seen:
                faults.add(f"slots[{at}]", f"team {team!r:.80} has a slot already")
            seen.add(team)
        slots.append(teams)
    return tuple(slots)


def _probabilities(given: Any, n: int, faults: Faults) -> NDArray[np.float64]:
    """Faults name the first row of a wrong shape, or the first cell of each kind."""
    rows = given.tolist() if isinstance(given, np.ndarray) else given
    if not isinstance(rows, (list, tuple)) or len(rows) != n:
        faults.add("p", f"must be a matrix of {n} rows, one for each team in the order of the slots")
        return np.zeros((n, n))
    for at, row in enumerate(rows):
        if not isinstance(row, (list, tuple)) or len(row) != n:
            faults.add(f"p[{at}]", f"must be a row of {n} numbers")
            return np.zeros((n, n))
        for column, cell in enumerate(row):
            if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
                faults.add(f"p[{at}][{column}]", "must be a finite number")
                return np.zeros((n, n))
    matrix = np.array(rows, dtype=np.float64)
    _first_fault((matrix < 0) | (matrix > 1), "must be from 0 to 1", faults)
    _first_fault(abs(matrix + matrix.T - 1) > TOLERANCE, "and its mirror image must add up to 1", faults)
    return matrix


def _first_fault(wrong: NDArray[np.bool_], message: str, faults: Faults) -> None:
    for row, column in np.argwhere(wrong)[:1]:
        faults.add(f"p[{row}][{column}]", message)


def _rules(given: Any, bracket: Bracket, faults: Faults) -> dict[int, int]:
    rules: dict[int, int] = {}
    for key, points in faults.mapping(_with_text_keys(given), "rules").items():
        step = _number(key, bracket.rounds + 1)
        if step is None:
            faults.add(f"rules.{key}", f"progress must be from 1 to {bracket.rounds + 1}")
            continue
        value = faults.integer(points, f"rules.{key}", 0, MOST_POINTS)
        rules |= {} if value is None else {step: value}
    if not rules and not faults:
        faults.add("rules", "must give points for at least one progress")
    reached = sum(points << (bracket.rounds + 1 - step) for step, points in rules.items())
    if reached > MOST_POINTS:
        faults.add(
            "rules", f"all teams together reach {reached:,} points, at most {MOST_POINTS:,} are allowed"
        )
    return rules


def _payouts(given: Any, faults: Faults) -> tuple[int, ...]:
    places = faults.mapping(_with_text_keys(given), "payouts")
    if not places and isinstance(given, dict):
        faults.add("payouts", "must pay at least the first position")
    prizes: list[int] = []
    for place in range(1, len(places) + 1):
        if str(place) not in places:
            faults.add("payouts", f"position {place} is missing: positions are 1, 2, 3 and so on")
            return ()
        cents = faults.integer(places[str(place)], f"payouts.{place}", 1, MOST_CENTS)
        if cents is not None and prizes and cents >= prizes[-1]:
            faults.add(f"payouts.{place}", f"must be less than the prize before it, which is {prizes[-1]}")
        prizes.append(cents or 1)
    return tuple(prizes)


def _locked(given: Any, bracket: Bracket, faults: Faults) -> dict[int, int]:
    numbers = {team: number for number, team in enumerate(bracket.teams)}
    locked: dict[int, int] = {}
    for key, team in faults.mapping(_with_text_keys(given), "locked").items():
        game = 0 if key == "0" else _number(key, bracket.n_games - 1)
        if game is None:
            faults.add(f"locked.{key}", f"games are numbered from 0 to {bracket.n_games - 1}")
        elif not isinstance(team, str) or team not in numbers:
            faults.add(f"locked.{key}", "unknown team")
        else:
            locked[game] = numbers[team]
    for game, (first, second) in enumerate(bracket.entrants(locked)):
        if game in locked and locked[game] not in first | second:
            faults.add(f"locked.{game}", f"{bracket.teams[locked[game]]!r:.80} cannot be in this game")
        elif game in locked and len(first) + len(second) > 2:
            faults.add(f"locked.{game}", "is played after games that are not locked")
    return dict(sorted(locked.items()))


def _insertion(given: Any, faults: Faults) -> Insertion:
    chosen: dict[Any, Literal["solo", "joint"]] = {"solo": "solo", "joint": "joint"}
    if not isinstance(given, str) or given not in chosen:
        faults.add("insertion", "must be 'solo' or 'joint'")
        return "solo"
    return chosen[given]


def _antithetic(given: Any, n_sims: Any, faults: Faults) -> bool:
    if not isinstance(given, bool):
        faults.add("antithetic", "must be true or false")
        return False
    if given and isinstance(n_sims, int) and n_sims % 2:
        faults.add("n_sims", "must be even, since antithetic simulations come in pairs")
    return bool(given)


def _with_text_keys(given: Any) -> Any:
    return {str(key): value for key, value in given.items()} if isinstance(given, dict) else given


def _number(key: str, most: int) -> int | None:
    if not (key.isascii() and key.isdigit()) or str(int(key)) != key:
        return None
    return int(key) if 1 <= int(key) <= most else None
