"""A computation in order: whatever was used comes before what it was used for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Part = TypeVar("Part")


def ordered(
    starts: Iterable[Part],
    made_of: Callable[[Part], Sequence[Part]],
    key: Callable[[Part], Hashable] = lambda part: part,
) -> list[Part]:
    """Return the starts and all that they were made of, each once and after what it was made of.

    Depth first, the first start and the first operand first. Without recursion, for a loop's
    graph may be deeper than Python's stack.

    Args:
        starts: where to begin.
        made_of: from a part to those that it was made of directly; asked once a part. There must
            be no cycle.
        key: what tells parts apart, such as ``id`` where they cannot be hashed or compare equal.

    """
    order: list[Part] = []
    seen: set[Hashable] = set()
    waiting = [(part, False) for part in reversed([*starts])]
    while waiting:
        part, is_ready = waiting.pop()
        if is_ready:
            order.append(part)
        elif key(part) not in seen:
            seen.add(key(part))
            waiting.append((part, True))
            waiting += [(each, False) for each in reversed(made_of(part))]
    return order
