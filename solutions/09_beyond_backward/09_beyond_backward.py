# %% [raw]
# chapter: Beyond backward
# builds_on: chapters 1 to 8

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **compose** derivatives as functions: gradients, Jacobians, Hessians, and their products with a vector,
# - **choose** between forward and reverse mode by counting passes,
# - **write** an operation with a derivative of your own, and put its first and second derivative to the test,
# - **take** the gradient of each example separately, all at once, and differentiate an answer without the loop that found it,
# - **say** what is left of a program when PyTorch captures it as a fixed graph.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import warnings

import matplotlib.pyplot as plt
import torch
from torch.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

from autograder.lesson import check, device, progress, show, show_graph
from autograder.lesson.kit import AsModule, TensorsMade, columns_or_rows, hushed

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [raw]
# section: function_transforms
# title: From a function to its derivative
# path: core
# needs: [returned_gradient]
# gist: "`torch.func` turns functions into functions: `grad(f)` is the gradient of `f` as a function."

# %% [markdown]
# So far a derivative was something that a tensor received: you marked a leaf, ran a forward pass, went backward, and read `.grad`. In school it was
# something else. There $f(x) = x^3$ has a derivative $f'(x) = 3x^2$, and that is again a **function**, which can be called at any point, or
# differentiated in its turn. `torch.func` is PyTorch's library for this point of view. `grad` takes a function and returns a function:


# %%
def f(x):
    return x**3


slope = grad(f)
x = torch.tensor(3.0)
print(slope(x), grad(slope)(x), grad(grad(slope))(x))
print("requires_grad:", x.requires_grad, "  .grad:", x.grad, "  grad_fn:", slope(x).grad_fn)

# %% [markdown]
# By hand, at $x = 3$: $3x^2 = 27$, $6x = 18$, and 6. No leaf was marked, nothing accumulated, and no graph is left over. With several arguments, `grad` differentiates with respect to the first, or to the one whose number
# is given as `argnums`; the others are constants:


# %%
def energy(x, c):
    return c * x**2


x, c = torch.tensor(3.0), torch.tensor(5.0)
print("by x:", grad(energy)(x, c), "  by c:", grad(energy, argnums=1)(x, c))

# %% [raw]
# exercise: predict_func_scalar
# title: a scalar, once more
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Chapter 2 counted the shapes that backward takes. Would you, writing a library of your own, count entries as it does, or insist on a number without brackets?
#   - "A form asks for a name. Is 'Ada' an answer? And is a list, with the one name 'Ada' on it? Some readers take both, some only the first."
#   - Say yes or no for each of the three shapes, then count the yeses.

# %% [markdown]
# `backward()` runs from any result with one entry: of shape `()`, `(1,)` or `(1, 1)`. For how many of these three will `grad` work, if the function
# returns a result of that shape?

# %% nbgrader={"grade_id": "predict_func_scalar", "solution": true}
### BEGIN SOLUTION stub: shapes_that_work = ...  # a whole number from 0 to 3
shapes_that_work = 1
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_func_scalar", "grade": true}
from autograder.lesson import check

check.prediction("predict_func_scalar", shapes_that_work, between=(0, 3))

# %%
worked = 0
for shape in [(), (1,), (1, 1)]:
    try:
        grad(lambda x, shape=shape: (x**3).reshape(shape))(torch.tensor(2.0))
        worked += 1
        print(shape, "works")
    except RuntimeError as error:
        print(shape, "raises:", str(error).partition(", got")[0])
check.reveal("predict_func_scalar", worked)

# %% [markdown]
# `grad` wants a scalar in the strict sense of chapter 1, of shape `()`: one of the three. Where a result has another shape, add up its entries.

# %% [raw]
# section: hessian_table
# title: The table of second derivatives
# path: core
# needs: [function_transforms, derivative_of_derivative]
# gist: "The Hessian is the Jacobian of the gradient; the gradient of the gradient's sum is the sum of its rows."

# %% [markdown]
# With several entries in $x$, what is the second derivative? Take
#
# $$f(x) = 2x_0x_1 + x_0^3 + x_1^3, \qquad \nabla f = (2x_1 + 3x_0^2,\; 2x_0 + 3x_1^2) = (7, 14) \quad\text{at } (1, 2). \tag{1}$$
#
# It is tempting to do again what worked before: add up the entries of the gradient, and differentiate once more.


# %%
def f(x):
    return 2 * x[0] * x[1] + x[0] ** 3 + x[1] ** 3


x = torch.tensor([1.0, 2.0])
print("gradient:", grad(f)(x))

# %% [raw]
# exercise: predict_grad_of_sum
# title: the gradient of the gradient's sum
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 2
# hints:
#   - Add the two entries of the gradient in (#1), as formulas. Which function of x₀ and x₁ do you get?
#   - "For x₀ x₁ + x₀² the gradient is (x₁ + 2x₀, x₀), its sum 3x₀ + x₁, and the gradient of that sum (3, 1)."
#   - The sum is 2x₁ + 3x₀² + 2x₀ + 3x₁². Differentiate it by x₀ and by x₁, and put in (1, 2).

# %% [markdown]
# Which two numbers will `grad` of `grad(f)(x).sum()` give at $(1, 2)$?

# %% nbgrader={"grade_id": "predict_grad_of_sum", "solution": true}
### BEGIN SOLUTION stub: second_time = ...  # two numbers
second_time = [8.0, 14.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_grad_of_sum", "grade": true}
from autograder.lesson import check

check.prediction("predict_grad_of_sum", second_time, shape=(2,))

# %%
second = grad(lambda x: grad(f)(x).sum())(x)
print(second)
check.reveal("predict_grad_of_sum", second)

# %% [markdown]
# Differentiating $f$ twice by $x_0$ gives $6x_0 = 6$, and twice by $x_1$ gives $6x_1 = 12$. But $(8, 14)$ came out. The gradient is a map from two numbers to
# two, so its derivative is a table, a Jacobian with four entries: the Hessian of $f$ (chapter 6),
#
# $$H = \begin{pmatrix} \partial^2 f/\partial x_0^2 & \partial^2 f/\partial x_0 \partial x_1 \\ \partial^2 f/\partial x_1 \partial x_0 & \partial^2 f/\partial x_1^2 \end{pmatrix}
# = \begin{pmatrix} 6x_0 & 2 \\ 2 & 6x_1 \end{pmatrix} = \begin{pmatrix} 6 & 2 \\ 2 & 12 \end{pmatrix}. \tag{2}$$
#
# A sum of the gradient's entries is a head of ones for this Jacobian (chapter 2), and a head of ones adds the rows to each other: $(6 + 2,\; 2 + 12)$. In chapter 5 this did no harm: there each result depended on its own entry alone, and all entries off the diagonal were 0.
# The 2 here, $\partial^2 f/\partial x_0 \partial x_1$, says how the slope along $x_0$ changes when $x_1$ moves. A second derivative by two different entries is called a **<dfn>mixed derivative</dfn>**.

# %%
print(jacrev(grad(f))(x))  # the Jacobian of the gradient
print(hessian(f)(x))  # and its ready-made form

# %% [markdown]
# $H$ is symmetric, as the order of two differentiations does not matter for smooth functions. For an $x$ of another shape, PyTorch's table has the shape of $x$ twice, one after the other:

# %%
print(hessian(lambda m: (m**3).sum())(torch.ones(2, 3)).shape)

# %% [raw]
# exercise: hessian_diagonal
# title: the diagonal alone
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# hints:
#   - Print your answer for f of equation (#1) at (1, 2). The diagonal of (#2) is (6, 12). If you get (8, 14), what has joined it?
#   - "For x₀ x₁ + x₁³ at (1, 1) the Hessian has the rows (0, 1) and (1, 6): its diagonal is (0, 6), the sum of its rows is (1, 7)."
#   - "A table of shape (2, 3, 2, 3) becomes a matrix with .reshape(x.numel(), x.numel()). What does .diagonal() make of a matrix?"

# %% [markdown]
# Write `hessian_diagonal(f, x)`: for each entry of `x`, the second derivative of `f` with respect to that entry, all in the shape of `x`. `x` has any shape, on which `f` may depend; `f` returns a scalar and is not linear.


# %% nbgrader={"grade_id": "hessian_diagonal", "solution": true}
def hessian_diagonal(f, x):
    """Return the diagonal of the Hessian of f at x, in the shape of x."""
    ### BEGIN SOLUTION
    table = hessian(f)(x).reshape(x.numel(), x.numel())
    return table.diagonal().reshape(x.shape)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_hessian_diagonal", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

check.function(
    "hessian_diagonal", lambda x: hessian_diagonal(asked.chain, x), **asked.as_for_the_chain
)
check.function(  # a function of a square matrix
    "hessian_diagonal", lambda x: hessian_diagonal(asked.trace_of_cube, x), **asked.as_for_the_trace
)
### BEGIN HIDDEN TESTS
_asked_shapes = [(3,), (2, 2), (), (2, 1, 3)]


def _asked_mixed(t):
    return (t**3).sum() + t.sum() ** 2 * t.sin().sum()


def _asked_product(t):
    return t.prod() + 3 * t.square().sum()


def _asked_known(f):
    def at(x):
        first, n = torch.func.grad(f), x.numel()
        table = torch.func.hessian(f)(x).reshape(n, n)
        return {"hessian": table, "orders": (first(x), table.diagonal().reshape(x.shape))}

    return at


check.function(
    "hessian_diagonal",
    lambda x: hessian_diagonal(_asked_mixed, x),
    reference=lambda x: 6 * x + 2 * x.sin().sum() + 4 * x.sum() * x.cos() - x.sum() ** 2 * x.sin(),
    shapes=_asked_shapes,
    seed=901,
    evidence=_asked_known(_asked_mixed),
)
check.function(  # one that is linear in each entry
    "hessian_diagonal",
    lambda x: hessian_diagonal(_asked_product, x),
    reference=lambda x: torch.full_like(x, 6.0),
    shapes=[(3,), (4,)],
    seed=902,
    evidence=_asked_known(_asked_product),
)
check.function(  # a function of the rows of x
    "hessian_diagonal",
    lambda x: hessian_diagonal(lambda t: t.prod(dim=1).sin().sum(), x),
    reference=lambda x: -((x.prod(dim=1, keepdim=True) / x) ** 2) * x.prod(1, True).sin(),
    shapes=[(2, 3), (3, 2), (1, 2)],
    seed=916,
)
check.function(  # large, tiny, and 0
    "hessian_diagonal",
    lambda x: hessian_diagonal(lambda t: (t**3).sum(), x),
    reference=lambda x: 6 * x,
    points=[[3e8, -2e8], [4e-9, 7e-9], [0.0, 5.0], 0.0],
)
### END HIDDEN TESTS

# %% [raw]
# section: hessian_times_vector
# title: A Hessian times a vector
# path: core
# needs: [hessian_table, jacobian_rows]
# gist: "Hv = ∇(∇f · v) costs two or three gradients, and no tensor of the Hessian's size is made."

# %% [markdown]
# Chapter 6 measured it: the whole Hessian costs many gradients, its product with a vector $v$ a few. The Hessian
# is the Jacobian of the gradient, and a head $v$ turns a Jacobian into one vector (chapter 2). A head is a weighted sum, so
#
# $$H v = \nabla_x \bigl( \nabla f(x) \cdot v \bigr), \qquad v \text{ held constant}, \tag{3}$$
#
# the Hessian–vector product. For (#2) and $v = (1, -1)$, by hand: $H v = (6 - 2,\; 2 - 12) = (4, -10)$.


# %%
def f(x):
    return 2 * x[0] * x[1] + x[0] ** 3 + x[1] ** 3


x, v = torch.tensor([1.0, 2.0]), torch.tensor([1.0, -1.0])
along = grad(lambda x: grad(f)(x) @ v)(x)
print("H v:", along, "  v · H v:", v @ along)

# %% [markdown]
# The last number, $4 + 10 = 14$, is the second derivative of $f$ along $v$: that of the function $s \mapsto f(x + sv)$ of one number, at $s = 0$. In optimisation, the second derivative of a function along a vector of length 1 is called its **<dfn>curvature</dfn>** in that direction.

# %%
print(grad(grad(lambda s: f(x + s * v)))(torch.tensor(0.0)))

# %% [raw]
# exercise: hessian_vector
# title: a Hessian–vector product
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# hints:
#   - Print your answer for f of (#1) at (1, 2) with v = (1, -1), where (4, -10) is right, and with v = (2, -2). Does it double?
#   - "With the gradient (t₀ t₁, t₀²/2) and v = (3, 5), the number to differentiate is 3 t₀ t₁ + 5 t₀²/2. Which number is it for your f?"
#   - "With torch.autograd.grad the first pass needs create_graph=True; with torch.func begin with def weighted(t): the number that equation (#3) differentiates."

# %% [markdown]
# Write `hessian_vector(f, x, v)`: equation (#3) for a function `f` that is not linear, an `x` of any shape and a `v` of the same shape, as a tensor of that shape, exact up to rounding: no difference quotient. Do not build $H$.


# %% nbgrader={"grade_id": "hessian_vector", "solution": true}
def hessian_vector(f, x, v):
    """Return the Hessian of f at x times v, in the shape of x."""
    ### BEGIN SOLUTION
    return grad(lambda t: (grad(f)(t) * v).sum())(x)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_hessian_vector", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

check.jacobian("hessian_vector", asked.product(hessian_vector), **asked.as_for_neighbours)
check.jacobian(  # with many entries, and no table of them
    "hessian_vector", asked.without_the_table(hessian_vector), **asked.as_for_many_entries
)
### BEGIN HIDDEN TESTS
_asked_shapes = [(4,), (3, 2), (5,)]


def _asked_running(t):
    return (t.cumsum(0).sin() * t.exp()).sum()


def _asked_squared(t):
    return t.prod() ** 2


check.jacobian(
    "hessian_vector",
    lambda x: hessian_vector(_asked_running, x, 2 - x),
    of=torch.func.grad(_asked_running),
    head=lambda x: 2 - x,
    shapes=_asked_shapes,
    seed=903,
    evidence=asked.after_the_slope(_asked_running),
)
check.jacobian(
    "hessian_vector",
    lambda x: hessian_vector(_asked_squared, x, x.cos()),
    of=torch.func.grad(_asked_squared),
    head=torch.cos,
    shapes=[(2, 2), (3,)],
    seed=904,
    evidence=asked.after_the_slope(_asked_squared),
)
check.jacobian(  # a function of a square matrix
    "hessian_vector",
    lambda x: hessian_vector(asked.trace_of_cube, x, x.cos()),
    of=torch.func.grad(asked.trace_of_cube),
    head=torch.cos,
    shapes=[(2, 2), (3, 3)],
    seed=917,
    evidence=asked.after_the_slope(asked.trace_of_cube),
)
check.function(  # a single number
    "hessian_vector",
    lambda x: hessian_vector(lambda t: t**4, x, 3 * x),
    reference=lambda x: 36 * x**3,
    shapes=[(), ()],
    seed=918,
)
check.function(  # a factor that is held fixed, as no difference can hold it
    "hessian_vector",
    lambda x: hessian_vector(lambda t: (t**3 * t.detach().flip(0)).sum(), x, x.cos()),
    reference=lambda x: 6 * x * x.flip(0) * x.cos(),
    shapes=[(3,), (2, 2)],
    seed=923,
)
check.function(  # a short v and a long one
    "hessian_vector",
    lambda x: hessian_vector(lambda t: (t**3).sum(), torch.ones_like(x), x),
    reference=lambda v: 6 * v,
    points=[[1e-9, -3e-9], [2e9, 1e9], [0.0, 0.0]],
    told="v",
)
### END HIDDEN TESTS

# %% [markdown]
# How much do we save if we do not build $H$? As in chapter 2 we note the largest tensor that is made, for a function of a thousand numbers. We count the numbers that are made on the way to $H v$; the unit is one gradient:

# %%
x, v = torch.linspace(1, 2, 1000), torch.ones(1000)


def wave(t):
    return torch.sin(t * t.roll(1)).sum()


with TensorsMade() as one:
    grad(wave)(x)
with TensorsMade() as made:
    grad(lambda t: grad(wave)(t) @ v)(x)
print("H v:    largest tensor", max(made.sizes), "numbers")
print("        cost in gradients:", round(sum(made.sizes) / sum(one.sizes), 1))
with TensorsMade() as made:
    hessian(wave)(x)
print("all of H: largest tensor", max(made.sizes), "numbers")

# %% [raw]
# section: dual_numbers_in_torch
# title: Dual numbers in PyTorch
# path: deeper
# needs: [function_transforms, dual_numbers_by_hand]
# gist: "`jvp` goes forward with one direction and gives J t; with one-hot directions, the columns of J."

# %% [markdown]
# In chapter 5 you carried a slope forward with each value, as a pair $a + b\,\varepsilon$. PyTorch can do that with its own tensors and its own operations. In a pair of a value and its slope, the value is called the **<dfn>primal</dfn>** and the slope the **<dfn>tangent</dfn>**. Differentiation that carries tangents forward, in the same run as the values, is called **<dfn>forward mode</dfn>**. Differentiation that goes from the result back to the inputs, as `backward` does, is called **<dfn>reverse mode</dfn>**. Here is a forward-mode pass:

# %%
import torch.autograd.forward_ad as forward_ad

with forward_ad.dual_level():
    d = forward_ad.make_dual(torch.tensor(3.0), torch.tensor(1.0))
    print("3 + 1ε squared:", tuple(forward_ad.unpack_dual(d * d)))
    tangent = forward_ad.unpack_dual(d.sin()).tangent
    print(f"the tangent of its sine: {tangent:.4f}, and cos 3 is {torch.tensor(3.0).cos():.4f}")

# %% [markdown]
# A **<dfn>Jacobian–vector product</dfn>** is what a map makes of a tangent: the Jacobian times the tangent that its input starts with. The functional form is `jvp`: it takes a function, the point, and the tangent $t$ that the point starts with, and returns the value together with the tangent $J t$
# that comes out. With the map (6) of chapter 2 at $(2, 3)$,
#
# $$y = (x_0x_1,\; x_0 + x_1^2,\; \sin x_0), \qquad J = \begin{pmatrix} 3 & 2 \\ 1 & 6 \\ \cos 2 & 0 \end{pmatrix}, \tag{4}$$
#
# and $t = (1, -1)$, by hand: $J t = (3 - 2,\; 1 - 6,\; \cos 2) = (1, -5, -0.416)$.


# %%
def three(x):
    x0, x1 = x
    return torch.stack([x0 * x1, x0 + x1**2, x0.sin()])


x = torch.tensor([2.0, 3.0])
value, rate = jvp(three, (x,), (torch.tensor([1.0, -1.0]),))
print(rate)

# %% [raw]
# exercise: predict_one_hot_tangent
# title: a tangent with a single 1
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Multiply the table (#4) by (0, 1) as by any other tangent. Which of its numbers are left?
#   - "A table with the rows (7, 8) and (5, 9), times (1, 0), gives 7 · 1 + 8 · 0 and 5 · 1 + 9 · 0."
#   - Three results, so three numbers. Each is what one row of (#4) gives for (0, 1).

# %% [markdown]
# Which three numbers come out for $t = (0, 1)$?

# %% nbgrader={"grade_id": "predict_one_hot_tangent", "solution": true}
### BEGIN SOLUTION stub: from_one_hot = ...  # three numbers
from_one_hot = [2.0, 6.0, 0.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_one_hot_tangent", "grade": true}
from autograder.lesson import check

check.prediction("predict_one_hot_tangent", from_one_hot, shape=(3,))

# %%
value, rate = jvp(three, (x,), (torch.tensor([0.0, 1.0]),))
rate = rate + 0.0  # cos 2 is negative, and 0 times it is -0.0: this makes it 0.0
print(rate)
check.reveal("predict_one_hot_tangent", rate)

# %% [markdown]
# A one-hot tangent gives a column of $J$, a one-hot head a row. For heads there is `vjp`: it returns the value, and a function from a head $v$ to $J^\top v$. Now the dot-product test of chapter 2 needs no difference:

# %%
t, v = torch.tensor([1.0, -1.0]), torch.tensor([1.0, 10.0, -2.0])
_, rate = jvp(three, (x,), (t,))
_, pull = vjp(three, x)
(pulled,) = pull(v)
print("<v, J t> = <Jᵀ v, t>:", torch.allclose(v @ rate, pulled @ t))

# %% [raw]
# exercise: jacobian_by_columns
# title: a Jacobian, column by column
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# hints:
#   - Print the shape of your result for map (#4). It should be (3, 2). Where does each of your vectors stand, as a row or as a column?
#   - "The columns (1, 2, 3) and (4, 5, 6), stacked along dimension 1, give a matrix whose first row is (1, 4)."
#   - "torch.eye(len(x), dtype=x.dtype, device=x.device) holds the tangents, one in each row. jvp takes f, and then point and tangent, each in a tuple."

# %% [markdown]
# Write `jacobian_by_columns(f, x)`, for a map from a vector to a vector of any lengths: the Jacobian, of shape `(number of results, number of entries)`, from forward-mode passes. (No ready-made Jacobian: the check refuses one.)


# %% nbgrader={"grade_id": "jacobian_by_columns", "solution": true}
def jacobian_by_columns(f, x):
    """Return the Jacobian of f at the vector x from one forward-mode pass for each entry of x."""
    ### BEGIN SOLUTION
    columns = []
    for tangent in torch.eye(len(x), dtype=x.dtype, device=x.device):
        _, column = jvp(f, (x,), (tangent,))
        columns.append(column)
    return torch.stack(columns, dim=1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_jacobian_by_columns", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

for _asked_map, _asked in asked.maps:
    _asked_answer = asked.columns(jacobian_by_columns, _asked_map)
    check.jacobian("jacobian_by_columns", _asked_answer, of=_asked_map, **_asked)
_asked_forward = asked.columns(jacobian_by_columns, asked.forward_only)  # no ready-made Jacobian
check.function("jacobian_by_columns", _asked_forward, **asked.as_for_sines)
### BEGIN HIDDEN TESTS
for _asked_map, _asked_shapes, _asked_seed in [
    (lambda t: t.exp() * t.cumsum(0), [(4,), (3,), (1,)], 905),
    (lambda t: torch.outer(t, t.cos()).flatten(), [(2,), (3,)], 906),
    (lambda t: t.prod().reshape(1), [(3,), (2,)], 919),  # one result
]:
    check.jacobian(
        "jacobian_by_columns",
        lambda x, f=_asked_map: jacobian_by_columns(f, x),
        of=_asked_map,
        shapes=_asked_shapes,
        seed=_asked_seed,
        evidence=asked.values_for_slopes(_asked_map),
    )
check.function(  # a factor that is held fixed, as no difference can hold it
    "jacobian_by_columns",
    lambda x: jacobian_by_columns(lambda t: t**2 * t.detach()[0], x),
    reference=lambda x: torch.diag(2 * x * x[0]),
    shapes=[(2,), (3,)],
    seed=907,
)
check.function(  # zeros, equal entries, large and tiny ones
    "jacobian_by_columns",
    lambda x: jacobian_by_columns(lambda t: t**2, x),
    reference=lambda x: torch.diag(2 * x),
    points=[[0.0, 0.0], [3.0, 3.0, 3.0], [1e9, 1e-9]],
)
### END HIDDEN TESTS

# %% [raw]
# section: forward_or_backward
# title: Forward or backward?
# path: deeper
# needs: [dual_numbers_in_torch, jacobian_rows]
# gist: "Forward mode needs a pass for each input, reverse mode one for each result."

# %% [markdown]
# `jacrev` builds a Jacobian from heads, `jacfwd` from tangents. The numbers are the same; the work is not. Here is a map from 3 numbers to 500:

# %%
times = torch.linspace(0, 1, 500)


def many(x):
    return x[0] * torch.sin(x[1] * times + x[2])


x = torch.tensor([1.0, 4.0, 0.5])
print(
    tuple(jacfwd(many)(x).shape),
    "the same:",
    torch.allclose(jacfwd(many)(x), jacrev(many)(x), atol=1e-6),
)

# %% [raw]
# exercise: predict_two_modes
# title: how many passes
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - What does one tangent give, a row or a column of the table? And one head?
#   - "A table of 5 rows and 80 columns is copied once row by row, once column by column. How often do you begin anew?"
#   - The table has 500 rows and 3 columns.

# %% [markdown]
# How many tangents does `jacfwd` push through `many`, and how many heads does `jacrev` pull back? Two numbers, in this order.

# %% nbgrader={"grade_id": "predict_two_modes", "solution": true}
### BEGIN SOLUTION stub: tangents_and_heads = ...  # two whole numbers
tangents_and_heads = [3, 500]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_two_modes", "grade": true}
from autograder.lesson import check

check.prediction("predict_two_modes", tangents_and_heads, shape=(2,))

# %%
passes = []
for jacobian in (jacfwd, jacrev):
    with TensorsMade() as made:
        jacobian(many)(x)
    # All passes run side by side in one tensor, and each needs 500 numbers along the way.
    passes.append(max(made.sizes) // 500)
    print(f"{jacobian.__name__}: largest tensor {max(made.sizes):6} numbers, {passes[-1]} passes")
check.reveal("predict_two_modes", passes)

# %% [markdown]
# In forward mode one pass for each entry of $x$, in reverse mode one for each result. Here it is for a map from 3 numbers to 6:

# %%
show(
    columns_or_rows(results=6, entries=3),
    alt="The Jacobian of a map from 3 numbers to 6, a table of 6 rows and 3 columns, drawn twice. Left, forward: one pass fills one "
    "column, 3 passes in all. Right, backward: one pass fills one row, 6 passes in all.",
    width=640,
)

# %% [markdown]
# So, for a map from $n$ numbers to $m$:
#
# | you want | forward mode | reverse mode | take |
# |---|---|---|---|
# | the gradient of a loss, $m = 1$ | $n$ passes | 1 pass | reverse |
# | a curve in one parameter, $n = 1$ | 1 pass | $m$ passes | forward |
# | $J t$, one direction | 1 pass | | forward |
# | $J^\top v$, one head | | 1 pass | reverse |
# | a square Jacobian | $n$ passes | $n$ passes | forward: it keeps no graph |
# | a Hessian | | | forward over reverse: `jacfwd(jacrev(f))` |
#
# The last line is what `hessian` does. Inside, $f$ has one result: reverse. Outside, the map from $x$ to the gradient has a square Jacobian: forward. In the same way a Hessian–vector product is the
# tangent of a gradient. If both modes exist, the shape of your table decides. But some operations, such as `cdist`, the distances between two sets of points, can be differentiated in reverse only:


# %%
def distances(points):
    return torch.cdist(points, torch.ones(4, 2))


for jacobian in (jacrev, jacfwd):
    try:
        print(jacobian.__name__, tuple(jacobian(distances)(torch.eye(3, 2)).shape))
    except NotImplementedError as error:
        print(jacobian.__name__, "raises:", str(error).partition(".")[0])

# %% [raw]
# section: own_operation
# title: An operation of your own
# path: core
# needs: [first_gradient, derivative_of_derivative]
# gist: "A `torch.autograd.Function` has `forward`, `setup_context` and `backward`; test it with `gradcheck` and `gradgradcheck`."

# %% [markdown]
# Autograd knows the derivatives of most of PyTorch's operations, but not of all. Some raise in `backward`; the result of others requires no gradient, in silence:

# %%
x = torch.tensor(2.0, requires_grad=True)
print("a Bessel function requires a gradient:", torch.special.bessel_j0(x).requires_grad)
try:
    torch.special.zeta(x, torch.tensor(1.0)).backward()
except NotImplementedError as error:
    print(error)

# %% [markdown]
# An operation may also come from another library, or its derivative can be computed more safely than by the chain rule. In all these cases you write a
# `torch.autograd.Function`. It has three methods. `forward` computes; `setup_context` keeps what the backward pass will need; `backward` gets the head gradient and returns the vector–Jacobian product.
#
# First $y = x^3$, whose derivative we know: `backward` must return the head times $3x^2$.


# %%
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, head):
        (x,) = ctx.saved_tensors
        return head * 3 * x**2


x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
y = Cube.apply(x)  # not Cube(x): apply does the recording
print(y)
y.backward(torch.tensor([1.0, 10.0], dtype=torch.float64))
print(x.grad)

# %% [markdown]
# (`@staticmethod` marks a method that needs no object of its class. `ctx` keeps things for this one call. Several inputs would need as many gradients from `backward`, in their order.) Nothing inside `forward` was recorded: the graph has one node, `CubeBackward`. PyTorch uses whatever
# `backward` returns, so it must be tested. `gradcheck` rebuilds the Jacobian from one-hot heads and compares it with central differences; it wants `float64`. `gradgradcheck` does the same with the derivative of `backward` itself:

# %%
from torch.autograd import gradcheck, gradgradcheck

x = torch.tensor([1.0, 2.0, -0.5], dtype=torch.float64, requires_grad=True)
print(gradcheck(Cube.apply, x), gradgradcheck(Cube.apply, x))

# %% [markdown]
# Now somebody makes it faster. The slope $3x^2$ can be computed once, when $x$ is at hand, and be kept as plain numbers:


# %%
class StoredSlope(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        (x,) = inputs
        ctx.slope = 3 * x.detach() ** 2

    @staticmethod
    def backward(ctx, head):
        return head * ctx.slope


# %% [raw]
# exercise: predict_checks_passed
# title: two checks
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Is what backward returns the right number? And is that number, as a function of x, still tied to x?
#   - "A table of slopes printed in a book is right at each of its points. Can the book tell how the slope changes if a point moves a little?"
#   - gradcheck looks at the numbers that backward returns; gradgradcheck differentiates them by x once more.

# %% [markdown]
# How many of the two checks will `StoredSlope` pass: 0, 1 or 2?

# %% nbgrader={"grade_id": "predict_checks_passed", "solution": true}
### BEGIN SOLUTION stub: checks_passed = ...  # 0, 1 or 2
checks_passed = 1
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_checks_passed", "grade": true}
from autograder.lesson import check

check.prediction("predict_checks_passed", checks_passed, between=(0, 2))

# %%
passed = 0
for test in (gradcheck, gradgradcheck):
    try:
        passed += test(StoredSlope.apply, x)
        print(test.__name__, "passes")
    except RuntimeError as error:
        print(test.__name__, "raises", type(error).__name__ + ":", str(error).partition(",")[0])
check.reveal("predict_checks_passed", passed)

# %% [markdown]
# *"Jacobian mismatch for output 0 with respect to input 0"*: the first derivative is right, and the second is not. The stored slope is a number with no path back to $x$; in a `backward`, too, whatever is detached is a constant. Take
# $(x^3)^2 = x^6$ at 2, with the second derivative $30x^4 = 480$:

# %%
at = torch.tensor(2.0)
for operation in (Cube, StoredSlope):
    first = grad(lambda x, operation=operation: operation.apply(x) ** 2)
    print(
        f"{operation.__name__:11} first {first(at).item():.0f}, second {grad(first)(at).item():.0f}"
    )

# %% [markdown]
# 288, and no complaint. The path through the square is still there, $2 \cdot (3x^2)^2 = 288$; the path through the slope, $2x^3 \cdot 6x = 192$, is lost. In the graphs of the first derivative you can see it. Here is that of `Cube`; count the paths that lead back to `x`.

# %%
x = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(Cube.apply(x) ** 2, x, create_graph=True)
show_graph(first)

# %% [markdown]
# One path leads through the value, and one through the slope that `backward` computed from `x`. And the graph of `StoredSlope`:

# %%
x = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(StoredSlope.apply(x) ** 2, x, create_graph=True)
show_graph(first)

# %% [markdown]
# The second path is missing. So
# save inputs (or outputs) with `save_for_backward`, and compute the slope from them in `backward`, by operations that can be differentiated. If you cannot, forbid it: `@torch.autograd.function.once_differentiable` above `backward` makes a second derivative raise:


# %% tags=["raises-exception"]
class Honest(StoredSlope):
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, head):
        return head * ctx.slope


leaf = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(Honest.apply(leaf) ** 2, leaf, create_graph=True)
first.backward()

# %% [markdown]
# *"trying to differentiate twice a function that was marked with @once_differentiable"*. But do not rely on it: in version 2.13 `torch.func` ignores the mark, and treats all that `backward` returns as a constant:

# %%
print(grad(grad(lambda x: Honest.apply(x) ** 2))(torch.tensor(2.0)))
try:
    gradgradcheck(Honest.apply, torch.tensor(2.0, dtype=torch.float64, requires_grad=True))
except RuntimeError as error:
    print("gradgradcheck:", str(error).partition(",")[0])

# %% [markdown]
# 0, in silence. `gradgradcheck` is the test that shows it.

# %% [raw]
# section: safer_than_chain_rule
# title: A derivative that is safer than the chain rule
# path: deeper
# needs: [own_operation, side_not_taken]
# gist: "Where the chain rule multiplies infinity by zero, a derivative of one's own stays finite."

# %% [markdown]
# The **<dfn>softplus</dfn>** of a number $x$ is $\log(1 + e^x)$, a smooth form of $\max(x, 0)$. By this formula:

# %%
x = torch.tensor([0.0, 100.0], requires_grad=True)
e = torch.exp(x)
e.register_hook(lambda head: print("head of e:", head, "  its factor:", e.detach()))
y = torch.log(1 + e)
y.sum().backward()
print("value:", y.detach(), "  slope:", x.grad)

# %% [markdown]
# $e^{100}$ does not fit into `float32`: the value is infinite. In the backward pass the logarithm sends the head $1/\infty = 0$, the exponential multiplies it by its factor $\infty$, and $0 \cdot \infty$ is `nan`. Yet $\log(1 + e^{100})$ is 100 to all digits, and the slope is 1. With $-|x|$ in the exponent nothing overflows:
#
# $$\log(1 + e^x) = \max(x, 0) + \log\bigl(1 + e^{-|x|}\bigr). \tag{5}$$
#
# But $\max$ and $|x|$ have kinks at 0, where the softplus has none. Which slopes does autograd use there, and which one has the softplus?

# %%
zero = torch.tensor(0.0)
slope = grad(lambda x: torch.log(1 + torch.exp(x)))
print("log(1 + exp(x)): slope", slope(zero), " its slope", grad(slope)(zero))
print("|x|:", grad(torch.abs)(zero))
for maximum in (lambda x: x.clamp(min=0), torch.relu, lambda x: torch.maximum(x, zero)):
    by_5 = grad(lambda x, m=maximum: m(x) + torch.log1p(torch.exp(-x.abs())))
    print("(5): slope", by_5(zero), " its slope", grad(by_5)(zero) + 0.0)

# %% [markdown]
# Through (#5), autograd gives 1, 0 or $\tfrac12$ at 0, depending on how the maximum is written (chapter 4). The last one is right by luck, and yet its second derivative is 0, not $\tfrac14$. So use (#5) for the value, and write the slope yourself.

# %% [raw]
# exercise: stable_softplus
# title: a stable softplus
# kind: code
# points: 3
# minutes: 25
# difficulty: 2
# hints:
#   - Differentiate log(1 + exp(x)) on paper first. What does the slope tend to for large positive x, and for large negative x? Does yours?
#   - "For log(2 + t²) the slope is 2t/(2 + t²): the inner derivative over the inside. Divide numerator and denominator of yours by whatever is largest, and see which function of PyTorch's you know it as."
#   - "setup_context: ctx.save_for_backward(*inputs). backward begins with (x,) = ctx.saved_tensors. Which values must your slope have at −1000, 0 and 1000? Look for a function of PyTorch's that has them."

# %% [markdown]
# Complete the class `Softplus`: `forward` by (#5), and a `backward` that is right for every head, finite for every $x$ up to $\pm 1000$, and can be differentiated again, with finite numbers there too; at 0 the second derivative is $\tfrac14$. Work out the slope by hand. (`torch.log1p(z)` is $\log(1 + z)$, and `x.clamp(min=0)` is $\max(x, 0)$.)


# %% nbgrader={"grade_id": "stable_softplus", "solution": true}
class Softplus(torch.autograd.Function):
    """log(1 + exp(x)), entry by entry, without overflow."""

    @staticmethod
    def forward(x):
        ### BEGIN SOLUTION
        return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))
        ### END SOLUTION

    @staticmethod
    def setup_context(ctx, inputs, output):
        ### BEGIN SOLUTION
        ctx.save_for_backward(inputs[0])
        ### END SOLUTION

    @staticmethod
    def backward(ctx, head):
        ### BEGIN SOLUTION
        (x,) = ctx.saved_tensors
        return head * torch.sigmoid(x)
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_stable_softplus", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

check.function("stable_softplus", lambda x: Softplus.apply(x), **asked.values)
check.function("stable_softplus", lambda x: Softplus.apply(x), **asked.values_far_out)
check.jacobian("stable_softplus", asked.pulled(Softplus, asked.head), **asked.slopes)
check.function("stable_softplus", asked.pulled(Softplus, asked.twos), **asked.slopes_far_out)
check.gradient("stable_softplus", asked.twice(Softplus), **asked.second_derivatives)
check.function("stable_softplus", asked.twice(Softplus), **asked.second_derivatives_at_0)
### BEGIN HIDDEN TESTS
_asked_shapes = [(5,), (2, 3), ()]


def _asked_as_it_stands(x):
    return torch.log1p(torch.exp(x))


check.function(
    "stable_softplus",
    lambda x: Softplus.apply(10 * x),
    reference=lambda x: torch.logaddexp(10 * x, torch.zeros_like(x)),
    shapes=_asked_shapes,
    seed=907,
    told=lambda x: f"10 times {x.tolist()}",
)
check.function(  # where others leave the small term out
    "stable_softplus",
    lambda x: 1e9 * (Softplus.apply(x) - x),
    reference=lambda x: 1e9 * torch.log1p(torch.exp(-x)),
    points=[[20.5, 22.0, 18.0]],
    rtol=1e-4,
    part="what it has more than x, times 1e9",
)
check.jacobian(
    "stable_softplus",
    asked.pulled(Softplus, lambda x: x - 4),
    of=_asked_as_it_stands,
    head=lambda x: x - 4,
    shapes=[(5,), (2, 3), (1,)],
    seed=908,
)
check.function(
    "stable_softplus",
    asked.pulled(Softplus, lambda x: x),
    reference=lambda x: x * torch.sigmoid(x),
    points=[[-745.0, 0.0, 710.0], [-40.0, 37.0, 90.0]],
    part="the gradient",
)
check.gradient(
    "stable_softplus",
    asked.twice(Softplus),
    of=lambda x: torch.sigmoid(x).sum(),
    analytic=lambda x: torch.sigmoid(x) * torch.sigmoid(-x),
    shapes=[(5,), (2, 3), (1,)],
    seed=909,
    evidence=lambda x: {"ruled_out": ("derivative-without-graph", "no-graph")},
    part="the second derivative",
)


def _asked_of_square(x):  # the head depends on x, too
    leaf = x.clone().requires_grad_()
    squared = Softplus.apply(leaf).square().sum()
    (first,) = torch.autograd.grad(squared, leaf, create_graph=True)
    return torch.autograd.grad(first.sum(), leaf)[0]


check.gradient(
    "stable_softplus",
    _asked_of_square,
    of=lambda x: (2 * _asked_as_it_stands(x) * torch.sigmoid(x)).sum(),
    shapes=[(3,), (2, 2)],
    seed=924,
    evidence=lambda x: {"ruled_out": ("derivative-without-graph", "no-graph")},
    part="the second derivative of its square",
)


def _asked_two_calls(x):
    leaf = x.clone().requires_grad_()
    first, second = Softplus.apply(leaf), Softplus.apply(3 - 2 * leaf)
    return torch.autograd.grad(first * second, leaf, torch.ones_like(leaf))[0]


check.gradient(  # two calls before a backward pass
    "stable_softplus",
    _asked_two_calls,
    of=lambda x: (_asked_as_it_stands(x) * _asked_as_it_stands(3 - 2 * x)).sum(),
    shapes=[(3,), (2, 2)],
    seed=920,
    part="the gradient",
)
### END HIDDEN TESTS

# %% [raw]
# section: per_example
# title: One gradient for each example
# path: deeper
# needs: [function_transforms, own_operation, learning_process]
# gist: "`vmap(grad(loss))` gives one gradient for each example of a batch."

# %% [markdown]
# A training loss is often a mean over examples, and its gradient then a mean of gradients. One no longer sees how much each example contributed. Take the model $p = w \cdot x$ with $w = (1, 1)$, the loss $(p - y)^2$ with the gradient $2(p - y)\,x$, and two examples:
#
# $$x = (1, 2),\; y = 1: \quad 2 \cdot 2 \cdot (1, 2) = (4, 8); \qquad\qquad x = (2, 1),\; y = 4: \quad 2 \cdot (-1) \cdot (2, 1) = (-4, -2). \tag{6}$$
#
# For separate gradients one could write a loop with one pass for each example. Or write the loss for **one** example, and let `vmap` carry it over to many:


# %%
def loss(w, x, y):  # for one example
    return (w @ x - y) ** 2


w = torch.tensor([1.0, 1.0])
xs, ys = torch.tensor([[1.0, 2.0], [2.0, 1.0]]), torch.tensor([1.0, 4.0])
each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys)
print(each)
print("their mean:", each.mean(0))
print("in one:    ", grad(lambda w: ((xs @ w - ys) ** 2).mean())(w))

# %% [markdown]
# `in_dims` says along which dimension each argument holds the examples; `None` means that all share the argument.
#
# A module (chapter 8) holds its weights itself. `functional_call(module, weights, (x,))` runs it with weights from outside, so that `grad` can differentiate by them:


# %%
def loss_of_module(weights, x, y):
    return (functional_call(module, weights, (x,)) - y).square().sum()


module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
weights = dict(module.named_parameters())
each = vmap(grad(loss_of_module), in_dims=(None, 0, 0))(weights, xs, ys)
print({name: tuple(gradient.shape) for name, gradient in each.items()})

# %% [raw]
# exercise: predict_calls
# title: how often is loss called
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - If Python called your function once for each example, would vmap be any faster than a loop?
#   - "xs @ w - ys for a whole batch is a single matrix product. Does somebody have to say 'for each row' in Python for it?"
#   - Either one call for each example, or one for all of them. Which of the two would you build?

# %% [markdown]
# We put a counter into `loss` and call `vmap(grad(loss), …)` on 1000 examples. How often does Python run the body of `loss`?

# %% nbgrader={"grade_id": "predict_calls", "solution": true}
### BEGIN SOLUTION stub: calls_of_loss = ...  # a whole number
calls_of_loss = 1
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_calls", "grade": true}
from autograder.lesson import check

check.prediction("predict_calls", calls_of_loss)

# %%
calls = 0


def counted(w, x, y):
    global calls
    calls += 1
    print("inside, x has shape", tuple(x.shape))
    return (w @ x - y) ** 2


gradients = vmap(grad(counted), in_dims=(None, 0, 0))(w, torch.ones(1000, 2), torch.zeros(1000))
print("outside, the gradients have shape", tuple(gradients.shape))
check.reveal("predict_calls", calls)

# %% [markdown]
# Inside, `x` looks like a single example, but it stands for all of them, and each operation works on the whole batch: one call is enough. (With `chunk_size=100`, `vmap` would call it for a hundred at a time.) That has a price: as one call is for all examples, none of them may take a route of its own. Python's `if` wants one truth value, and
# there are a thousand.

# %% tags=["raises-exception"]
vmap(lambda a: a if a > 0 else -a)(torch.tensor([1.0, -2.0]))

# %% [markdown]
# *"attempting to use a Tensor in some data-dependent control flow"*: the `if` of chapter 4. [S](#graph_before_run) comes back to it.
#
# And a `Function` of your own? It must say that its methods may be run on batches, with the line `generate_vmap_rule = True`. For forward mode, and so for `hessian`, it needs a fourth method, `jvp`, which turns the tangent of the input into that of the result. (`Cube` is that of [](#own_operation).)


# %%
class CompleteCube(Cube):
    generate_vmap_rule = True

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)

    @staticmethod
    def jvp(ctx, tangent):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * tangent


at = torch.tensor([1.0, 2.0])
for cube in (Cube, CompleteCube):
    for use in (vmap(grad(cube.apply)), lambda x, cube=cube: jvp(cube.apply, (x,), (x,))[1]):
        try:
            print(cube.__name__, use(at).tolist())
        except RuntimeError as error:
            print(cube.__name__, "raises:", str(error).partition(". ")[0])

# %% [raw]
# exercise: clipped_gradient
# title: no example counts too much
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# hints:
#   - Print the norms of the single gradients before and after your limit. Is any of them above the bound? And did you change those that were below?
#   - "With the bound 5: (6, 8) has the norm 10 and becomes (3, 4), (0, 2) stays, and their mean is (1.5, 3). Limiting the mean of the two instead, (3, 5), gives something else."
#   - "Begin with each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys). Then each.norm(dim=1) has one number for each example."

# %% [markdown]
# One example with a wrong target should not change the whole model; and whoever trains on private data must bound what any single person can contribute. Both are reasons to clip each example's gradient. **<dfn>Clipping</dfn>** a gradient means: if its norm is above a bound, it is shortened to the bound, in its direction; otherwise it stays as it is, also where it is 0. Then the mean is taken.
#
# Write `clipped_gradient(loss, w, xs, ys, bound)` for a vector `w`, with `loss(w, x, y)` for one example. It returns the mean of the clipped gradients, in the shape of `w`.


# %% nbgrader={"grade_id": "clipped_gradient", "solution": true}
def clipped_gradient(loss, w, xs, ys, bound):
    """Return the mean over the examples of their gradients by w, each clipped to norm bound."""
    ### BEGIN SOLUTION
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys)
    factors = (bound / each.norm(dim=1)).clamp(max=1)
    return (factors[:, None] * each).mean(0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_clipped_gradient", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

for _asked_examples, _asked_bound, _asked in asked.clippings:  # in the last one a gradient is 0
    check.function(
        "clipped_gradient",
        asked.clipping(clipped_gradient, _asked_examples, _asked_bound),
        **_asked,
    )
### BEGIN HIDDEN TESTS
_asked_shapes = [(4,), (2,)]


def _asked_by_exp(w, xs, ts):
    return (xs @ w - ts).exp()[:, None] * xs


def _asked_by_cosine(w, xs, ts):
    return torch.cos(xs @ w + ts)[:, None] * xs


check.function(
    "clipped_gradient",
    lambda w: clipped_gradient(lambda w, x, t: (w @ x - t).exp(), w, *asked.rows(7, w), 0.9),
    reference=lambda w: asked.limited(_asked_by_exp(w, *asked.rows(7, w)), 0.9).mean(0),
    shapes=_asked_shapes,
    rtol=1e-4,
    seed=909,
    evidence=lambda w: asked.other_ways(_asked_by_exp(w, *asked.rows(7, w)), 0.9),
    told="w",
)
check.function(
    "clipped_gradient",
    lambda w: clipped_gradient(lambda w, x, t: torch.sin(w @ x + t), w, *asked.rows(9, w), 0.4),
    reference=lambda w: asked.limited(_asked_by_cosine(w, *asked.rows(9, w)), 0.4).mean(0),
    shapes=[(3,), (5,), (2,)],
    rtol=1e-4,
    seed=910,
    evidence=lambda w: asked.other_ways(_asked_by_cosine(w, *asked.rows(9, w)), 0.4),
    told="w",
)
check.function(  # a single example, and a w of one entry
    "clipped_gradient",
    lambda w: clipped_gradient(asked.square, w, *asked.rows(1, w), 0.05),
    reference=lambda w: asked.limited(
        2 * (asked.rows(1, w)[0] @ w - asked.rows(1, w)[1])[:, None] * asked.rows(1, w)[0], 0.05
    ).mean(0),
    shapes=[(3,), (1,)],
    rtol=1e-4,
    seed=921,
    told="w",
)
### END HIDDEN TESTS

# %% [raw]
# section: implicit
# title: Differentiate the answer, not the road
# path: deeper
# needs: [function_transforms, jacobian_rows]
# gist: "A fixed point z = g(z, a) has dz/da = (I − G)⁻¹ B, however it was found."

# %% [markdown]
# Many numbers are found by a loop that runs until nothing changes any more: a root, an equilibrium, the minimum of a function. A **<dfn>fixed point</dfn>** of a step is a value that the step maps to itself. We call it $z$, the step $g$, and the rounds of the loop the **road** to it:
#
# $$z = g(z, a), \tag{7}$$
#
# where $a$ is the input of the problem. How does the answer $z$ change with $a$? Take $g(z, a) = z/2 + a$, starting from $z = 0$. For $a = 3$ the loop goes 3, 4.5, 5.25, … towards 6. Indeed $z = z/2 + a$ means $z = 2a$, so $dz/da = 2$.
#
# Autograd can go back through every round. What does it find after forty of them?


# %%
def step(z, a):
    return z / 2 + a


a = torch.tensor(3.0, requires_grad=True)
z = torch.tensor(0.0)
for _ in range(40):
    z = step(z, a)
z.backward()
print("40 rounds: z =", z.item(), "  dz/da =", a.grad.item())

# %% [raw]
# exercise: predict_three_rounds
# title: after three rounds
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 2
# hints:
#   - Write down z after one, two and three rounds as a formula in a, starting from z = 0.
#   - "For the step z/3 + a: a, then a/3 + a, then a/9 + a/3 + a. The slopes are 1, 4/3, 13/9."
#   - After two rounds z is a/2 + a. Halve that and add a.

# %% [markdown]
# What is $dz/da$ after three rounds, starting from $z = 0$?

# %% nbgrader={"grade_id": "predict_three_rounds", "solution": true}
### BEGIN SOLUTION stub: after_three = ...  # one number
after_three = 1.75
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_three_rounds", "grade": true}
from autograder.lesson import check

check.prediction("predict_three_rounds", after_three)

# %%
a = torch.tensor(3.0, requires_grad=True)
z = torch.tensor(0.0)
for rounds in range(1, 4):
    z = step(z, a)
    (rate,) = torch.autograd.grad(z, a, retain_graph=True)
    print(rounds, "rounds: z =", z.item(), "  dz/da =", rate.item())
check.reveal("predict_three_rounds", rate)

# %% [markdown]
# Here the derivative through the road approaches that of the answer, as $z$ approaches its limit. But the graph grows with each round, and it is not needed: however $z$ was found, by a loop, by a library, by a good guess, it satisfies (#7). So differentiate (#7) itself. On the right, $a$ enters directly and through $z$:
#
# $$\frac{dz}{da} = \frac{\partial g}{\partial z}\,\frac{dz}{da} + \frac{\partial g}{\partial a}
# \qquad\Longrightarrow\qquad \frac{dz}{da} = \frac{\partial g/\partial a}{1 - \partial g/\partial z}. \tag{8}$$
#
# Both partial derivatives are taken at the fixed point. For our step: $1/(1 - \tfrac12) = 2$. To differentiate the equation that an answer satisfies, and not the way on which it was found, is called **<dfn>implicit differentiation</dfn>**. It needs one step, and no graph of the loop. And it needs two conditions, those of the *implicit function theorem*: $g$ has continuous derivatives near the fixed point, and $\partial g/\partial z$ is not 1 there.


# %%
def step(z, a):
    return torch.cos(a * z)


def formula(g, z, a):
    by_z, by_a = grad(g, argnums=(0, 1))(z, a)
    return by_a / (1 - by_z)


def solve(a):
    z = torch.ones_like(a)
    for _ in range(200):  # no graph: nothing here requires a gradient
        z = step(z, a)
    return z


a = torch.tensor(1.0, dtype=torch.float64)
print(f"z = {solve(a):.6f}   by formula (#8): dz/da = {formula(step, solve(a), a):.6f}")
print(f"by a central difference:     {(solve(a + 1e-5) - solve(a - 1e-5)) / 2e-5:.6f}")
zero = torch.zeros_like(a)  # z = 0 is a fixed point of z + a − z³ at a = 0, and ∂g/∂z is 1
print("∂g/∂z is 1:     ", formula(lambda z, a: z + a - z**3, zero, zero).item())
for z in (zero + 0.01, zero + 0.011):  # 0.01 is a fixed point, and ∂g/∂z is 0.998 there
    print(f"near 1, at {z:.3f}: {formula(lambda z, a: z - (z**2 - a) / 10, z, 1e-4 + zero):.1f}")

# %% [markdown]
# With vectors, the partial derivatives are Jacobians, $G = \partial g/\partial z$ and $B = \partial g/\partial a$, and the division is a system of linear equations, with the identity matrix $I$ for the 1:
#
# $$(I - G)\,\frac{dz}{da} = B, \qquad \text{if } I - G \text{ is invertible.} \tag{9}$$
#
# `torch.linalg.solve(M, C)` returns the $X$ with $M X = C$, and `jacrev` takes `argnums` as `grad` does.

# %% [raw]
# exercise: implicit_jacobian
# title: the Jacobian of a fixed point
# kind: code
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print the shapes of G and B. G should be square. Which of the two matrices has one column for each entry of a?
#   - "In numbers: with the slope 1/2 by z and 3 by a, (#8) gives 3/(1 − 1/2) = 6. If you got 3, what did you leave out? If −6, what did you turn round?"
#   - "jacrev(g, argnums=1)(z, a) is B. The identity is torch.eye(len(z), dtype=z.dtype, device=z.device). Which system is to be solved?"

# %% [markdown]
# Write `implicit_jacobian(g, z, a)`, where `g(z, a)` is one step, `z` a fixed point of it (a vector) and `a` a vector, maybe of another length. It returns $dz/da$, of shape `(len(z), len(a))`, exact up to rounding: no difference quotient. $I - G$ is invertible, but more rounds of the loop may lead away from `z`.


# %% nbgrader={"grade_id": "implicit_jacobian", "solution": true}
def implicit_jacobian(g, z, a):
    """Return dz/da at the fixed point z = g(z, a), one row for each entry of z."""
    ### BEGIN SOLUTION
    G = jacrev(g, argnums=0)(z, a)
    B = jacrev(g, argnums=1)(z, a)
    identity = torch.eye(len(z), dtype=z.dtype, device=z.device)
    return torch.linalg.solve(identity - G, B)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_implicit_jacobian", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

check.jacobian("implicit_jacobian", asked.of_a_loop(implicit_jacobian), **asked.loop)
check.jacobian(  # a fixed point from which the loop would lead away
    "implicit_jacobian", asked.of_equations(implicit_jacobian), **asked.equations
)
### BEGIN HIDDEN TESTS
check.function(
    "implicit_jacobian", asked.of_equations(implicit_jacobian), **asked.equations_far_out
)
check.jacobian(  # z = z / 5 + a², so that z = 1.25 a²
    "implicit_jacobian",
    lambda a: implicit_jacobian(lambda z, t: z / 5 + t**2, 1.25 * a**2, a),
    of=lambda a: 1.25 * a**2,
    shapes=[(3,), (2,)],
    seed=910,
    evidence=lambda a: {"paths": (torch.diag(2 * a), torch.diag(0.5 * a))},
    told="a",
)


def _asked_tanh(z, a):
    matrix = torch.sin(torch.arange(len(z) ** 2, dtype=z.dtype, device=z.device))
    return torch.tanh(matrix.reshape(len(z), len(z)) @ z * (0.8 / len(z)) + a)


check.jacobian(
    "implicit_jacobian",
    lambda a: implicit_jacobian(_asked_tanh, asked.found(_asked_tanh, a, len(a)), a),
    of=lambda a: asked.found(_asked_tanh, a, len(a)),
    shapes=[(2,), (4,), (3,), (1,)],
    seed=911,
    evidence=lambda a: asked.other_matrices(_asked_tanh, len(a))(a),
    told="a",
)


def _asked_three_given(z, a):  # three numbers given, two found
    return torch.stack([0.25 * z[1] * a[0] + a[2] ** 2, 0.5 * z[0].cos() + a[1] * a[2]])


check.jacobian(
    "implicit_jacobian",
    lambda a: implicit_jacobian(_asked_three_given, asked.found(_asked_three_given, a, 2), a),
    of=lambda a: asked.found(_asked_three_given, a, 2),
    shapes=[(3,), (3,)],
    seed=912,
    evidence=asked.other_matrices(_asked_three_given, 2),
    told="a",
)
_asked_given = torch.tensor([[1.0, 2.0], [-3.0, 0.5]], dtype=torch.float64)
_asked_system = torch.tensor([[1.0, 2.0], [0.0, 1e-4]], dtype=torch.float64)


def _asked_nearly_none(z, t):  # I - G is invertible, and its inverse has large numbers
    return z - _asked_system @ z + _asked_given @ t**2


check.jacobian(
    "implicit_jacobian",
    lambda a: implicit_jacobian(
        _asked_nearly_none, torch.linalg.solve(_asked_system, _asked_given @ a**2), a
    ),
    of=lambda a: torch.linalg.solve(_asked_system, _asked_given @ a**2),
    shapes=[(2,), (2,)],
    seed=927,
    told="a",
)
check.jacobian(  # the loop swings ever wider: G is -2 times the identity
    "implicit_jacobian",
    lambda a: implicit_jacobian(lambda z, t: 3 * t.sin() - 2 * z, a.sin(), a),
    of=torch.sin,
    shapes=[(3,), (1,)],
    seed=922,
    told="a",
)
### END HIDDEN TESTS

# %% [raw]
# exercise: plot_two_roads
# title: the road and the answer
# kind: plot
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print the first three values of both curves for the step z/2 + a from z = 0. They should be 1, 1.5, 1.75 and 2, 2, 2.
#   - "The first curve needs a graph that goes on from round to round; the second takes z as a plain number, wherever it came from. Which of your tensors should be detached, and for which curve?"
#   - "Begin with leaf = a.clone().requires_grad_(). torch.autograd.grad(z, leaf, retain_graph=True) leaves the graph for the next round, and formula (#8) is taken at z.detach()."

# %% [markdown]
# How fast does each of the two derivatives come near its limit? Both `z` and `a` are scalars here. Go `most` rounds, $z_k = g(z_{k-1}, a)$, from the start `z`. Over the rounds $k$ from 1 to `most`, draw two curves on the given axes:
#
# - labelled `"road"`: the derivative of $z_k$ by $a$ through all $k$ rounds, where the start is a constant,
# - labelled `"answer"`: formula (#8), with both partial derivatives taken at $(z_k, a)$.
#
# Label both axes, add a title and a legend, and give the curves different markers or line styles.


# %% nbgrader={"grade_id": "plot_two_roads", "solution": true}
def plot_two_roads(g, a, z, most):
    """Plot the derivative through k rounds, and formula (#8) at z_k, over k; return the Axes."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        (slope,) = torch.autograd.grad(z, leaf, retain_graph=True)
        road.append(slope.item())
        by_z, by_a = grad(g, argnums=(0, 1))(z.detach(), a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(
        xlabel="rounds", ylabel="derivative of z by a", title="Two derivatives of a fixed point"
    )
    axes.legend()
    ### END SOLUTION
    return axes


# %%
show(
    plot_two_roads(
        lambda z, a: torch.cos(a * z),
        torch.tensor(1.0, dtype=torch.float64),
        torch.tensor(1.0, dtype=torch.float64),
        20,
    ),
    alt="Your plot, for the step cos(a z) at a = 1. It should show two curves over 20 rounds that swing from side to side and settle at -0.2975; "
    "the curve called answer settles sooner.",
)


# %% nbgrader={"grade_id": "test_plot_two_roads", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

for _asked_step in asked.roads:
    check.plot(
        "plot_two_roads",
        asked.drawn(plot_two_roads, *_asked_step),
        like=asked.two_roads(*_asked_step),
    )
### BEGIN HIDDEN TESTS
_asked_close = (2e-6, 1e-6)


def _asked_heron(z, a):  # Heron's step towards the square root
    return (z + a / z) / 2


def _asked_both(z, a):  # by_z depends on a, by_a on z, and the loop leads away
    return a * z * 1.2 + z.sin() * a**2


for _asked_step, _asked_within in zip(
    [(_asked_heron, 5.0, 4.0, 8), (_asked_both, 0.9, 0.5, 3)], _asked_close, strict=True
):
    check.plot(
        "plot_two_roads",
        asked.drawn(plot_two_roads, *_asked_step),
        like=asked.two_roads(*_asked_step, within=_asked_within),
    )
### END HIDDEN TESTS

# %% [markdown]
# The formula does not know how $z$ was found, only where it is. Any solver may find it, without a graph; and the loop may stop early, unless $1 - \partial g/\partial z$ is so small that (#8) makes a small error of $z$ a large one.

# %% [raw]
# section: graph_before_run
# title: The graph before the run
# path: core
# needs: [who_decides]
# gist: "A trace records the one route that ran; export refuses a condition on data; compile breaks the graph there."

# %% [markdown]
# Early deep learning frameworks, such as the first TensorFlow, made you build the graph first, and then run it on numbers. Such a graph, fixed before the run, is called a **<dfn>static graph</dfn>**. PyTorch's is a **<dfn>dynamic graph</dfn>**: a record of what ran, made anew in each forward pass. That is why the doubling function of chapter 4 was no problem.
# But to run a model on a phone, on a machine without Python, or faster, one may capture the program. **<dfn>Capture</dfn>** makes a static graph of a program. PyTorch has several ways to do that. What happens to a function whose operations depend on its input?


# %%
def f(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    if b.sum() > 0:
        return b
    return 100 * b


print("f(300) =", f(torch.tensor(300.0)).item(), "  f(3) =", f(torch.tensor(3.0)).item())

# %% [markdown]
# The oldest way is tracing. **<dfn>Tracing</dfn>** runs a program on an example and records the operations of this run, just as autograd does; the function for it is `torch.jit.trace`. (It is deprecated, and says so; you will still meet it.) We trace at 300, keep its warnings, and print their first sentences:

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    traced = torch.jit.trace(f, torch.tensor(300.0))
for text in sorted({str(each.message).partition(". ")[0].rstrip(".") for each in caught}):
    print(text)
print("traced(300) =", traced(torch.tensor(300.0)).item())

# %% [raw]
# exercise: predict_traced
# title: another number through the trace
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Which operations ran when f was called at 300? Chapter 4 drew them.
#   - "Somebody followed you home once and wrote down: left, left, right. Where does the note lead from another starting point?"
#   - Count the multiplications that ran in f(300), and do the same to 3.

# %% [markdown]
# What will `traced(torch.tensor(3.0))` return? (`f` itself returns 1536 there.)

# %% nbgrader={"grade_id": "predict_traced", "solution": true}
### BEGIN SOLUTION stub: traced_at_3 = ...  # one number
traced_at_3 = 12.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_traced", "grade": true}
from autograder.lesson import check

check.prediction("predict_traced", traced_at_3)

# %%
for number in (3.0, -300.0):
    a = torch.tensor(number)
    print(f"at {number:4.0f}: traced {traced(a).item():6.0f}   f {f(a).item():6.0f}")
check.reveal("predict_traced", traced(torch.tensor(3.0)))

# %% [markdown]
# At 300 two doublings ran, and the trace applies these two to every number, with no error: $3 \cdot 4 = 12$. The `TracerWarning` had said it: *"Converting a tensor to a Python boolean might cause the trace to be incorrect."* (Autograd's graph holds no conditions either, but it is used for the numbers of its own run only.)
#
# The successor of `torch.jit.trace` is `torch.export`. It does not run `f` on numbers but with stand-ins that have a shape and a dtype, and no values. So it notices the question that it cannot answer, and refuses. (Export takes a module; `AsModule`, from this course's package, wraps a function as one. `hushed` holds back pages of remarks.)

# %%
try:
    with hushed():
        torch.export.export(AsModule(f), (torch.tensor(300.0),))
except RuntimeError as error:
    lines = str(error).splitlines()
    print(type(error).__name__)
    print(lines[0].partition(" Eq")[0])
    print(next(line.strip() for line in lines if "b.norm()" in line))

# %% [markdown]
# *"Could not guard on data-dependent expression"*, and the line where it happened. A **<dfn>guard</dfn>** is a condition on the inputs under which a captured graph holds, such as a shape. The truth of `b.norm() < 1000` is no matter of shapes; it depends on the data.
#
# Third, `torch.compile`. By default it does not refuse: it compiles the pieces between the questions, and Python answers the questions. What is done with a piece is decided by a backend. A **<dfn>backend</dfn>** of a compiler is a function that gets a captured graph and returns what is to be run in its place; ours only counts, and runs the piece as it is. We give it `f` with its loop written as a function that calls itself. (With the `while` of `f` the number of pieces depends on Python's version.)

# %%
pieces = []


def grown(b):  # the questions of f; its loop is a call of itself
    if b.norm() < 1000:
        return grown(2 * b)
    if b.sum() > 0:
        return b
    return 100 * b


def by_calls(a):
    return grown(2 * a)


def counting(graph, example_inputs):
    pieces.append(graph)
    return graph.forward


torch.compiler.reset()
compiled = torch.compile(by_calls, backend=counting)
for number in (300.0, 3.0, 40.0, -300.0):
    a = torch.tensor(number)
    print(f"f({number:4.0f}): right {torch.equal(compiled(a), f(a))}, pieces so far {len(pieces)}")

# %% [markdown]
# Right each time, but not in one graph. The function falls into four pieces for 300. For 3 and 40 no new ones are needed; $-300$ needs a fifth, the multiplication by 100.
# A **<dfn>graph break</dfn>** is a place where one piece of a compiled program ends and Python takes over: nothing can be optimised across it. With `fullgraph=True` a break is an error:

# %%
torch.compiler.reset()
compiled = torch.compile(by_calls, backend="eager", fullgraph=True)  # one piece, or none
try:
    with hushed():
        compiled(torch.tensor(300.0))
except RuntimeError as error:
    print(str(error).partition("\n")[0])

# %% [markdown]
# (`backend="eager"` runs the pieces as they are, without a compiler.) So the same function is recorded wrongly, refused, or cut into pieces.

# %% [raw]
# section: number_in_a_module
# title: A number in a module
# path: deeper
# needs: [graph_before_run]
# gist: "Captured, a Python number is a constant; only tensors that are inputs or buffers may vary."

# %% [markdown]
# Besides conditions, a program has numbers. Here is a module with a Python number and with a tensor, captured by export:


# %%
class Scaled(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rate = 3.0
        self.register_buffer("shift", torch.zeros(2))

    def forward(self, x):
        return self.rate * x + self.shift


module = Scaled()
exported = torch.export.export(module, (torch.ones(2),)).module()
print(exported(torch.ones(2)))

# %% [raw]
# exercise: predict_after_change
# title: a changed number
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - Does the exported graph hold the name rate, or what stood behind it when it was captured?
#   - "A timetable was printed last winter. Then the railway lets the train leave later. Does the printed time change?"
#   - There are two candidates, 3 and 10. Which one did the stand-in pass see?

# %% [markdown]
# Now `module.rate = 10.0`. What will the first entry of `exported(torch.ones(2))` be?

# %% nbgrader={"grade_id": "predict_after_change", "solution": true}
### BEGIN SOLUTION stub: first_entry = ...  # one number
first_entry = 3.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_after_change", "grade": true}
from autograder.lesson import check

check.prediction("predict_after_change", first_entry)

# %%
module.rate = 10.0
print("module:", module(torch.ones(2)), "  exported:", exported(torch.ones(2)))
check.reveal("predict_after_change", exported(torch.ones(2))[0])

module.shift.fill_(0.5)
print("after fill_:          ", exported(torch.ones(2)))
module.shift = torch.full((2,), 100.0)
print("after another tensor: ", exported(torch.ones(2)))

# %% [markdown]
# The capture holds the value that a plain number had then, not its name `rate`. Of `shift` it holds the tensor itself: new entries of this tensor count, another tensor under the name does not. Besides the entries of such tensors, only the *inputs* may vary, those that are tensors. A Python number that is passed as an argument is fixed as well, and so is a shape, unless it is declared dynamic (`dynamic_shapes`); but for these two `export` keeps a guard, and a call that breaks it raises:


# %%
def weighted(x, k):
    return k * x * x.shape[0]


exported = torch.export.export(AsModule(weighted), (torch.ones(3), 2)).module()
print(exported(torch.ones(3), 2))
for arguments in [(torch.ones(3), 5), (torch.ones(4), 2)]:
    try:
        exported(*arguments)
    except AssertionError as error:
        print(error)

# %% [raw]
# exercise: without_conditions
# title: the doubling function, without a question
# kind: code
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Compare your function with f at a = 300, 3, 499, 700 and -300, without any export. At which of them is it wrong?
#   - "How many triplings bring 2 to at least 50? log₃(50/2) = 2.93, so 3: round up. Starting from 70 the logarithm is negative. How many doublings does f make even then?"
#   - "torch.log2, torch.floor and clamp count the doublings, all of them or all but one; torch.where decides by the norm, and then by the sign of the sum. Try the count alone first, on 300, 3 and 700."

# %% [markdown]
# Can the doubling function be captured at all? Yes, if its questions become arithmetic. How often it doubles can be computed from $\|a\|\,2^k \ge 1000$; and `torch.where` chooses with a tensor where `if` needs a truth value.
#
# Write `without_conditions(a)`. It returns what `f(a)` returns, for every `a` with a norm of at least $10^{-12}$, without Python's `if`, `while`, `and`, `or`, `min`, `max`, `float` or `.item()` on the values of tensors. Its gradient must be that of `f`. The lines below the function export it, and the test runs the exported graph.
#
# Beware of norms just below 500, 250, 125, …: a logarithm that is rounded to a whole number makes one doubling too few there. Do not let the logarithm alone decide.


# %% nbgrader={"grade_id": "without_conditions", "solution": true}
def without_conditions(a):
    """Return what the doubling function f returns, for an a of any shape, with an entry that is not 0."""
    ### BEGIN SOLUTION
    doublings = torch.floor(torch.log2(1000 / a.norm())).clamp(min=1)
    b = a * 2**doublings  # enough, or one doubling short
    b = torch.where(b.norm() < 1000, 2 * b, b)
    return torch.where(b.sum() > 0, b, 100 * b)
    ### END SOLUTION


def exported_from(example):
    """Return the graph of without_conditions, captured with an example."""
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% nbgrader={"grade_id": "test_without_conditions", "grade": true}
import beyond_backward_exercises as asked
from autograder.lesson import check

_asked_run = asked.captured(exported_from)
check.function("without_conditions", _asked_run, **asked.single_numbers)
check.function("without_conditions", _asked_run, **asked.whole_tensors)
check.function("without_conditions", _asked_run, **asked.just_below)
check.gradient("without_conditions", asked.slope(_asked_run), **asked.slopes_of_f)
### BEGIN HIDDEN TESTS
check.function(
    "without_conditions",
    lambda x: _asked_run(650 * x),
    reference=lambda x: asked.f(650 * x),
    shapes=[(), (1,), (4,), (2, 3), (3,)],  # each further shape is one more export
    seed=913,
    evidence=lambda x: {
        "foretold": {"whose-decision": asked.for_each(650 * x)},
        "ruled_out": ("factor",),
    },
    told=lambda x: f"650 times {x.tolist()}",
)
check.gradient(
    "without_conditions",
    asked.slope(lambda x: _asked_run(50 * x)),
    of=lambda x: asked.f(50 * x).sum(),
    shapes=[(4,), (2, 3), ()],
    seed=915,
    evidence=lambda x: {"ruled_out": ("factor",)},
    part="the gradient",
    told=lambda x: f"50 times {x.tolist()}",
)
check.function(  # exactly 1000, 500 and 250; a sum of 0; equal entries; large and tiny ones
    "without_conditions",
    _asked_run,
    reference=asked.as_f,
    points=[
        1000.0,
        500.0,
        -250.0,
        [300.0, -300.0],
        [600.0, 800.0],
        [7.0, 7.0],
        [3e9, 1.0],
        [1e-11, -2e-11],
        [0.0, -40.0],
    ],
    told="a",
)
### END HIDDEN TESTS

# %% [raw]
# section: choosing_a_tool
# title: Which tool?
# path: deeper
# needs: [hessian_times_vector, own_operation, graph_before_run]
# gist: "Each question about derivatives has its tool."


# %% [raw]
# exercise: which_tool
# title: which tool, and why
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# hints:
#   - For each task write down how many numbers go in and how many come out, or what must be known of every single example.
#   - For part 2, look at what StoredSlope passed and what it failed. A penalty on a gradient is a function of a gradient; what does training differentiate?
#   - For part 4, think of what the trace of f at 300 did to 3. Which of the three ways of [](#graph_before_run) returned a wrong number?

# %% [markdown]
# Four colleagues ask for advice. Tell each, in two or three sentences of your own, what is wrong and which tool helps, with a reason. A person will read and grade this one.
#
# 1. *"My simulation has 3 parameters and returns the temperature at a million places. I need the derivative of every temperature by every parameter, and `backward` takes much too long."*
# 2. *"My own `Function` stores its slope on the forward pass, and `gradcheck` passes. Now I add a penalty to my loss, the squared norm of a gradient, and the model does not learn what the penalty asks for. No error."*
# 3. *"My layer runs a loop until its result is stable, some 5000 rounds. Training runs out of memory."*
# 4. *"I traced my model for a customer. It contains `if x.mean() > 0`. My test, on the example that I traced it with, passes."*

# %% [markdown] nbgrader={"grade_id": "which_tool", "grade": true, "solution": true}
# **Model answer.** (1) Forward mode: `jacfwd`, or three calls of `jvp`, one for each parameter. Three numbers go in and a million come out; reverse mode needs a pass for each result, forward mode one for each input. (2) Training on the penalty differentiates a gradient, so it needs the derivative
# of `backward`. The stored slope is a constant there, and its part of the second derivative is silently 0: `gradgradcheck` would have shown it. Save the input, and compute the slope from it in `backward`. (3) Implicit differentiation: find the fixed point without a graph, and get the derivative from one step by (#8) or (#9). Memory then
# does not depend on the number of rounds. (The condition: $I - G$ is invertible.) (4) The trace holds only the side that the example took, and every other input follows it, without an error. Test on inputs that take the other side; better, replace the `if` by `torch.where` and use `torch.export`, which refuses instead of guessing.
#
# **Rubric, one point each.** Forward mode, with the counts of inputs and results. · The second derivative is lost because the slope was stored, with a test or a cure. · Differentiate the fixed point, not the loop. · The trace holds one side only, with a test on the other side or a cure.

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - `torch.func` turns functions into functions: `grad`, `jacrev`, `jacfwd`, `hessian`, `vmap`; `jvp` and `vjp` are the products with one vector. `grad` wants a result of shape `()`.
# - The Hessian is the Jacobian of the gradient. The gradient of the gradient's sum is the sum of its rows, not its diagonal.
# - $Hv = \nabla(\nabla f \cdot v)$ costs two or three gradients; no tensor of the Hessian's size is made.
# - Forward mode, where it exists: one pass for each input. Reverse mode: one pass for each result.
# - A `Function` of your own: `forward`, `setup_context`, `backward`, and `jvp` for forward mode and Hessians; save inputs or outputs; test with `gradcheck` **and** `gradgradcheck`.
# - `vmap(grad(loss), in_dims=(None, 0, 0))` gives one gradient for each example; `functional_call` makes the weights of a module an argument.
# - A fixed point $z = g(z, a)$ has $dz/da = (I - G)^{-1} B$, however it was found, if $I - G$ is invertible.
# - Traced, one side of a branch is recorded, with a warning and no error; exported, it is refused; compiled, it breaks the graph. For export, only tensors may vary: the inputs, and the entries of those that it holds.
#
# | What people believe | What is true |
# |---|---|
# | A `Function` that passes `gradcheck` is right. | Its first derivative is, at the points tried. The second may be wrong, in silence. |
# | To differentiate a loop's result, go back through the loop. | If the result is a fixed point, differentiate the equation that it satisfies. |
# | A trace does what the program does. | It does what the program did in one run. |
#
# ## Further reading
#
# - PyTorch documentation: [`torch.func`](https://docs.pytorch.org/docs/stable/func.html), [Extending PyTorch](https://docs.pytorch.org/docs/stable/notes/extending.html), [Gradcheck mechanics](https://docs.pytorch.org/docs/stable/notes/gradcheck.html), and
#   [`torch.export`](https://docs.pytorch.org/docs/stable/export.html).
# - B. A. Pearlmutter, *Fast Exact Multiplication by the Hessian*, Neural Computation 6, 1994.
# - A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM 2008, chapters 3, 5 and 15, on both modes, on second derivatives, and on implicit functions.
# - S. Bai, J. Z. Kolter and V. Koltun, *Deep Equilibrium Models*, NeurIPS 2019, on layers that are fixed points.
#
# ## The end of the course
#
# You began with four numbers and their gradient. Since then you have gone backward by hand and by machine, cut paths and followed branches, read the graph, built an engine, trained a network, and now gone beyond `backward`. What remains is a habit: before you run, say what you expect; afterwards, ask for a second opinion.

# %% [markdown]
# ## Where you stand

# %%
progress()
