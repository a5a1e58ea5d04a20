"""All attacks, in groups by what they are after."""

from tests.attacks.known import (
    calls_back,
    in_the_kernel,
    leaks,
    lying_objects,
    on_the_wire,
    out_of_the_sandbox,
    the_file,
)

GROUPS = {
    "In the kernel": in_the_kernel.ATTACKS,
    "Lying objects": lying_objects.ATTACKS,
    "On the wire": on_the_wire.ATTACKS,
    "Calls back": calls_back.ATTACKS,
    "Out of the sandbox": out_of_the_sandbox.ATTACKS,
    "Leaks": leaks.ATTACKS,
    "The file": the_file.ATTACKS,
}
ATTACKS = [attack for group in GROUPS.values() for attack in group]
