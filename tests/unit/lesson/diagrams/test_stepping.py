"""The steps of a backward pass are the engine's own, and watching it changes nothing."""

from __future__ import annotations

import gc
import math
import re

import pytest
import torch
from torch.utils.checkpoint import checkpoint

from autograder.errors import PictureError
from autograder.lesson.diagrams import stepping
from autograder.lesson.diagrams.names import names_in
from autograder.lesson.diagrams.stepping import Step, backward_steps
from autograder.lesson.diagrams.tracing import trace


def steps_of(result: torch.Tensor, gradient: torch.Tensor | None = None, **variables) -> list[Step]:
    names = names_in(variables)
    return backward_steps(trace(result, names), result, names, gradient)


def leaf(*entries: float) -> torch.Tensor:
    values = torch.tensor(entries if len(entries) != 1 else entries[0], dtype=torch.float64)
    return values.requires_grad_()


def test_one_number_through_two_operations_in_words():
    x = leaf(3.0)
    s = x * x
    y = 5 * s
    words = [step.words for step in steps_of(y, x=x, s=s, y=y)]
    assert words == [
        "The pass starts at y with the gradient 1, the derivative of y by itself.",
        "y, made by MulBackward0: 1 comes in. By s the local derivative is 5: 1 × 5 = 5 goes to s.",
        "s, made by MulBackward0: 5 comes in. By x, the first operand, the local derivative is 3: "
        "5 × 3 = 15 goes to x. By x, the second operand, the local derivative is 3: 5 × 3 = 15 "
        "goes to x.",
        "x was used 2 times, and its parts add up: 15 + 15 = 30. y.backward() would put it into "
        "x.grad; watching leaves .grad alone.",
    ]


def test_what_lies_in_grad_is_added_to_and_left_alone():
    x = leaf(1.0, 2.0)
    x.grad = torch.tensor([10.0, 20.0], dtype=torch.float64)
    words = steps_of(x.dot(x), x=x)[-1].words
    assert words.endswith(
        "[1, 2] + [1, 2] = [2, 4]. backward() would add it to the [10, 20] in x.grad, which would "
        "become [12, 24]; watching leaves .grad alone."
    )
    assert x.grad.tolist() == [10.0, 20.0]


def expressions():
    x = leaf(0.5, 1.5, 2.5)
    a, b = x.split([1, 2])
    matrix = torch.arange(6, dtype=torch.float64).reshape(2, 3)
    s = x * x
    bias = leaf(0.5, 1.5)
    square = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)

    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, gradient):
            (x,) = ctx.saved_tensors
            return 3 * x**2 * gradient

    return {
        "mean": (square, (3 * (square + 2) ** 2).mean()),
        "reused": (x, (s + s * s.sin() - s).sum()),
        "several outputs": (x, (a * 2).sum() + (b * b).prod()),
        "a matrix": (x, (matrix @ x).exp().sum()),
        "written in Python": (x, Cube.apply(x).sum()),
        "a bias for several rows": (bias, torch.addmm(bias, matrix, matrix.T).exp().sum()),
        "a view": (x, x[1:].flip(0).dot(x[:2])),
        "a long one": (x, torch.stack([x.sin() * k for k in range(5)]).sum()),
    }


@pytest.mark.parametrize("name", expressions())
def test_what_arrives_at_the_leaf_is_the_gradient(name):
    x, y = expressions()[name]
    traced = trace(y, names_in({"x": x, "y": y}))
    steps = steps_of(y, x=x, y=y)
    (expected,) = torch.autograd.grad(y, x, retain_graph=True)
    [key] = [node.key for node in traced.graph.nodes if node.kind == "leaf"]
    said = steps[-1].highlight.gradients[key].rpartition("= ")[2].replace("−", "-")
    numbers = [float(number) for number in re.findall(r"-?\d[\d.e+-]*", said)]
    if said.endswith("everywhere"):
        numbers *= expected.numel()
    assert numbers == pytest.approx(expected.flatten().tolist(), rel=1e-3)


@pytest.mark.parametrize("name", expressions())
def test_the_steps_come_in_the_engines_order(name):
    x, y = expressions()[name]
    traced = trace(y, names_in({"x": x, "y": y}))
    keys = [next(iter(step.highlight.active)) for step in steps_of(y, x=x, y=y)[1:]]

    order = []
    for key, function in traced.autograd_nodes.items():
        function.register_hook(lambda *_, key=key: order.append(key))
    y.backward()
    assert keys == order


@pytest.mark.parametrize("name", expressions())
def test_watching_changes_nothing(name):
    x, y = expressions()[name]
    steps_of(y, x=x, y=y)
    assert x.grad is None
    y.backward()  # the graph is still there
    untouched, again = expressions()[name]
    again.backward()
    assert torch.equal(x.grad, untouched.grad)


def test_a_retained_gradient_stays_what_it_was():
    x = leaf(2.0)
    y = x * x
    y.retain_grad()
    (3 * y).backward(retain_graph=True)
    steps_of(4 * y, x=x, y=y)
    assert y.grad == 3
    assert x.grad == 12


def test_each_step_shows_only_what_has_happened_so_far():
    x = leaf(3.0)
    s = x * x
    y = 5 * s
    steps = steps_of(y, x=x, s=s, y=y)
    assert [len(step.highlight.flows) for step in steps] == [0, 1, 3, 3]
    assert [len(step.highlight.gradients) for step in steps] == [1, 2, 3, 3]
    assert [len(step.highlight.done) for step in steps] == [0, 0, 1, 2]
    assert sorted(steps[2].highlight.active_edges) == [0, 1]
    assert not steps[3].highlight.active_edges


def test_the_local_derivative_is_told_as_what_it_is():
    x = leaf(1.0, 2.0)
    matrix = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64)
    words = " ".join(step.words for step in steps_of((matrix @ x).exp().sum(), x=x))
    assert (
        "By each entry of the result of ExpBackward0 the local derivative is 1: 1 × 1 = 1 goes to "
        "each entry of the result of ExpBackward0."
    ) in words
    assert "By the entries of the result of MvBackward0 the local derivatives are [148.4, " in words
    assert "times 1 everywhere, entry by entry, that sends [148.4, " in words
    assert "By x the Jacobian has shape (2, 2): its transpose times what came in is" in words


def test_an_edge_has_the_factor_and_the_box_the_product():
    x = leaf(1.0, 2.0)
    y = (3 * x**2).sum()
    last = steps_of(y, x=x, y=y)[-1].highlight
    assert [last.flows[edge] for edge in sorted(last.flows)] == ["× [2, 4]", "× 3", "× 1"]
    assert list(last.gradients.values()) == ["1", "1 everywhere", "3 everywhere", "[6, 12]"]


def test_large_tensors_are_told_by_their_shape():
    x = torch.ones(50, 2, dtype=torch.float64, requires_grad=True)
    words = [step.words for step in steps_of((x * x).sum(), x=x)]
    assert words[-1] == (
        "x was used 2 times, and its parts add up: 1 + 1 = 2 everywhere. backward() would put it "
        "into x.grad; watching leaves .grad alone."
    )


def test_several_numbers_start_from_the_gradient_that_is_given():
    x = leaf(1.0, 2.0)
    y = 3 * x**2
    with pytest.raises(PictureError, match=r"shape \(2,\).*gradient="):
        steps_of(y, x=x)
    with pytest.raises(PictureError, match=r"shape \(3,\)"):
        steps_of(y, torch.ones(3), x=x)
    steps = steps_of(y, torch.tensor([1.0, 10.0], dtype=torch.float64), x=x, y=y)
    assert steps[0].words == "The pass starts at y with the gradient [1, 10], as asked."
    assert steps[-1].words == (
        "x has its gradient, [6, 120]. y.backward(gradient) would put it into x.grad; watching "
        "leaves .grad alone."
    )


def test_a_leaf_itself_has_a_short_pass():
    x = leaf(2.0)
    assert [step.words for step in steps_of(x, x=x)][-1] == (
        "x has its gradient, 1. x.backward() would put it into x.grad; watching leaves .grad alone."
    )


def test_where_there_is_no_pass_it_says_why():
    with pytest.raises(PictureError, match="does not require a gradient"):
        steps_of(torch.ones(()))
    x = leaf(2.0)
    y = x * x
    y.backward()
    with pytest.raises(PictureError, match="freed this graph"):
        steps_of(y, x=x)


def test_no_hook_is_left_behind():
    at_first = visits_alive()
    x = leaf(2.0)
    y = x * x
    steps_of(y, x=x)
    y.backward(retain_graph=True)  # a hook that is left keeps note of this visit, too
    assert visits_alive() == at_first


def visits_alive() -> int:
    gc.collect()
    # Not isinstance: some of torch's objects warn when they are asked for their class.
    return sum(type(each) is stepping._Visit for each in gc.get_objects())


class Clipped(torch.autograd.Function):
    """A backward that is not linear, and that takes note of each time it runs."""

    asked = 0

    @staticmethod
    def forward(ctx, x):
        return x * 1

    @staticmethod
    def backward(ctx, gradient):
        Clipped.asked += 1
        return gradient.clamp(-1, 1)


class Keeping(torch.autograd.Function):
    """Its ``ctx`` has an attribute that a leaf's ``AccumulateGrad`` has, too."""

    @staticmethod
    def forward(ctx, x):
        ctx.variable = x.detach()
        return 3 * x

    @staticmethod
    def backward(ctx, gradient):
        return 3 * gradient


def test_a_function_that_keeps_a_variable_is_no_leaf():
    x = leaf(2.0)
    words = [step.words for step in steps_of(5 * Keeping.apply(x), x=x)]
    assert words[2:] == [
        "The result of KeepingBackward: 5 comes in. To x goes 15.",
        "x has its gradient, 15. backward() would put it into x.grad; watching leaves .grad alone.",
    ]


def test_no_product_is_claimed_where_there_is_none():
    x = leaf(3.0)
    Clipped.asked = 0
    words = [step.words for step in steps_of(5 * Clipped.apply(x), x=x)]
    assert words[2] == "The result of ClippedBackward: 5 comes in. To x goes 1."
    assert Clipped.asked == 1  # the student's code runs as often as a backward pass runs it


def test_what_a_hook_makes_of_a_gradient_is_told_as_such():
    x = leaf(2.0)
    x.register_hook(lambda gradient: 100 * gradient)
    y = 3 * x
    y.register_hook(lambda gradient: 10 * gradient)
    z = -y
    words = [step.words for step in steps_of(z, x=x, y=y, z=z)]
    assert words[2].startswith(
        "y, made by MulBackward0: −1 comes in. A hook of yours makes it −10."
    )
    assert words[3] == (
        "x has its gradient, −30. A hook of yours makes it −3000. z.backward() would put it into "
        "x.grad; watching leaves .grad alone."
    )
    z.backward()
    assert x.grad == -3000


def test_only_a_pass_from_one_is_called_a_plain_backward():
    x = leaf(2.0)
    y = 3 * x
    ten = torch.tensor(10.0, dtype=torch.float64)
    assert "y.backward(gradient) would put" in steps_of(y, ten, x=x, y=y)[-1].words
    ones = leaf(1.0, 1.0)
    z = 3 * ones
    assert "z.backward(gradient) would" in steps_of(z, torch.ones_like(z), x=ones, z=z)[-1].words


def test_operations_without_a_name_are_told_apart():
    x = leaf(1.0, 2.0)
    words = " ".join(step.words for step in steps_of((x + 1).dot(x + 2), x=x))
    assert "that sends [3, 4] to the result of AddBackward0 number 1." in words
    assert "The result of AddBackward0 number 2: [2, 3] comes in." in words


def test_the_places_of_an_operand_are_told_apart():
    x = leaf(1.0)
    words = " ".join(step.words for step in steps_of(torch.stack([x] * 12).sum(), x=x))
    places = re.findall(r"By x, the (\w+) operand,", words)
    assert places[:4] == ["first", "second", "third", "4th"]
    assert places[10:] == ["11th", "12th"]


def test_a_graph_changed_in_place_is_told_so():
    x = leaf(1.0, 2.0)
    y = x * 1
    z = (y * y).sum()
    with torch.no_grad():
        y.add_(1)
    with pytest.raises(PictureError, match=r"cannot go through: .*inplace"):
        steps_of(z, x=x)


def words_of(result: torch.Tensor, gradient: torch.Tensor | None = None, **variables) -> str:
    return " ".join(step.words for step in steps_of(result, gradient, **variables))


def test_an_infinite_derivative_is_told_entry_by_entry():
    x = leaf(0.0, 1.0)
    y = torch.where(x > 0, x.sqrt(), torch.zeros(2, dtype=torch.float64)).sum()
    assert (
        "the local derivatives are [inf, 0.5]: times [0, 1], entry by entry, that sends [nan, 0.5] "
        "to x, for 0 × inf is nan."
    ) in words_of(y, x=x)


@pytest.mark.parametrize(
    ("f", "x", "locals_"),
    [
        (torch.sqrt, [0.0, 4.0], "[inf, 0.25]"),
        (lambda x: x**0.5, [0.0, 4.0], "[inf, 0.25]"),
        (lambda x: 1 / x, [0.0, 2.0], "[−inf, −0.25]"),
        (torch.log, [0.0, 2.0, -4.0], "[inf, 0.5, −0.25]"),
        (lambda x: x**-1, [0.0, 2.0], "[−inf, −0.25]"),
        (lambda x: torch.full_like(x, 3) / x, [0.0, 2.0], "[−inf, −0.75]"),
        (lambda x: x / torch.tensor([0.0, 2.0], dtype=torch.float64), [0.0, 2.0], "[inf, 0.5]"),
        (torch.rsqrt, [0.0, 4.0], "[−inf, −0.0625]"),
        (torch.acos, [1.0, 0.0], "[−inf, −1]"),
        (lambda x: x ** torch.tensor([0.5, 2.0], dtype=torch.float64), [0.0, 2.0], "[inf, 4]"),
    ],
)
def test_local_derivatives_are_told_wherever_one_is_infinite(f, x, locals_):
    x = leaf(*x)
    assert f"local derivatives are {locals_}: times 1 everywhere, entry by entry" in words_of(
        f(x).sum(), x=x
    )


def test_what_follows_an_infinite_gradient_is_told_too():
    x = leaf(0.0, 2.0)
    y = (3 * x).sqrt().sum()
    assert "By each entry of x the local derivative is 3" not in words_of(y, x=x)
    assert "To x goes" not in words_of(y, x=x)
    assert "local derivatives are 3 everywhere: times [inf, 0.2041], entry by entry" in words_of(
        y, x=x
    )
    # Nothing of an entry that was not chosen comes in, be the chosen one's gradient infinite.
    z = x[[0]].sqrt().sum()
    assert "To x goes" not in words_of(z, x=x)


def test_a_norm_at_zero_is_told():
    x = leaf(0.0, 0.0)
    assert "the local derivative is 0: 1 × 0 = 0 goes to each entry of x" in words_of(x.norm(), x=x)
    by_hand = words_of((x * x).sum().sqrt(), x=x)
    assert "the local derivative is inf: 1 × inf = inf" in by_hand
    assert "To x goes" not in by_hand
    assert "for 0 × inf is nan" in by_hand


def test_a_matrix_with_an_infinite_entry_is_no_product_entry_by_entry():
    x = leaf(1.0, 2.0)
    matrix = torch.tensor([[1.0, math.inf], [3.0, 4.0]], dtype=torch.float64)
    said = words_of((matrix @ x).sum(), x=x)
    assert "entry by entry" not in said.partition("MvBackward0: ")[2]


def test_recording_that_is_switched_off_now_is_the_first_cause():
    x = leaf(1.0, 2.0)
    just_now = r"records nothing just now: .*set_grad_enabled"
    with torch.no_grad(), pytest.raises(PictureError, match=just_now):
        steps_of((x * 2).sum(), x=x)


def cut_under_no_grad(x):
    with torch.no_grad():
        return (x * 2).sum()


@pytest.mark.parametrize(
    ("cut", "causes"),
    [
        (cut_under_no_grad, ["no_grad", "set_grad_enabled", "detach", "without a derivative"]),
        (lambda x: (x * 2).detach().sum(), ["no_grad", "detach"]),
        (lambda x: torch.tensor(x.tolist()).sum(), ["tolist", "NumPy", "detach"]),
        (lambda x: (x > 0).double().sum(), ["comparison"]),
        (lambda x: x.argmax(), ["entries are int64", "argmax"]),
        (lambda x: (x > 0).all(), ["entries are bool", "comparison"]),
    ],
)
def test_what_may_have_cut_the_path_is_named(cut, causes):
    x = leaf(1.0, 2.0)
    with pytest.raises(PictureError, match="does not require a gradient") as raised:
        steps_of(cut(x), x=x)
    assert all(cause in str(raised.value) for cause in causes)


def test_a_tensor_of_inference_mode_is_told_so():
    with torch.inference_mode():
        y = torch.ones(2).sum()
    with pytest.raises(PictureError, match="made in inference mode"):
        steps_of(y)


def test_where_no_variable_requires_a_gradient_one_is_to():
    with pytest.raises(PictureError, match=r"gradient\. Make one of those that it comes from"):
        steps_of(torch.ones(2).sum(), x=torch.ones(2))


def test_a_reentrant_checkpoint_cannot_be_followed_and_another_can():
    x = leaf(0.5, 1.0)
    y = checkpoint(torch.sin, x, use_reentrant=True).sum()
    with pytest.raises(
        PictureError, match=r"cannot follow a reentrant checkpoint; y\.backward\(\)"
    ):
        steps_of(y, x=x)
    y.backward()
    runs = []

    def counted(x):
        runs.append(x)
        return torch.sin(x)

    steps_of(checkpoint(counted, x, use_reentrant=False).sum(), x=x)
    assert len(runs) == 2  # forward and once backward, as without the picture
