"""Check what autograd's graph says of a tensor, in PyTorch's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from autograder.errors import CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.checks.trial import fault
from autograder.lesson.door import Data, Nodes, Question, ask
from autograder.lesson.door.asking import unanswered
from autograder.lesson.door.data import kind_of
from autograder.lesson.door.reading import graph_of
from autograder.lesson.numbers.words import with_article


def graph(
    name: str,
    answer: Any,
    *,
    leaf: bool | None = None,
    requires_grad: bool | None = None,
    nodes: Sequence[str] | None = None,
    edges: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Check a tensor's place in a graph; its numbers are the business of ``values``.

    Args:
        name: the exercise.
        answer: the student's tensor, or a function of nothing that gets it from the student's code.
        leaf: that ``is_leaf`` must be; None: either.
        requires_grad: that ``requires_grad`` must be; None: either.
        nodes: names of the graph's nodes, ``"MulBackward0"`` for instance, each as often as it
            can be reached from the tensor's ``grad_fn``, in any order.
        edges: pairs of such names, for each node and each node that it hands on to, in any order.

    Raises:
        NotImplementedError: if nothing was answered yet.
        CheckFailed: if the graph is another one.

    """
    if answer is ...:
        raise unanswered(name)
    [reply] = ask(name, [Question(answer, read=graph_of)])
    wrong = fault(reply)
    text = wrong.problem if wrong else _fault(reply.value, leaf, requires_grad, nodes, edges)
    if text is not None:
        raise CheckFailed(messages.problem(name, text))
    print(f"✓ {name}: the graph is as it should be")


def _fault(
    answer: Data,
    leaf: bool | None,
    requires_grad: bool | None,
    nodes: Sequence[str] | None,
    edges: Sequence[tuple[str, str]] | None,
) -> str | None:
    if not isinstance(answer, Nodes):
        return f"The answer is {with_article(kind_of(answer))}; a torch.Tensor is wanted."
    if requires_grad is not None and answer.requires_grad != requires_grad:
        return (
            f"Its requires_grad is {answer.requires_grad}. Does a path lead from it to a leaf that "
            "requires a gradient?"
        )
    if leaf is not None and answer.is_leaf != leaf:
        noted = f"made by {answer.made_by}" if answer.made_by else "no grad_fn is attached"
        return f"Its is_leaf is {answer.is_leaf}: {noted}. Which operation should come last?"
    if nodes is not None:
        there, wanted = Counter(answer.nodes), Counter(nodes)
        reached = ", ".join(sorted(there.elements())) or "none"
        for missing in wanted - there:
            return f"Its graph lacks {missing}. Nodes that can be reached: {reached}."
        for extra in there - wanted:
            return f"Its graph holds {extra}, which should not be there or not as often."
    if edges is not None:
        ways = Counter(answer.edges)
        for source, target in Counter(edges) - ways:
            return f"In its graph, {source} should hand on to {target}, and does not."
        for source, target in ways - Counter(edges):
            return f"In its graph, {source} hands on to {target}, and should not, or not as often."
    return None
