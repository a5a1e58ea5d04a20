"""A graph in words: the alternative text of its picture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.lesson.diagrams.model import Edge, Graph, Node

#: A graph with more nodes is summed up.
_IN_FULL = 16
#: In a summary, so many leaves are told one by one.
_LEAVES = 8

_STATES = {
    "live": "",
    "freed": "freed",
    "stale": "changed in place since",
    "outside": "no gradient comes here",
}


def describe(graph: Graph) -> str:
    """Return what the picture of a graph shows, in sentences to be read aloud.

    A graph of up to 16 nodes is told in full: its leaves with values and gradients, then each
    operation with what it takes, makes and keeps. A larger one is summed up: its leaves, how
    often each operation occurs, and its results.
    """
    called = _called(graph)
    roots = _listed([called[node.key] for node in graph.nodes if node.is_root])
    sentences = [f"The graph that led to {roots}."]
    is_large = len(graph.nodes) > _IN_FULL
    sentences += _summary(graph, called) if is_large else _account(graph, called)
    for state, what in (("freed", "was freed"), ("stale", "was changed in place")):
        if number := sum(node.state == state for node in graph.nodes):
            sentences.append(
                f"What {_counted(number, 'operation')} kept {what}: "
                "a backward pass through there raises an error."
            )
    return " ".join(sentences)


def aloud(text: str) -> str:
    """Return a value, a shape or something kept as it is to be read out.

    Screen readers pass over brackets, minus and equals signs: ``"[[-1, 2], [3, 1e-05]]"``
    becomes ``"minus 1, 2; 3, 1 times 10 to the minus 5"``, ``"self = ws[0]"`` ``"self is ws[0]"``.
    """
    text = re.sub(r"(of )?shape \(([^)]*)\)", lambda found: _size(found[2].split(",")), text)
    text = re.sub(r"\(([\d, -]+?),?\)", r"\1", text)  # a tuple of sizes or dims
    text = "".join(_without_brackets(text)).replace(" = ", " is ")
    text = re.sub(r"(?<=\d)-(?=[\d.]+j)", " minus ", text)
    text = re.sub(r"(?<=[\d.])e\+?(-?)0*(\d+)", r" times 10 to the \1\2", text)
    return re.sub(r"(?<![\w.])-(?=\d|inf|nan)", "minus ", text)


def _without_brackets(text: str) -> Iterator[str]:
    """Yield a text without the brackets around entries; those of a name, ``ws[0]``, stay."""
    depth = 0
    for place, letter in enumerate(text):
        before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
        if letter == "[" and (depth or not re.match(r"[\w\]]", before)):
            depth += 1
            yield "no entries" if after == "]" else ""
        elif letter == "]" and depth:
            depth -= 1
            yield ";" if depth and after == "," else ""
        elif not (letter == "," and before == "]" and depth):
            yield letter


def _called(graph: Graph) -> dict[str, str]:
    """Return what each node is called: by the student's name, or by its kind and number."""
    called = {key: f"the result of step {number}" for key, number in _steps(graph).items()}
    for kind in ("leaf", "constant"):
        unnamed = [node.key for node in graph.nodes if node.kind == kind and not node.names]
        for number, key in enumerate(unnamed, start=1):
            called[key] = f"unnamed {kind} {number}" if len(unnamed) > 1 else f"an unnamed {kind}"
    return called | {node.key: node.names[0] for node in graph.nodes if node.names}


def _steps(graph: Graph) -> dict[str, int]:
    """Return the numbers of those nodes that compute something, by key, in order."""
    keys = [node.key for node in graph.nodes if node.kind == "operation"]
    return {key: number for number, key in enumerate(keys, start=1)}


def _account(graph: Graph, called: Mapping[str, str]) -> list[str]:
    """Return a sentence for each node, in order."""
    steps = _steps(graph)
    sentences = []
    for node in graph.nodes:
        into = [edge for edge in graph.edges if edge.head == node.key]
        out = [edge for edge in graph.edges if edge.tail == node.key]
        if node.key in steps:
            sentences.append(f"Step {steps[node.key]}: {_operation(node, into, out, called)}")
        else:
            sentences.append(_tensor(node, into, called))
    return sentences


def _tensor(node: Node, into: Sequence[Edge], called: Mapping[str, str]) -> str:
    name = " or ".join([f"{node.kind} {node.names[0]}", *node.names[1:]] if node.names else [])
    content = f" is {aloud(node.value)}" if node.value is not None else f", {_size(node.shape)}"
    changed = " as of now" if node.is_changed else ""
    facts = [f"{name or called[node.key]}{content.rstrip(', ')}{changed}", _grad(node)]
    facts += [f"detached from {_taken(edge, called)}" for edge in into if edge.is_cut]
    return _sentence([*facts, _STATES[node.state]])


def _operation(
    node: Node, into: Sequence[Edge], out: Sequence[Edge], called: Mapping[str, str]
) -> str:
    does = []
    if taken := [_taken(edge, called) for edge in into if not edge.is_cut]:
        does.append(f"takes {_listed(taken)}")
    if made := _made(node, out):
        does.append(f"makes {made}")
    kept = f"it keeps {_listed([aloud(each) for each in node.saved])}" if node.saved else ""
    # A comma, for there may be another "and" in what it takes.
    return _sentence(
        [f"{node.title} {', and '.join(does)}", kept, _grad(node), _STATES[node.state]]
    )


def _made(node: Node, out: Sequence[Edge]) -> str:
    """Return what a node makes: the names of one tensor or several, its value or its shape."""
    if any(edge.label for edge in out):
        return _listed(list(dict.fromkeys([*node.names, *(e.label for e in out if e.label)])))
    name = " or ".join(node.names)
    if node.value is not None:
        # Not what it made: somebody may have written to the tensor since, unseen by autograd.
        changed = ", for it was changed in place" if node.is_changed else ""
        is_now = f"is now {aloud(node.value)}{changed}"
        return f"{name}, which {is_now}" if name else f"what {is_now}"
    if name or node.shape is None:
        return f"{name}, {_size(node.shape)}".rstrip(", ")
    return _size(node.shape) if node.shape == () else f"a tensor {_size(node.shape)}"


def _taken(edge: Edge, called: Mapping[str, str]) -> str:
    return edge.label or called[edge.tail]


def _grad(node: Node) -> str:
    return "" if node.grad is None else f"its grad is {aloud(node.grad)}"


def _summary(graph: Graph, called: Mapping[str, str]) -> list[str]:
    """Return a few sentences on a large graph."""
    kinds: Counter[str] = Counter(node.kind for node in graph.nodes)
    counts = [_counted(number, kind) for kind, number in kinds.items()]
    sentences = [f"It has {len(graph.nodes)} nodes: {_listed(counts)}."]
    leaves = [node for node in graph.nodes if node.kind == "leaf"]
    sentences += [_tensor(leaf, [], called) for leaf in leaves[:_LEAVES]]
    if len(leaves) > _LEAVES:
        sentences.append(f"Leaves not told here: {len(leaves) - _LEAVES}.")
    titles = Counter(node.title for node in graph.nodes if node.kind == "operation")
    if titles:
        times = [
            f"{number} times {title}" if number > 1 else title
            for title, number in titles.most_common()
        ]
        sentences.append(f"The operations are {_listed(times)}.")
    if outside := sum(node.state == "outside" for node in graph.nodes):
        sentences.append(f"Behind a detach, where no gradient comes: {_counted(outside, 'node')}.")
    sentences += [
        f"At the end {_operation(replace(node, saved=()), [], [], called)}"
        for node in graph.nodes
        if node.is_root and node.key in _steps(graph)
    ]
    return sentences


def _sentence(facts: Iterable[str]) -> str:
    """Return facts as one sentence; a student's name at its start stays as it is written."""
    text = "; ".join(fact for fact in facts if fact)
    starts = ("an unnamed", "unnamed", "leaf", "constant")
    return f"{text[0].upper() if text.startswith(starts) else text[0]}{text[1:]}."


def _counted(number: int, what: str) -> str:
    """Return a number with its noun: 1 leaf, 2 leaves."""
    if number == 1:
        return f"1 {what}"
    return f"{number} leaves" if what == "leaf" else f"{number} {what}s"


def _size(shape: Iterable[object] | None) -> str:
    if shape is None:
        return ""
    lengths = [str(length).strip() for length in shape if str(length).strip()]
    return f"of shape {' by '.join(lengths)}" if lengths else "a single number"


def _listed(parts: Sequence[str]) -> str:
    """Return parts as an enumeration: a, b and c."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
