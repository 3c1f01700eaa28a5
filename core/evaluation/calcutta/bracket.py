"""The games of a single-elimination tournament, play-ins included, and who can be in them."""

from dataclasses import dataclass
from functools import cached_property

Side = tuple[str, int]


@dataclass(frozen=True)
class Bracket:
    """2^R slots in order, each one team or a play-in pair; teams are numbered in the order of the slots.

    Games are numbered: play-ins by slot, then round 1 from left to right, and so on to the final. The
    first team of a game is the upper or left one.
    """

    slots: tuple[tuple[str, ...], ...]

    @cached_property
    def teams(self) -> tuple[str, ...]:
        return tuple(team for slot in self.slots for team in slot)

    @cached_property
    def rounds(self) -> int:
        """R, so that the champion has progress R + 1."""
        return len(self.slots).bit_length() - 1

    @cached_property
    def play_ins(self) -> tuple[tuple[int, int, int], ...]:
        """(slot, first team, second team) of every play-in."""
        return tuple((at, first[0], first[1]) for at, first in enumerate(self.slot_teams) if len(first) == 2)

    @cached_property
    def slot_teams(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the teams of each slot."""
        starts, numbered = 0, []
        for slot in self.slots:
            numbered.append(tuple(range(starts, starts + len(slot))))
            starts += len(slot)
        return tuple(numbered)

    @cached_property
    def n_games(self) -> int:
        return len(self.play_ins) + len(self.slots) - 1

    def entrants(self, locked: dict[int, int]) -> list[tuple[frozenset[int], frozenset[int]]]:
        """For every game, who can still be its first and its second team, given the games already played.

        A locked winner that cannot be in its game leaves that game's set as it is.
        """
        found: list[tuple[frozenset[int], frozenset[int]]] = []
        standing = [frozenset(teams) for teams in self.slot_teams]

        def played(first: frozenset[int], second: frozenset[int]) -> frozenset[int]:
            winner = locked.get(len(found))
            found.append((first, second))
            return frozenset({winner}) if winner in first | second and winner is not None else first | second

        for slot, one, other in self.play_ins:
            standing[slot] = played(frozenset({one}), frozenset({other}))
        while len(standing) > 1:
            standing = [
                played(first, second) for first, second in zip(standing[::2], standing[1::2], strict=True)
            ]
        return found
