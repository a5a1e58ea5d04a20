"""The backward pass, step by step, as PyTorch's own engine takes it.

The engine runs once, with a hook on every node of the graph; the steps are what the hooks
saw, in the engine's order. The graph is kept, and no ``.grad`` is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch.autograd.graph import Node as AutogradNode

from autograder.errors import PictureError
from autograder.lesson.diagrams.captions import ordinal
from autograder.lesson.diagrams.causes import why_no_gradient
from autograder.lesson.diagrams.entries import entries
from autograder.lesson.diagrams.exploring import is_leaf, variable_of
from autograder.lesson.diagrams.model import Highlight, Node
from autograder.lesson.diagrams.names import Names
from autograder.lesson.diagrams.saved import is_packed
from autograder.lesson.diagrams.tracing import Trace

Gradients: TypeAlias = tuple[torch.Tensor | None, ...]

#: A Jacobian with more rows or columns than this is not computed.
_MOST_ROWS = 16
#: What an operand's place is called where it needs no number.
_PLACES = ("first", "second", "third")


@dataclass(frozen=True)
class Step:
    """One step of a backward pass: in words, and as what it adds to the graph's picture."""

    words: str
    highlight: Highlight


@dataclass(frozen=True)
class _Visit:
    """What the engine brought to a node, and what the node passed on, by operand."""

    key: str
    incoming: Gradients
    outgoing: Gradients


@dataclass(frozen=True)
class _Pass:
    """What the engine did, in its order, and what arrived at each leaf, by its key."""

    visits: Sequence[_Visit]
    arrived: Mapping[str, torch.Tensor | None]


def backward_steps(
    trace: Trace, root: torch.Tensor, names: Names, gradient: torch.Tensor | None = None
) -> list[Step]:
    """Return the steps of ``root.backward(gradient)``, one for each node and each leaf.

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
            + why_no_gradient(root, names)
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
        passed = _Pass([], {}) if root.is_leaf else _pass(trace, root, names, gradient)
        return _Telling(trace, passed, gradient.detach()).steps()


def _pass(trace: Trace, root: torch.Tensor, names: Names, gradient: torch.Tensor) -> _Pass:
    """Let the engine run, and return what it did."""
    visits: list[_Visit] = []
    leaves = {
        node.key: variable_of(trace.autograd_nodes[node.key])
        for node in trace.graph.nodes
        if node.kind == "leaf" and node.state != "outside" and node.key in trace.autograd_nodes
    }
    handles = [
        autograd_node.register_hook(_noting(visits, key))
        for key, autograd_node in trace.autograd_nodes.items()
        if not is_leaf(autograd_node)
    ]
    try:
        with _retained_gradients_kept(names):
            arrived = torch.autograd.grad(
                root, list(leaves.values()), gradient, retain_graph=True, allow_unused=True
            )
    except RuntimeError as error:
        if "torch.utils.checkpoint" in str(error):
            raise PictureError(
                "This picture cannot follow a reentrant checkpoint; y.backward() works. Use "
                "use_reentrant=False to watch."
            ) from None
        if "second time" not in str(error):
            first = str(error).partition("\n")[0]
            raise PictureError(
                f"This backward pass cannot be shown, for PyTorch itself cannot go through: {first}"
            ) from None
        raise PictureError(
            "An earlier backward pass has freed this graph: the values it needs are gone. Run "
            "the forward pass again and show the steps before backward(), or call "
            "backward(retain_graph=True)."
        ) from None
    finally:
        for handle in handles:
            handle.remove()
    return _Pass(visits, dict(zip(leaves, _values(arrived), strict=True)))


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
    retaining = [tensor for _, tensor in names if tensor.retains_grad]
    kept = [None if tensor.grad is None else tensor.grad.clone() for tensor in retaining]
    try:
        yield
    finally:
        for tensor, gradient in zip(retaining, kept, strict=True):
            tensor.grad = gradient


class _Telling:
    """Turns what the engine did into steps, keeping count of what has arrived where."""

    def __init__(self, trace: Trace, passed: _Pass, gradient: torch.Tensor) -> None:
        visited = {visit.key for visit in passed.visits}
        self._graph = trace.graph
        self._autograd_nodes = trace.autograd_nodes
        self._root = trace.graph.node(trace.roots[0][0])
        self._visits = passed.visits
        self._arrived = passed.arrived
        self._gradient = gradient
        self._starts_from_one = gradient.numel() == 1 and bool(gradient == 1)
        #: The edges that a gradient can take, by the node that sends it and the operand.
        self._edges = {
            (edge.head, edge.slot): index
            for index, edge in enumerate(trace.graph.edges)
            if not edge.is_cut and edge.tail in trace.autograd_nodes
        }
        #: How many uses of each tensor have yet to send their part.
        self._pending = Counter(
            trace.graph.edges[index].tail
            for (head, _), index in self._edges.items()
            if head in visited
        )
        #: What was sent to each tensor, by the key of its node and the number of the output.
        self._parts: dict[tuple[str, int], list[torch.Tensor]] = {}
        self._now = Highlight()

    def steps(self) -> list[Step]:
        """Return all steps of the pass."""
        root, start = self._root, _shown(self._gradient)
        self._now = Highlight(active=frozenset({root.key}), gradients={root.key: start})
        name = self._called(root)
        why = f", the derivative of {name} by itself" if self._starts_from_one else ", as asked"
        words = f"The pass starts at {name} with the gradient {start}{why}."
        steps = [Step(words, self._now)]
        if root.kind == "leaf":
            self._parts[root.key, 0] = [self._gradient]
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
        """Return the step in which a node multiplies what came in by its derivative."""
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
            said, flows[index] = self._product(visit, slot, *self._target(index), outgoing)
            senders.add(index)
            words.append(said)
        self._move_to(node, flows=flows, active_edges=frozenset(senders))
        return Step(" ".join(words), self._now)

    def _arrive(self, leaf: Node) -> Step:
        """Return the step in which a leaf has its whole gradient."""
        parts = self._parts[leaf.key, 0]
        whole = _sum(parts)
        names = self._called(leaf)
        words = f"{names} has its gradient, {_gathered(parts)}."
        if len(parts) > 1:
            words = (
                f"{names} was used {len(parts)} times, and its parts add up: {_gathered(parts)}."
            )
        if (engines := self._arrived.get(leaf.key)) is not None:
            words += _changed_by_a_hook(whole, engines)
            whole = engines
        head = "" if self._starts_from_one else "gradient"
        call = f"{self._root.names[0]}.backward({head})" if self._root.names else "backward()"
        before = variable_of(self._autograd_nodes[leaf.key]).grad
        if before is None:
            words += f" {call} would put it into {names}.grad; watching leaves .grad alone."
        else:
            words += (
                f" {call} would add it to the {_shown(before)} in {names}.grad, which would "
                f"become {_shown(before + whole)}; watching leaves .grad alone."
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
            done=self._now.done | self._now.active - {node.key},
            gradients=arrived,
            flows=flows,
            active_edges=active_edges,
        )

    def _came_in(self, node: Node, visit: _Visit) -> str:
        arrived = [_shown(g) for g in visit.incoming if g is not None]
        name = self._called(node)
        words = f"{name}, made by {node.title}: " if node.names else f"{_capital(name)}: "
        parts = self._parts.get((node.key, 0), [])
        told = f"{' and '.join(arrived)} {'comes' if len(arrived) == 1 else 'come'} in."
        if len(visit.incoming) != 1 or visit.incoming[0] is None or not parts:
            return words + told
        if len(parts) > 1:
            told = f"it was used {len(parts)} times, and its parts add up: {_gathered(parts)}."
        if hooked := _changed_by_a_hook(_sum(parts), visit.incoming[0]):
            return f"{words}{_gathered(parts)} comes in.{hooked}"
        return words + told

    def _called(self, node: Node) -> str:
        """Return what a tensor is called, or how to tell it from the others without a name."""
        if node.names:
            return node.names[0]
        if not node.title:
            return "a leaf without a name"
        alike = [n.key for n in self._graph.nodes if n.title == node.title and not n.names]
        number = f" number {alike.index(node.key) + 1}" if len(alike) > 1 else ""
        return f"the result of {node.title}{number}"

    def _target(self, index: int) -> tuple[str, str]:
        """Return what the tensor at an edge's far end is called, and its place if used twice."""
        edge = self._graph.edges[index]
        twins = [e for e in self._graph.edges if (e.tail, e.head) == (edge.tail, edge.head)]
        name = edge.label or self._called(self._graph.node(edge.tail))
        if len(twins) == 1:
            return name, name
        place = _PLACES[edge.slot] if edge.slot < len(_PLACES) else ordinal(edge.slot + 1)
        return name, f"{name}, the {place} operand,"

    def _product(
        self, visit: _Visit, slot: int, target: str, operand: str, outgoing: torch.Tensor
    ) -> tuple[str, str]:
        """Return in words what is sent to an operand, and for its edge by what it was multiplied.

        Where that is a matrix, or not known, the edge has what is sent.
        """
        sent = _shown(outgoing)
        jacobian = _jacobian(self._autograd_nodes[visit.key], visit, slot, outgoing)
        came = visit.incoming[0]
        if jacobian is None or came is None or not _explains(jacobian, came, outgoing):
            return f"To {target} goes {sent}.", sent
        is_row = len(jacobian) == 1
        if not is_row and not _is_diagonal(jacobian):
            return (
                f"By {operand} the Jacobian has shape {tuple(jacobian.shape)}: its transpose times "
                f"what came in is {sent}, which goes to {target}."
            ), sent
        local = (jacobian[0] if is_row else jacobian.diag()).reshape(outgoing.shape)
        each = "" if outgoing.dim() == 0 else "each entry of "
        if all(map(_is_uniform, (local, came, outgoing))):
            factor = _first(local)
            return (
                f"By {each}{operand} the local derivative is {factor}: {_first(came)} × {factor} = "
                f"{_first(outgoing)} goes to {each}{target}."
            ), f"× {factor}"
        return (
            f"By the entries of {operand} the local derivatives are {_shown(local)}: times "
            f"{_shown(came)}{'' if is_row else ', entry by entry'}, that sends {sent} to {target}"
            f"{', for 0 × inf is nan' if _has_zero_times_inf(local, came) else ''}."
        ), f"× {_first(local) if _is_uniform(local) else _shown(local)}"


def _is_diagonal(jacobian: torch.Tensor) -> bool:
    if jacobian.shape[0] != jacobian.shape[1]:
        return False
    return not (jacobian - jacobian.diag().diag()).fill_diagonal_(0).any()


def _has_zero_times_inf(one: torch.Tensor, other: torch.Tensor) -> bool:
    return bool((((one == 0) & other.isinf()) | (one.isinf() & (other == 0))).any())


def _jacobian(
    autograd_node: AutogradNode, visit: _Visit, slot: int, outgoing: torch.Tensor
) -> torch.Tensor | None:
    """Return the Jacobian of a node by one operand, shape (entries out, entries in).

    Row by row, by giving the node one-hot gradients. None where it is large, where several
    tensors come in, or where the node cannot be asked. A node written in Python is not
    asked, nor one whose saved tensors a hook unpacks, as in a checkpoint: whoever wrote that would
    see it run more often than a backward pass runs it.
    """
    if hasattr(autograd_node, "apply") or is_packed(autograd_node):
        return None
    head = visit.incoming[0] if len(visit.incoming) == 1 else None
    if (
        head is None
        or outgoing.layout != torch.strided
        or max(head.numel(), outgoing.numel()) > _MOST_ROWS
        or not head.numel()
    ):
        return None
    ask: Any = autograd_node
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
        return _without_products_of_zero(torch.stack(rows))
    except RuntimeError:  # some nodes can be asked within a whole pass alone
        return None


def _without_products_of_zero(measured: torch.Tensor) -> torch.Tensor:
    """Return a measured Jacobian without what 0 × inf has put into it.

    A one-hot gradient is 0 but for one entry. Where an operation that works entry by entry has an
    infinite derivative, that product is nan, in that column alone and off the diagonal.
    """
    if measured.shape[0] != measured.shape[1]:
        return measured
    spoilt = measured.isnan() & ~measured.diag().isfinite()
    cleaned = measured.where(~spoilt.fill_diagonal_(False), 0.0)
    return cleaned if _is_diagonal(cleaned) else measured


def _explains(jacobian: torch.Tensor, came: torch.Tensor, sent: torch.Tensor) -> bool:
    """Tell whether what was sent is the Jacobian's transpose times what came in.

    Where an entry of the Jacobian is 0 because nothing depends there on anything, an infinite
    gradient adds nothing; where it is a product with 0, it adds nan.
    """
    products = jacobian * came.reshape(-1, 1).to(jacobian.dtype)
    sums = [products.sum(0), products.where(jacobian != 0, 0.0).sum(0)]
    if _is_diagonal(jacobian):
        sums.append(products.diag())
    return any(
        torch.allclose(each, sent.reshape(-1), rtol=1e-4, atol=1e-6, equal_nan=True)
        for each in sums
    )


def _changed_by_a_hook(gathered: torch.Tensor, came: torch.Tensor) -> str:
    if came.layout != torch.strided or gathered.layout != torch.strided:
        return ""
    if torch.allclose(gathered, came, rtol=1e-4, atol=1e-6, equal_nan=True):
        return ""
    return f" A hook of yours makes it {_shown(came)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _gathered(parts: Sequence[torch.Tensor]) -> str:
    """Return a sum of what has arrived, such as ``"5 + 6 = 11"``; large tensors by shape."""
    whole = _shown(_sum(parts))
    if len(parts) == 1:
        return whole
    if all(map(_is_uniform, parts)):
        return f"{' + '.join(map(_first, parts))} = {whole}"
    if entries(parts[0]) is None:
        return f"{len(parts)} parts of {whole}"
    return f"{' + '.join(map(_shown, parts))} = {whole}"


def _sum(parts: Sequence[torch.Tensor]) -> torch.Tensor:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole


def _is_uniform(tensor: torch.Tensor) -> bool:
    """Tell whether all entries are the same number."""
    if tensor.layout != torch.strided or not tensor.numel():
        return False
    return bool((tensor == tensor.reshape(-1)[0]).all())


def _first(tensor: torch.Tensor) -> str:
    return (entries(tensor.reshape(-1)[0]) or "?").replace("-", "−")


def _shown(tensor: torch.Tensor) -> str:
    """Return a tensor as text: its entries, once where they are all the same, or its shape."""
    if tensor.numel() > 1 and _is_uniform(tensor):
        return f"{_first(tensor)} everywhere"
    # A real minus sign is read aloud as one.
    return (entries(tensor) or f"shape {tuple(tensor.shape)}").replace("-", "−")
