"""Some of the attacks once more, where nothing but Landlock and limits is in their way.

One of each kind that namespaces hold off elsewhere; ``make attacks`` tries them all.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.attacks.known import ATTACKS
from tests.attacks.ours import outcomes

_TRIED = [
    ["network", "abstract-sockets", "processes-of-others", "becomes-root"],
    ["devices", "links", "settings-of-others", "letters-without-an-envelope"],
    ["signals-to-all-it-sees", "fork-bomb", "memory-in-many-processes", "files-without-names"],
    ["daemon", "files-of-the-course", "system-calls", "tells-what-it-is-asked"],
]


@pytest.mark.parametrize("names", _TRIED, ids="+".join)
def test_they_get_nothing(names: list[str], landlocked: Any) -> None:
    chosen = [attack for attack in ATTACKS if attack.name in names]
    assert len(chosen) == len(names)
    faults = [f"{o.attack.name}: {f}" for o in outcomes(chosen, landlocked) for f in o.faults]
    assert not faults, "\n".join(faults)
