"""Make a large graph small enough to draw: all operations of one module become one node."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.errors import GraphTooLarge
from autograder.lesson.graph.model import Edge, Graph, Node, NodeState
from autograder.lesson.graph.names import Names

#: Operations that only look at a parameter in another way: what takes their result takes it.
_VIEW = re.compile(r"(T|Transpose|Permute|View|Unsqueeze|Squeeze|Expand|ToCopy|Select)Backward\d*")


def collapse(graph: Graph, names: Names | None = None, limit: int = 60) -> Graph:
    """Return the graph with at most ``limit`` nodes, its modules drawn as one node each.

    A graph that is small enough stays as it is. Otherwise the innermost modules are collapsed
    first, then those around them, until it is. An operation belongs to the module whose
    parameters it takes; what lies on a path between two operations of a module belongs to it
    too, unless it is another module's. What comes before a module's first parameter or after
    its last one is not known to be the module's, and stands alone. The result has no cycles,
    as the graph had none.

    Args:
        graph: the graph to make smaller.
        names: what the student's variables call tensors and modules; None: there are no modules.
        limit: how many nodes are allowed.

    Raises:
        GraphTooLarge: if there are more even so.

    """
    if len(graph.nodes) <= limit:
        return graph
    modules = (names or Names()).modules
    owners = _owners(graph, modules)
    smaller = graph
    for depth in sorted({path.count(".") for path in modules}, reverse=True):
        for path in (path for path in modules if path.count(".") == depth):
            smaller, owners = _collapsed(smaller, owners, path, modules[path])
        if len(smaller.nodes) <= limit:
            return smaller
    raise GraphTooLarge(_too_large(graph, smaller, limit, are_drawn=names is not None))


def _too_large(graph: Graph, smaller: Graph, limit: int, *, are_drawn: bool) -> str:
    collapsed = f", and {len(smaller.nodes)} with each torch.nn.Module as one"
    hint = " Operations of a torch.nn.Module are drawn as one where a variable names it."
    return (
        f"This graph has {len(graph.nodes)} nodes{collapsed if smaller is not graph else ''}; a "
        f"picture holds {limit}. Ask about a tensor from an earlier step of the computation, or "
        f"compute it with fewer steps or layers.{hint if are_drawn else ''}"
    )


def _within(path: str, module: str) -> bool:
    return path == module or path.startswith(f"{module}.")


def _common(paths: Iterable[str]) -> str | None:
    """Return the innermost module that holds all of some modules."""
    paths = list(paths)
    shared = paths[0] if paths else ""
    while shared and not all(_within(path, shared) for path in paths):
        shared = shared.rpartition(".")[0]
    return shared or None


def _owners(graph: Graph, modules: Mapping[str, str]) -> dict[str, str]:
    """Return to which module each node belongs, by its key; many belong to none.

    Parameters and buffers tell by their names, operations by a parameter, or a view of one, among
    their operands.
    """
    owners: dict[str, str] = {}
    parameters: set[str] = set()  # and views of them
    tails = _tails(graph)
    for node in graph.nodes:
        if node.kind in ("leaf", "constant"):
            paths = [path for name in node.names if (path := _module_of(name, modules))]
        else:
            paths = [owners[tail] for tail in tails[node.key] if tail in parameters]
        if owner := _common(paths):
            owners[node.key] = owner
            if node.kind in ("leaf", "constant") or _VIEW.fullmatch(node.title):
                parameters.add(node.key)
    return owners


def _module_of(name: str, modules: Mapping[str, str]) -> str | None:
    path = name.rpartition(".")[0]
    while path and path not in modules:
        path = path.rpartition(".")[0]
    return path or None


def _tails(graph: Graph) -> dict[str, list[str]]:
    tails: dict[str, list[str]] = {node.key: [] for node in graph.nodes}
    for edge in graph.edges:
        tails[edge.head].append(edge.tail)
    return tails


def _collapsed(
    graph: Graph, owners: dict[str, str], path: str, kind: str
) -> tuple[Graph, dict[str, str]]:
    """Return the graph with one module as one node, as far as it can be, and its owners."""
    members = _members(graph, owners, path)
    if len(members) < 2:
        return graph, owners
    merged, key = _merged(graph, members, f"{path}: {kind}")
    others = {each: owner for each, owner in owners.items() if each not in members}
    return merged, others | {key: path}


def _members(graph: Graph, owners: Mapping[str, str], path: str) -> set[str]:
    """Return a module's nodes and all that lie between them.

    With these as one node there is no cycle: no path leaves them and comes back. A node that
    would draw in those of another module stays out, such as a later use of the same module.
    """
    tails = _tails(graph)
    members: set[str] = set()
    behind: set[str] = set()  # all that was made of a member
    for node in graph.nodes:
        if any(tail in members or tail in behind for tail in tails[node.key]):
            behind.add(node.key)
        owner = owners.get(node.key)
        if owner is None or not _within(owner, path):
            continue
        between: set[str] = set()
        waiting = [node.key]
        while waiting:
            key = waiting.pop()
            if key not in between:
                between.add(key)
                waiting += [each for each in tails[key] if each in behind and each not in members]
        if all(key not in owners or _within(owners[key], path) for key in between):
            members |= between
    return members


def _merged(graph: Graph, members: set[str], title: str) -> tuple[Graph, str]:
    """Return the graph with some nodes as one, and the key of that one: its last node's."""
    inside = [node for node in graph.nodes if node.key in members]
    key = inside[-1].key
    # Each tensor that comes out, with its number, and each that goes in, with its slot.
    leaving = [edge for edge in graph.edges if edge.tail in members and edge.head not in members]
    out = [(node.key, 0) for node in inside if node.is_root]
    out += [(edge.tail, edge.output) for edge in leaving]
    outputs = {tensor: number for number, tensor in enumerate(dict.fromkeys(out))}
    slots: dict[tuple[str, int, bool], int] = {}
    edges = []
    for edge in graph.edges:
        if edge.head in members:
            tensor = (edge.tail, edge.output, edge.is_cut)
            if edge.tail in members or tensor in slots:
                continue
            slots[tensor] = len(slots)
            edge = replace(edge, head=key, slot=slots[tensor])
        elif edge.tail in members:
            label = edge.label or ", ".join(graph.node(edge.tail).names)
            edge = replace(
                edge,
                tail=key,
                output=outputs[edge.tail, edge.output],
                label=label if len(outputs) > 1 else "",
            )
        edges.append(edge)
    made = graph.node(next(iter(outputs))[0]) if len(outputs) == 1 else None
    node = Node(
        key,
        "module",
        title,
        names=made.names
        if made
        else tuple(n for each in inside if each.is_root for n in each.names),
        shape=made.shape if made else None,
        value=made.value if made else None,
        grad=made.grad if made and made.kind == "operation" else None,
        state=_state([each.state for each in inside]),
        is_root=any(each.is_root for each in inside),
    )
    rest = [each for each in graph.nodes if each.key not in members]
    position = {each.key: number for number, each in enumerate(graph.nodes)}
    nodes = sorted([*rest, node], key=lambda each: position[each.key])
    return _in_order(nodes, edges), key


def _state(states: Collection[NodeState]) -> NodeState:
    """Return the state of several nodes as one: what stops a backward pass goes first."""
    for state in ("stale", "freed"):
        if state in states:
            return state
    return "live" if "live" in states else "outside"


def _in_order(nodes: Sequence[Node], edges: Sequence[Edge]) -> Graph:
    """Return the graph with each node after those that it was made of, else in their order."""
    number = {node.key: place for place, node in enumerate(nodes)}
    missing = dict.fromkeys(number, 0)
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for edge in edges:
        missing[edge.head] += 1
        heads[edge.tail].append(edge.head)
    ready = [place for key, place in number.items() if not missing[key]]
    ordered = []
    while ready:
        node = nodes[heapq.heappop(ready)]
        ordered.append(node)
        for head in heads[node.key]:
            missing[head] -= 1
            if not missing[head]:
                heapq.heappush(ready, number[head])
    place = {node.key: index for index, node in enumerate(ordered)}
    return Graph(tuple(ordered), tuple(sorted(edges, key=lambda e: (place[e.head], e.slot))))
