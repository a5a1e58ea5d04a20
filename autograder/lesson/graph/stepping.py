"""The backward pass, step by step, as PyTorch's own engine takes it.

The engine runs once, with a hook on every function of the graph; the steps are what the hooks
saw, in the engine's order. The graph is kept, and no ``.grad`` is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch.autograd.graph import Node as Function

from autograder.errors import PictureError
from autograder.lesson.graph.entries import entries
from autograder.lesson.graph.model import Highlight, Node
from autograder.lesson.graph.names import Names
from autograder.lesson.graph.tracing import Trace

Gradients: TypeAlias = tuple[torch.Tensor | None, ...]

#: A Jacobian with more rows or columns than this is not computed.
_MOST_ROWS = 16


@dataclass(frozen=True)
class Step:
    """One step of a backward pass: in words, and as what it adds to the graph's picture."""

    words: str
    highlight: Highlight


@dataclass(frozen=True)
class _Visit:
    """What the engine brought to a function, and what the function passed on, by operand."""

    key: str
    incoming: Gradients
    outgoing: Gradients


def backward_steps(
    trace: Trace, root: torch.Tensor, names: Names, gradient: torch.Tensor | None = None
) -> list[Step]:
    """Return the steps of ``root.backward(gradient)``, one for each function and each leaf.

    Args:
        trace: the graph of ``root`` alone.
        root: any tensor that requires a gradient.
        names: what variables call tensors; the ``.grad`` of those that retain theirs is put
            back as it was.
        gradient: of the shape of ``root``; not needed where ``root`` is a single number.

    Raises:
        PictureError: if ``root`` requires no gradient, a gradient is needed and not given or has
            another shape, or an earlier backward pass has freed the graph.

    """
    if not root.requires_grad:
        raise PictureError(
            "There is no backward pass to show: this tensor does not require a gradient. "
            "Make one of those that it comes from with requires_grad=True."
        )
    if gradient is None:
        if root.numel() != 1:
            raise PictureError(
                f"A backward pass starts from one number, and this tensor has shape "
                f"{tuple(root.shape)}. Say where to start: "
                "step_backward(y, gradient=torch.ones_like(y)), for example."
            )
        gradient = torch.ones_like(root)
    if gradient.shape != root.shape:
        raise PictureError(
            f"gradient has shape {tuple(gradient.shape)}; it needs the shape of the tensor that "
            f"the pass starts from, {tuple(root.shape)}."
        )
    with torch.inference_mode(False), torch.enable_grad():
        visits = [] if root.is_leaf else _visits(trace, root, names, gradient)
        return _Telling(trace, visits).steps(gradient.detach())


def _visits(trace: Trace, root: torch.Tensor, names: Names, gradient: torch.Tensor) -> list[_Visit]:
    """Let the engine run, and return what it did."""
    visits: list[_Visit] = []
    leaves = [
        _leaf(trace.functions[node.key])
        for node in trace.graph.nodes
        if node.kind == "leaf" and node.state != "outside" and node.key in trace.functions
    ]
    handles = [
        function.register_hook(_noting(visits, key))
        for key, function in trace.functions.items()
        if not hasattr(function, "variable")
    ]
    try:
        with _retained_gradients_kept(names):
            torch.autograd.grad(
                root, leaves, gradient, retain_graph=True, create_graph=False, allow_unused=True
            )
    except RuntimeError as error:
        if "second time" not in str(error):
            raise
        raise PictureError(
            "An earlier backward pass has freed this graph: the values it needs are gone. Run "
            "the forward pass again and show the steps before backward(), or call "
            "backward(retain_graph=True)."
        ) from None
    finally:
        for handle in handles:
            handle.remove()
    return visits


def _leaf(function: Function) -> torch.Tensor:
    """Return the tensor that an ``AccumulateGrad`` collects the gradient of."""
    leaf: torch.Tensor = function.variable  # type: ignore[attr-defined]
    return leaf


def _noting(visits: list[_Visit], key: str) -> Callable[[Gradients, Gradients], None]:
    def hook(outgoing: Gradients, incoming: Gradients) -> None:
        visits.append(_Visit(key, _values(incoming), _values(outgoing)))

    return hook


def _values(gradients: Gradients) -> Gradients:
    # Clones: the engine may add to a gradient in place once the hook is over.
    return tuple(None if g is None else g.detach().clone() for g in gradients)


@contextmanager
def _retained_gradients_kept(names: Names) -> Iterator[None]:
    """Put ``.grad`` of tensors with ``retain_grad`` back: any pass of the engine adds to it."""
    retaining = [tensor for _, tensor in names.tensors if tensor.retains_grad]
    kept = [None if tensor.grad is None else tensor.grad.clone() for tensor in retaining]
    try:
        yield
    finally:
        for tensor, gradient in zip(retaining, kept, strict=True):
            tensor.grad = gradient


class _Telling:
    """Turns what the engine did into steps, keeping count of what has arrived where."""

    def __init__(self, trace: Trace, visits: Sequence[_Visit]) -> None:
        self._graph = trace.graph
        self._functions = trace.functions
        self._root = trace.graph.node(trace.roots[0][0])
        self._visits = visits
        #: The edges that a gradient can take, by the function that sends it and the operand.
        self._edges = {
            (edge.head, edge.slot): index
            for index, edge in enumerate(trace.graph.edges)
            if not edge.is_cut and edge.tail in trace.functions
        }
        #: How many uses of each tensor have yet to send their part.
        self._pending = Counter(
            trace.graph.edges[index].tail
            for (head, _), index in self._edges.items()
            if head in {visit.key for visit in visits}
        )
        #: What was sent to each tensor, by the key of its node and the number of the output.
        self._parts: dict[tuple[str, int], list[torch.Tensor]] = {}
        self._now = Highlight()

    def steps(self, gradient: torch.Tensor) -> list[Step]:
        """Return all steps of a pass that starts with ``gradient``."""
        root, start = self._root, _shown(gradient)
        self._now = Highlight(active=frozenset({root.key}), gradients={root.key: start})
        name = _called(root)
        why = f": {name} changes exactly as fast as {name}" if start == "1" else ", as asked"
        words = f"The pass starts at {name} with the gradient {start}{why}."
        steps = [Step(words, self._now)]
        if root.kind == "leaf":
            self._parts[root.key, 0] = [gradient]
            steps.append(self._arrive(root))
        for visit in self._visits:
            steps.append(self._pass_through(visit))
            # PyTorch, too, adds to a leaf's .grad as soon as its last part is there.
            fed = {
                e.tail: self._graph.node(e.tail) for e in self._graph.edges if e.head == visit.key
            }
            for key, leaf in fed.items():
                if leaf.kind == "leaf" and not self._pending[key] and (key, 0) in self._parts:
                    steps.append(self._arrive(leaf))
        return steps

    def _pass_through(self, visit: _Visit) -> Step:
        """Return the step in which a function multiplies what came in by its derivative."""
        node = self._graph.node(visit.key)
        words, flows, senders = [self._came_in(node, visit)], dict(self._now.flows), set()
        for slot, outgoing in enumerate(visit.outgoing):
            if (index := self._edges.get((visit.key, slot))) is None:
                continue
            edge = self._graph.edges[index]
            self._pending[edge.tail] -= 1
            if outgoing is None:
                words.append(f"Nothing goes to {self._target(index)[0]}.")
                continue
            self._parts.setdefault((edge.tail, edge.output), []).append(outgoing)
            flows[index] = _shown(outgoing)
            senders.add(index)
            words.append(self._product(visit, slot, *self._target(index), outgoing))
        self._move_to(node, flows=flows, active_edges=frozenset(senders))
        return Step(" ".join(words), self._now)

    def _arrive(self, leaf: Node) -> Step:
        """Return the step in which a leaf has its whole gradient."""
        parts = self._parts[leaf.key, 0]
        whole = _sum(parts)
        names = _called(leaf)
        words = f"{names} has its gradient: {_gathered(parts)}."
        if len(parts) > 1:
            words = (
                f"{names} was used {len(parts)} times, and its parts add up: {_gathered(parts)}."
            )
        before = _leaf(self._functions[leaf.key]).grad
        if before is None:
            words += f" backward() puts it into {names}.grad."
        else:
            words += (
                f" backward() adds it to the {_shown(before)} in {names}.grad, "
                f"which becomes {_shown(before + whole)}."
            )
        self._move_to(leaf, flows=self._now.flows, active_edges=frozenset())
        return Step(words, self._now)

    def _move_to(
        self, node: Node, *, flows: Mapping[int, str], active_edges: frozenset[int]
    ) -> None:
        arrived = {self._root.key: self._now.gradients[self._root.key]}
        for (key, _), parts in self._parts.items():
            arrived[key] = "; ".join(filter(None, [arrived.get(key), _gathered(parts)]))
        self._now = Highlight(
            active=frozenset({node.key}),
            done=self._now.done | self._now.active,
            gradients=arrived,
            flows=flows,
            active_edges=active_edges,
        )

    def _came_in(self, node: Node, visit: _Visit) -> str:
        arrived = [_shown(g) for g in visit.incoming if g is not None]
        words = f"{_called(node)}, made by {node.title}: " if node.names else f"{node.title}: "
        parts = self._parts.get((node.key, 0), [])
        if len(parts) > 1 and len(arrived) == 1:
            return (
                f"{words}it was used {len(parts)} times, and its parts add up: {_gathered(parts)}."
            )
        return f"{words}{' and '.join(arrived)} comes in."

    def _target(self, index: int) -> tuple[str, str]:
        """Return what the tensor at an edge's far end is called, and its place if used twice."""
        edge = self._graph.edges[index]
        twins = [e for e in self._graph.edges if (e.tail, e.head) == (edge.tail, edge.head)]
        name = edge.label or _called(self._graph.node(edge.tail))
        if len(twins) == 1:
            return name, name
        ordinal = ("first", "second", "third")[edge.slot] if edge.slot < 3 else f"{edge.slot + 1}th"
        return name, f"{name}, the {ordinal} operand,"

    def _product(
        self, visit: _Visit, slot: int, target: str, operand: str, outgoing: torch.Tensor
    ) -> str:
        sent = _shown(outgoing)
        jacobian = _jacobian(self._functions[visit.key], visit, slot, outgoing)
        if jacobian is None:
            return f"To {target} goes {sent}."
        if jacobian.numel() == 1:
            local = _shown(jacobian.reshape(()))
            came = _shown(head) if (head := visit.incoming[0]) is not None else "0"
            product = f"{came} × {local} = {sent}"
            return f"By {operand} the local derivative is {local}: {product} goes to {target}."
        if len(jacobian) == 1:
            local = (
                f"derivatives, one by each entry, are {_shown(jacobian.reshape(outgoing.shape))}"
            )
        elif jacobian.shape[0] == jacobian.shape[1] and jacobian.equal(jacobian.diag().diag()):
            local = (
                f"derivative, entry by entry, is {_shown(jacobian.diag().reshape(outgoing.shape))}"
            )
        else:
            return (
                f"By {operand} the Jacobian has shape {tuple(jacobian.shape)}: its transpose times "
                f"what came in is {sent}, which goes to {target}."
            )
        return f"By {operand} the local {local}: times what came in, {sent} goes to {target}."


def _jacobian(
    function: Function, visit: _Visit, slot: int, outgoing: torch.Tensor
) -> torch.Tensor | None:
    """Return the Jacobian of a function by one operand, shape (entries out, entries in).

    Row by row, by giving the function one-hot gradients. None where it is large, where several
    tensors come in, or where the function cannot be asked.
    """
    head = visit.incoming[0] if len(visit.incoming) == 1 else None
    if head is None or max(head.numel(), outgoing.numel()) > _MOST_ROWS or not head.numel():
        return None
    # A function written in Python has its backward in apply; PyTorch's own are called.
    ask: Any = getattr(function, "apply", function)
    rows = []
    try:
        with torch.no_grad():
            for index in range(head.numel()):
                one_hot = torch.zeros_like(head)
                one_hot.view(-1)[index] = 1
                answer = ask(one_hot)
                answer = answer if isinstance(answer, tuple) else (answer,)
                # The engine, too, sums over what an operand was broadcast along.
                rows.append(answer[slot].detach().sum_to_size(outgoing.shape).reshape(-1))
        return torch.stack(rows)
    except Exception:  # a derivative written by a student may do anything
        return None


def _gathered(parts: Sequence[torch.Tensor]) -> str:
    """Return a sum of what has arrived, such as ``"5 + 6 = 11"``; large tensors by shape."""
    if len(parts) == 1:
        return _shown(parts[0])
    whole = _shown(_sum(parts))
    if entries(parts[0]) is None:
        return f"{len(parts)} parts of {whole}"
    return f"{' + '.join(map(_shown, parts))} = {whole}"


def _sum(parts: Sequence[torch.Tensor]) -> torch.Tensor:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole


def _shown(tensor: torch.Tensor) -> str:
    return entries(tensor) or f"shape {tuple(tensor.shape)}"


def _called(node: Node) -> str:
    if node.names:
        return node.names[0]
    return f"the result of {node.title}" if node.title else "a leaf without a name"
