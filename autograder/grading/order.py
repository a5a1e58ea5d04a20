"""Find the fewest cells that must move to bring all into the order of the release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def misplaced(names: Sequence[str], released: Iterable[str], heavy: Iterable[str]) -> set[str]:
    """Return those of ``names`` that must move so that all stand as in ``released``.

    Args:
        names: The names of a notebook's cells as they stand, each one of ``released``.
        released: The names in the order of the release.
        heavy: Names of cells that had rather stay: answers, with what belongs to them around.

    """
    rank = {name: place for place, name in enumerate(released)}
    weights = dict.fromkeys(names, 1) | dict.fromkeys(heavy, 2)
    # The heaviest rising sequence that ends at each name: its weight and its names.
    ending: list[tuple[int, list[str]]] = []
    for i, name in enumerate(names):
        before = [ending[j] for j in range(i) if rank[names[j]] < rank[name]]
        weight, kept = max(before, key=lambda one: one[0], default=(0, []))
        ending.append((weight + weights[name], [*kept, name]))
    _, stay = max(ending, key=lambda one: one[0], default=(0, []))
    return set(names) - set(stay)
