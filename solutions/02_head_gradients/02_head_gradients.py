# %% [raw]
# chapter: Head gradients
# builds_on: chapter 1; from the fourth section of this chapter on also on matrices (product with a vector, transpose, perpendicular vectors)

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **explain** why `backward` refuses a result with several entries, and what it wants instead,
# - **compute** what `y.backward(v)` leaves in `.grad`, by hand and by machine,
# - **rebuild** a whole Jacobian from backward passes, row by row,
# - **find** a direction that a backward pass cannot see,
# - **check** a backward pass of many results with a single number.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. If time is short, take the core: leave out the sections and exercises that are marked as deeper. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import inspect
import math
import warnings

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, explore, progress, show, show_graph, step_backward
from autograder.lesson.kit import TensorsMade

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [raw]
# section: many_results
# title: More than one number at the end
# path: core
# needs: [first_gradient]
# gist: "`backward()` without a head wants a result with one entry; with more it raises."

# %% [markdown]
# In chapter 1 every forward pass ended in a single number. Leave out the sum at the end, and four numbers come out:

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
print(y)

# %% [markdown]
# Now go backward.

# %% tags=["raises-exception"]
y.backward()

# %% [markdown]
# *"grad can be implicitly created only for scalar outputs."* Chapter 1 said what is created implicitly: a backward pass
# starts from the derivative of the result with respect to itself, and if you give none, PyTorch creates one, the number 1. For
# four results there is no such number. Which of them did you want to differentiate, or which mixture? PyTorch does
# not guess.
#
# A similar message means something else. Here nobody said `requires_grad=True`:

# %% tags=["raises-exception"]
x = torch.arange(4.0)
y = 2 * x.dot(x)
y.backward()

# %% [markdown]
# *"… does not require grad and does not have a grad_fn"*: `y` is a single number, but no graph leads from it to a leaf that requires a
# gradient, so there is nowhere to go. The first message is about where a backward pass starts, the second about where it could end.

# %% [raw]
# exercise: predict_scalar_shapes
# title: what counts as a scalar
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - Does the derivative of a result with respect to itself become unclear when the result has an extra pair of brackets, or when it has a second number?
#   - "A box with one apple in it, and a box with a box with one apple in it: how many apples must you choose from?"
#   - Count the entries of a tensor of each of the four shapes.

# %% [markdown]
# For how many of the four shapes `()`, `(1,)`, `(1, 1, 1)` and `(2,)` will `backward()` run, if the result has that shape?

# %% nbgrader={"grade_id": "predict_scalar_shapes", "solution": true}
### BEGIN SOLUTION stub: shapes_that_run = ...  # a whole number from 0 to 4
shapes_that_run = 3
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_scalar_shapes", "grade": true}
from autograder.lesson import check

check.prediction("predict_scalar_shapes", shapes_that_run, between=(0, 4))

# %%
ran = 0
for shape in [(), (1,), (1, 1, 1), (2,)]:
    t = torch.ones(shape, requires_grad=True)
    try:
        (3 * t).backward()
        ran += 1
        print(shape, "runs:", t.grad)
    except RuntimeError as error:
        print(shape, "raises:", error)
check.reveal("predict_scalar_shapes", ran)

# %% [markdown]
# PyTorch asks how many entries there are, not how many brackets: "scalar" in this message means `y.numel() == 1`.

# %% [raw]
# section: adding_up
# title: Adding up
# path: core
# needs: [many_results]
# gist: "A head of ones gives the gradient of the sum of all results; so does summing first."

# %% [markdown]
# You can add up and make a single number. Or you give `backward` what it could not create. A
# **<dfn>head gradient</dfn>**, in short a head, is a tensor with one number for each entry of a result `y`, from which `y.backward` starts. (The library MXNet calls it so: there, the result is the *head* of the
# graph. PyTorch says `gradient`, `grad_tensors` or `grad_output`; textbooks say *adjoint*, and `torch.func` *cotangent*.) It is the first argument of `backward`; its name may be left out.

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
y.backward(gradient=torch.ones_like(y))
print("y:", y)
print("head of ones:", x.grad)

x.grad = None
(x * x).sum().backward()
print("sum first:   ", x.grad)

# %% [markdown]
# A head of ones gives the same gradient as summing first, $(0, 2, 4, 6)$. The derivative of
# $y_0 + y_1 + y_2 + y_3$ with respect to each $y_i$ is 1, so a backward pass that starts at the sum arrives at `y` with
# four ones. The head of ones starts just there, one step later.
#
# Python's own `sum` goes through anything that can be looped over. Of a vector it makes the same sum, up to rounding ([](#comparing_gradients)); of a matrix, the sum of its rows. Does it
# build the same graph?

# %%
x = torch.arange(4.0, requires_grad=True)
with_method = (x * x).sum()
print(with_method)

# %% [raw]
# exercise: predict_python_sum
# title: Python's own sum
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What does Python's sum have in hand before it has looked at the first entry?
#   - "Adding up [5, 8] with a running total: total = 0; total = total + 5; total = total + 8. How many plus signs?"
#   - For four entries, write down total = 0 and then one line for each entry.

# %% [markdown]
# `sum(x * x)` takes the four entries one by one and adds them with `+`. Each of these additions makes
# a node, an `AddBackward0`. How many of them will the graph of `sum(x * x)` hold?

# %% nbgrader={"grade_id": "predict_python_sum", "solution": true}
### BEGIN SOLUTION stub: additions = ...  # a whole number from 1 to 8
additions = 4
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_python_sum", "grade": true}
from autograder.lesson import check

check.prediction("predict_python_sum", additions, between=(1, 8))

# %%
with_python = sum(x * x)
print(with_python)
node, found = with_python.grad_fn, 0
while node.name() == "AddBackward0":  # from the newest addition back to the first
    found, node = found + 1, node.next_functions[0][0]  # the node that this one points to
check.reveal("predict_python_sum", found)

# %% [markdown]
# The value is 14 both times. The graphs, first for the method, then for Python's `sum`:

# %%
show_graph(with_method)

# %%
show_graph(with_python)

# %%
with_python.backward()
print(x.grad)
print(sum(torch.ones(2, 3)))

# %% [markdown]
# The gradient is the same, $(0, 2, 4, 6)$; the graph is longer. An `UnbindBackward0` took the tensor apart, and there is an
# addition for each entry, since Python begins with `0 + y[0]`. The method needs one node whatever the length, and adds all entries of a matrix, too. Use `.sum()`.

# %% [raw]
# section: weights
# title: Weights
# path: core
# needs: [adding_up]
# gist: "`y.backward(v)` leaves the gradient of the sum of the results, each weighted by its entry of `v`. `v` has the shape of `y`."

# %% [markdown]
# Nothing says that the head gradient must be ones. Take two results,
#
# $$y = 3x^2 = (3x_0^2,\; 3x_1^2) \quad\text{at } x = (1, 2).$$
#
# The derivatives are $6x_0 = 6$ and $6x_1 = 12$.

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = 3 * x**2
y.backward(torch.tensor([1.0, 1.0]))
print("y:", y)
print("head (1, 1):", x.grad)

# %% [raw]
# exercise: predict_second_head
# title: another head
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - The head has one number for each result. Which result does the second number belong to, and which entry of x does that result depend on?
#   - "If a bill is 1 euro for each apple and 7 for each pear, and you buy 4 apples and 5 pears more, which of the two changes counts sevenfold?"
#   - Multiply each derivative, 6 and 12, by the weight of its own result.

# %% [markdown]
# Now the head $(1, 10)$, on a fresh leaf. What will `x.grad` be?

# %% nbgrader={"grade_id": "predict_second_head", "solution": true}
### BEGIN SOLUTION stub: with_second_head = ...  # two numbers
with_second_head = [6.0, 120.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_second_head", "grade": true}
from autograder.lesson import check

check.prediction("predict_second_head", with_second_head, shape=(2,))

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = 3 * x**2
y.backward(torch.tensor([1.0, 10.0]))
print(x.grad)
check.reveal("predict_second_head", x.grad)

# %% [markdown]
# A head $v$ says how much each result counts. `y.backward(v)` leaves the gradient of one number, the
# weighted sum of the results,
#
# $$z = v_0 y_0 + v_1 y_1 + \dots \tag{1}$$
#
# with $v$ held constant. You may write the sum out and get the same:

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([1.0, 10.0], requires_grad=True)
(3 * x**2).backward(v)
print("head:         x.grad =", x.grad, " v.grad =", v.grad)

x.grad = None
z = (v * (3 * x**2)).sum()
z.backward()
print("weighted sum: x.grad =", x.grad, " v.grad =", v.grad)

# %% [markdown]
# In the sum, `v` takes part in the forward pass and gets a gradient of its own, which is $y$. As a head it is only what
# the backward pass starts from, and gets none.
#
# A common use: a model computes a loss for each example of a batch. A **<dfn>batch</dfn>** is a number of examples that are computed together. A head of $1/n$ gives the gradient of their mean, and a 0 leaves an example out.
# Take three examples, with the model $w \cdot x$ of chapter 1; the first two get the weight 0.5:

# %%
w = torch.tensor(2.0, requires_grad=True)
losses = (w * torch.tensor([1.0, 2.0, 3.0]) - torch.tensor([1.0, 5.0, 7.0])) ** 2
losses.backward(torch.tensor([0.5, 0.5, 0.0]))
print(losses, w.grad)  # the three gradients are 2, -4 and -6

# %% [markdown]
# The head must have the shape of `y`. In `3 * x`, PyTorch stretches a single number to the shape of `x`; here it does not:

# %% tags=["raises-exception"]
y = 3 * torch.tensor([1.0, 2.0], requires_grad=True) ** 2
y.backward(torch.tensor(1.0))

# %% [markdown]
# *"Mismatch in shape"*: `grad_output[0]` is your head, `output[0]` is `y`. Each is followed by its shape; `torch.Size([])` is a single number.

# %% [raw]
# exercise: pulled_back
# title: a gradient with weights
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# hints:
#   - Print your result for one head and for another that is twice as large. Does every entry double, or does nothing change, or does it grow fourfold?
#   - "In numbers: y = (4t, t²) at t = 3 has the slopes 4 and 6. With the head (1, 1) the answer is 10, with (2, 5) it is 2 · 4 + 5 · 6 = 38. Which of the two kinds is yours?"
#   - "Begin with: leaf = x.clone().requires_grad_()"

# %% [markdown]
# Write `pulled_back(f, x, v)`: the gradient that `y.backward(v)` leaves in a leaf with the numbers of `x`, where `y` is `f` of that leaf. `y` may have any shape, and `v` has the
# shape of `y`. The `x` that you are given requires no gradient, and your result must not; leave `x` and `v` as they are.


# %% nbgrader={"grade_id": "pulled_back", "solution": true}
def pulled_back(f, x, v):
    """Return the gradient of the sum of v * f(x) with respect to x, v held constant."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(v)
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_pulled_back", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

_asked_q = asked.pull(pulled_back, asked.mixed, asked.v)
check.jacobian("pulled_back", _asked_q, of=asked.mixed, head=asked.v, shapes=[(2,), (3,), (2, 3)])
_asked_q = asked.pull(pulled_back, asked.neighbours, asked.w)  # fewer results than entries
check.jacobian(
    "pulled_back", _asked_q, of=asked.neighbours, head=asked.w, shapes=[(3,), (5,)], seed=1
)
### BEGIN HIDDEN TESTS
check.jacobian(
    "pulled_back",
    lambda x: pulled_back(lambda t: t.cumsum(0).sin(), x, 2 - x),
    of=lambda x: x.cumsum(0).sin(),
    head=lambda x: 2 - x,
    shapes=[(4,), (3, 1), (6,)],
    seed=271,
)
check.jacobian(  # the same function at two points of one shape
    "pulled_back",
    asked.pull(pulled_back, asked.mixed, asked.v),
    of=asked.mixed,
    head=asked.v,
    shapes=[(3,), (3,)],
    seed=286,
)
check.jacobian(  # a single number may have a head too
    "pulled_back",
    lambda x: pulled_back(lambda t: t.prod(), x, x.sum()),
    of=lambda x: x.prod(),
    head=lambda x: x.sum(),
    shapes=[(4,), (2, 2)],
    seed=272,
)
check.jacobian(  # x may be a single number too, and so may both
    "pulled_back",
    lambda x: pulled_back(lambda t: t.exp(), x, 2 - x),
    of=lambda x: x.exp(),
    head=lambda x: 2 - x,
    shapes=[(), (1,), ()],
    seed=282,
)
### END HIDDEN TESTS

# %% [raw]
# section: results_that_share
# title: Results that share
# path: core
# needs: [weights]
# gist: "With the Jacobian $J$ of the results, `x.grad` is $J^\\top v$, the vector–Jacobian product: the rows of $J$, weighted by the head and added."

# %% [markdown]
# You may read that the head "scales the gradients", and in the last section $(6, 12)$ did become $(6, 120)$. Let us try this sentence on another map (function). In $3x^2$ each result depends on its own entry of $x$. Here the results share entries:
#
# $$y = (x_0 x_1,\; x_0 + x_1^2). \tag{2}$$
#
# In code, `x0, x1 = x` takes a vector apart, and `torch.stack` makes a vector of single numbers:


# %%
def coupled(x):
    x0, x1 = x
    return torch.stack([x0 * x1, x0 + x1**2])


x = torch.tensor([2.0, 3.0], requires_grad=True)
coupled(x).backward(torch.tensor([1.0, 1.0]))
print("head (1, 1):", x.grad)

# %% [raw]
# exercise: predict_coupled_head
# title: a shared entry
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 2
# hints:
#   - Write down the weighted sum (#1) for this map and this head, as one formula in x₀ and x₁.
#   - "For y = (x₀ x₁, x₁) and the head (2, 5), the sum is z = 2 x₀ x₁ + 5 x₁. Its partial derivatives are 2 x₁ and 2 x₀ + 5."
#   - Begin with z = 1 · x₀ x₁ + 10 · (x₀ + x₁²). In which of its terms does x₀ stand, in which x₁?

# %% [markdown]
# With a head of ones, `x.grad` is $(4, 8)$. What will it be with the head $(1, 10)$?

# %% nbgrader={"grade_id": "predict_coupled_head", "solution": true}
### BEGIN SOLUTION stub: coupled_gradient = ...  # two numbers
coupled_gradient = [13.0, 62.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_coupled_head", "grade": true}
from autograder.lesson import check

check.prediction("predict_coupled_head", coupled_gradient, shape=(2,))

# %%
x = torch.tensor([2.0, 3.0], requires_grad=True)
coupled(x).backward(torch.tensor([1.0, 10.0]))
print(x.grad)
check.reveal("predict_coupled_head", x.grad)

# %% [markdown]
# The head weights *results*; `.grad` belongs to *entries of x*; and here each entry of $x$ enters both results.
# So scaling $(4, 8)$ by $(1, 10)$, to $(4, 80)$, is wrong.
#
# To see the structure, collect all the partial derivatives in a table. The **<dfn>Jacobian</dfn>** of a map is the table of its partial derivatives, with one row for each result and one column for each entry of $x$:
#
# $$J = \begin{pmatrix} \partial y_0/\partial x_0 & \partial y_0/\partial x_1 \\ \partial y_1/\partial x_0 & \partial y_1/\partial x_1 \end{pmatrix}
# = \begin{pmatrix} x_1 & x_0 \\ 1 & 2x_1 \end{pmatrix} = \begin{pmatrix} 3 & 2 \\ 1 & 6 \end{pmatrix} \quad\text{at } (2, 3). \tag{3}$$
#
# Row $i$ is the gradient of $y_i$ alone. The gradient of the weighted sum (#1) is the sum of the rows, each weighted by its $v_i$:
#
# $$\texttt{x.grad} = v_0 \cdot (\text{row } 0) + v_1 \cdot (\text{row } 1) + \dots = J^\top v. \tag{4}$$
#
# For the head $(1, 10)$: $1 \cdot (3, 2) + 10 \cdot (1, 6) = (13, 62)$. In matrix language this is $J^\top$, the
# Jacobian with rows and columns exchanged, times $v$. The **<dfn>vector–Jacobian product</dfn>** is the product of the transposed Jacobian and a head, in code `v @ J`. (At $x = (1, 2)$ you could not tell it from
# `J @ v`: there $J$ has the rows $(2, 1)$ and $(1, 4)$ and is symmetric. That is why we work at $(2, 3)$.)

# %%
J = torch.tensor([[3.0, 2.0], [1.0, 6.0]])
v = torch.tensor([1.0, 10.0])
print("v @ J =", v @ J)
print("J @ v =", J @ v, "(the other side: something else)")

# %% [markdown]
# And why did scaling work for $3x^2$? Its Jacobian is $\begin{pmatrix} 6 & 0 \\ 0 & 12 \end{pmatrix}$, zero outside the diagonal. A map that works entry
# by entry has a diagonal Jacobian: each $v_i$ meets the entry $x_i$ alone, and looks like its factor.
#
# Here is the pass for $v = (1, 10)$. At the `StackBackward0` the two numbers of the head separate. Find the box
# where what comes back from both is put together again.

# %%
x = torch.tensor([2.0, 3.0], requires_grad=True)
x0, x1 = x
y0 = x0 * x1
y1 = x0 + x1**2
y = torch.stack([y0, y1])
step_backward(y, gradient=torch.tensor([1.0, 10.0]))

# %% [raw]
# exercise: four_heads
# title: four heads by hand
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# path: deeper
# hints:
#   - Compare your rows with the two rows of J. Which head should give a row of J unchanged?
#   - "For a J with the rows (1, 4) and (2, 0), the head (3, −1) gives 3 · (1, 4) − 1 · (2, 0) = (1, 12). Do the same for one of your heads on paper."
#   - Write each head under the two rows of equation (#3) as weights, multiply each row by its weight, and add.

# %% [markdown]
# Stay with map (#2) at $x = (2, 3)$, and work out on paper what `x.grad` is for each of the heads
# $(1, 0)$, $(0, 1)$, $(2, -1)$ and $(-3, 4)$, every time on a fresh leaf. Write down a list of four rows, each of them a list of two plain numbers, like `[1.0, 2.0]`.

# %% nbgrader={"grade_id": "four_heads", "solution": true}
### BEGIN SOLUTION stub: four_heads = ...  # four rows, like [[1.0, 2.0], [3.0, 4.0], ...]
four_heads = [[3.0, 2.0], [1.0, 6.0], [5.0, -2.0], [-5.0, 18.0]]
### END SOLUTION

# %% nbgrader={"grade_id": "test_four_heads", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

check.values("four_heads", four_heads, expected=asked.four_rows(), facts=asked.about_each_row())

# %% [markdown]
# The first two heads have a single 1 in them. A head with a single 1 and zeros beside it is **<dfn>one-hot</dfn>**; it picks one row of $J$. Now a formula.

# %% [raw]
# exercise: pulled_by_hand
# title: the formula for every point and head
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# path: deeper
# hints:
#   - Put v = (1, 10) into your formula, once with x = (2, 3) and once with x = (4, 1). It should give (13, 62) and (11, 24). Which entry is off?
#   - "For y = (x₀ x₁, x₁) the Jacobian has the rows (x₁, x₀) and (0, 1). The first entry of the answer comes from the first column: v₀ x₁ + v₁ · 0."
#   - "Begin with: x0, x1 = x and v0, v1 = v. Then write down the first column of J in equation (#3)."

# %% [markdown]
# Write `pulled_by_hand(x, v)`, the vector–Jacobian product $J^\top v$ of map (#2) at any `x` for any head `v`, both of shape `(2,)`, as a formula; the result has the shape and dtype of `x`. Autograd is switched off while your function is tested.


# %% nbgrader={"grade_id": "pulled_by_hand", "solution": true}
def pulled_by_hand(x, v):
    """Return what coupled(x).backward(v) leaves in x.grad, by formula, shape (2,)."""
    ### BEGIN SOLUTION
    x0, x1 = x
    v0, v1 = v
    return torch.stack([v0 * x1 + v1, v0 * x0 + v1 * 2 * x1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_pulled_by_hand", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

_asked_q = asked.by_hand(pulled_by_hand, asked.turned)
_asked_at = {"shapes": [(2,), (2,), (2,)], "autograd": False}
check.jacobian("pulled_by_hand", _asked_q, of=asked.map_two, head=asked.turned, **_asked_at)
### BEGIN HIDDEN TESTS
check.jacobian(
    "pulled_by_hand",
    lambda x: pulled_by_hand(x, x.sin() - 2),
    of=lambda x: torch.stack([x[0] * x[1], x[0] + x[1] ** 2]),
    head=lambda x: x.sin() - 2,
    shapes=[(2,), (2,), (2,)],
    seed=273,
    autograd=False,
)
check.jacobian(  # the dtype of x; and in float32 a difference quotient shows
    "pulled_by_hand",
    lambda x: pulled_by_hand(x, asked.turned(x)),
    of=asked.coupled,
    head=asked.turned,
    shapes=[(2,), (2,)],
    seed=284,
    autograd=False,
    dtype=torch.float32,
)
### END HIDDEN TESTS

# %% [raw]
# exercise: not_a_scale
# title: not a scale
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Try the friend's sentence on map (#2) at (2, 3), with a head of ones and with (1, 10). Which of the printed numbers contradicts it?
#   - The map 3x² and the map (#2) differ in which entries of their Jacobians are zero. Write down both Jacobians.
#   - For part 3, think of equation (#1) or of equation (#4), and say it in words.

# %% [markdown]
# A friend writes in their notes: *"The `gradient` argument scales the gradients. With `y.backward(torch.tensor([1., 10.]))`, `x.grad` is as usual, only the second entry is ten
# times as large."* Their example is $y = 3x^2$ at $(1, 2)$, where $(6, 12)$ becomes $(6, 120)$.
#
# Answer in a few sentences of your own. A person will read and grade them.
#
# 1. Why is the sentence true for their example?
# 2. Give a map, a point and a head for which it is false, with the numbers that the sentence predicts and those that come out.
# 3. Write the sentence that your friend should put in its place.
# 4. A map turns 5 numbers into 3. What shapes do the head and `x.grad` have, and why does that alone show that the sentence cannot be right in general?

# %% [markdown] nbgrader={"grade_id": "not_a_scale", "grade": true, "solution": true}
# **Model answer.** (1) In $3x^2$ each result depends on its own entry only, so the Jacobian is diagonal, and $J^\top v$ multiplies the $i$-th derivative by $v_i$. (2) For $y = (x_0 x_1, x_0 + x_1^2)$ at $(2, 3)$, a head of
# ones gives $(4, 8)$; with $(1, 10)$ the sentence predicts $(4, 80)$, and $(13, 62)$ comes out, because each entry of $x$ enters both results. (3) The `gradient` argument says how much each *result* counts: `y.backward(v)` leaves the gradient of
# $\sum_i v_i y_i$, that is $J^\top v$. (4) The head has shape `(3,)`, like $y$, and `x.grad` has shape `(5,)`, like $x$: three factors cannot scale five entries one by one.
#
# **Rubric, one point each.** The example works because its Jacobian is diagonal, or because each result depends on its own entry alone. · A counterexample with correct numbers for
# both. · A correct sentence: weights of the results, gradient of the weighted sum, or $J^\top v$. · Both shapes, and that they do not fit each other.

# %% [raw]
# section: turning_the_head
# title: Turning the head
# path: deeper
# needs: [results_that_share]
# gist: "As the head turns, the gradient runs round an ellipse: it is a linear map of the head, and no scale."

# %% [markdown]
# A picture of equation (#4), for map (#2) at $x = (-1, 1)$. On the left, in the plane of $y$, is the head $v$, an arrow; on the right, in the plane of $x$,
# is $J^\top v$. Turn the head with the first slider and watch the right arrow.
#
# - Which head gives row 0 of $J$, and which row 1?
# - Do the two arrows ever point in the same direction? Is the right one always longer by the same factor? (Read the axes: the right panel
#   reaches further than the left one.)
# - Double the length of $v$. What happens to the right arrow?

# %%
explore.head_gradient()

# %% [markdown]
# The heads $(1, 0)$ and $(0, 1)$ give the rows. While $v$ goes once round the unit circle, $J^\top v$ goes once round an ellipse: it turns at another speed than $v$, and its length changes. At this $x$ the two arrows never point
# in the same direction. If the head only scaled, the circle would stay a circle and the arrow would keep its
# direction. One thing does scale: twice the head gives twice the gradient, and the sum of two heads gives the sum of their gradients. The backward pass is
# **linear** in the head, as $J^\top v$ is, whatever the map ([](#signature_of_backward) runs an example).

# %% [raw]
# exercise: plot_turning
# title: once round
# kind: plot
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print the first three pairs of your gradients. At angle 0 the head is (1, 0), so the first pair should be row 0 of J. Do the later ones grow and grow?
#   - "For the angles 0 and π/2 the heads are (1, 0) and (0, 1), two backward passes. What must be made anew, or cleared, between one pass and the next?"
#   - "Inside a loop over the angles: leaf = x.clone().requires_grad_(), then y = f(leaf), and as the head torch.stack([angle.cos(), angle.sin()])."

# %% [markdown]
# Draw the two entries of $J^\top v$ while the head $v = (\cos a, \sin a)$ goes round. Your function gets a map `f` from two numbers to two numbers, a point `x`, and a vector `angles`; leave both as they are. On the given axes draw two lines over `angles`, labelled `"x.grad[0]"` and
# `"x.grad[1]"`, with axis labels, a title and a legend, and different line styles or markers.
#
# Let `backward` do the work, one pass for each angle. Gather the entries in two lists with `append`; `t.item()` makes a plain Python number of a tensor with
# one entry, and `angles.cpu()` can be drawn wherever `angles` lies. The calls are `axes.plot(..., label=...)`,
# `axes.set(xlabel=..., ylabel=..., title=...)` and `axes.legend()`.


# %% nbgrader={"grade_id": "plot_turning", "solution": true}
def plot_turning(f, x, angles):
    """Plot both entries of Jᵀv for v = (cos a, sin a) over the angles a; return the Axes."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION
    first, second = [], []
    for angle in angles:
        leaf = x.clone().requires_grad_()
        f(leaf).backward(torch.stack([angle.cos(), angle.sin()]))
        first.append(leaf.grad[0].item())
        second.append(leaf.grad[1].item())
    axes.plot(angles.cpu(), first, "-", label="x.grad[0]")
    axes.plot(angles.cpu(), second, "--", label="x.grad[1]")
    axes.set(xlabel="angle of the head", ylabel="entry of x.grad", title="A head goes round")
    axes.legend()
    ### END SOLUTION
    return axes


# %% [markdown]
# For map (#2) at $(2, 3)$:


# %%
def coupled(x):
    x0, x1 = x
    return torch.stack([x0 * x1, x0 + x1**2])


angles = torch.linspace(0, 2 * math.pi, 49)
show(
    plot_turning(coupled, torch.tensor([2.0, 3.0]), angles),
    alt="Your plot. It should show two waves over the angle from 0 to 6.28: x.grad[0] starts at 3 and is "
    "largest, about 3.2, near 0.32; x.grad[1] starts at 2 and is largest, about 6.3, near 1.25.",
)

# %% nbgrader={"grade_id": "test_plot_turning", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

_asked_draw = asked.drawn(plot_turning, asked.coupled, [2, 3], asked.angles)  # map (2) at (2, 3)
check.plot("plot_turning", _asked_draw, like=asked.waves)
### BEGIN HIDDEN TESTS
_asked_angles = (
    10 * torch.linspace(0, 1, 25, dtype=torch.float64, device="cpu") ** 1.5 - 1
)  # not even
check.plot(
    "plot_turning",
    asked.drawn(
        plot_turning,
        lambda t: torch.stack([t[0] ** 2 * t[1], t[1].sqrt() - 4 * t[0]]),
        [-1.5, 0.5],
        _asked_angles,
    ),
    like=asked.Curves(
        x=_asked_angles,
        curves={
            "x.grad[0]": -1.5 * _asked_angles.cos() - 4 * _asked_angles.sin(),
            "x.grad[1]": 2.25 * _asked_angles.cos() + 0.5**0.5 * _asked_angles.sin(),
        },
        rtol=2e-6,
        atol=2e-6,
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# Both are waves of the same period, $J_{0k}\cos a + J_{1k}\sin a$ for `x.grad[k]`, with different heights and peaks: the head
# is no scale factor.

# %% [raw]
# section: where_heads_come_from
# title: Where heads come from
# path: core
# needs: [results_that_share]
# gist: "In a larger graph, the head of a part is the gradient of the result with respect to what the part made; so a backward pass can be cut in two."

# %% [markdown]
# Why would anybody want $J^\top v$, if a model learns from the gradient of one number, the loss? Because a backward pass consists
# of nothing else. Suppose the loss $\ell$ is computed from $y$, and $y$ from $x$. The chain rule says
#
# $$\frac{\partial \ell}{\partial x_k} = \sum_i \frac{\partial \ell}{\partial y_i}\,\frac{\partial y_i}{\partial x_k},
# \qquad\text{that is,}\quad \nabla_x\, \ell = J^\top v \ \text{ with } v_i = \frac{\partial \ell}{\partial y_i}. \tag{5}$$
#
# The head for $y$ is the gradient of what comes *after* $y$. (A small $x$ below $\nabla$ says with respect to what.) Let us cut a backward pass in two at $y$.
# Take $\ell = y_0^2 + 5 y_1$ on top of map (#2). Its gradient with respect to $y$ is $(2y_0, 5) = (12, 5)$ at $y = (6, 11)$.


# %%
def coupled(x):
    x0, x1 = x
    return torch.stack([x0 * x1, x0 + x1**2])


def loss(y):
    return y[0] ** 2 + 5 * y[1]


x = torch.tensor([2.0, 3.0], requires_grad=True)
loss(coupled(x)).backward()
print("in one pass:     ", x.grad)

x.grad = None
y = coupled(x)
there = y.detach().clone().requires_grad_()  # the same numbers, as a leaf
loss(there).backward()
print("head at y:       ", there.grad)
y.backward(there.grad)
print("in two halves:   ", x.grad)

# %% [markdown]
# By hand: $12 \cdot (3, 2) + 5 \cdot (1, 6) = (41, 54)$. Cutting at `y` and giving the head to `backward` changes nothing, because the backward pass does the same at every node:
# it adds up the heads that arrive, forms the vector–Jacobian product with the node's own Jacobian, and passes it on as a head.
#
# So a head is also of use when the part after `y` is not in your graph: it runs on another machine, or in a library that knows nothing of
# PyTorch.

# %% [raw]
# exercise: head_from_outside
# title: a loss that lives elsewhere
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Print the shape of what slopes gives you, and the shape of y. Are they alike? And which tensor did you hand to slopes, y or x?
#   - "On numbers: y = 4t at t = 3 is 12. If a colleague tells you that the price rises by 7 for each unit of y, it rises by 28 for each unit of t. Where in your code is the 7, and where the 4?"
#   - "Hand over slopes(y.detach()), and keep y itself for the last step. What is that last step?"

# %% [markdown]
# A program that is not written in PyTorch computes a loss from numbers $y$ and can tell the gradient of its loss. You reach it through a
# function `slopes`: it takes the numbers of `y` and returns $\partial\ell/\partial y$, a tensor of the same shape. It refuses a tensor that belongs to a graph:
# pass it `y.detach()`.
#
# Write `head_from_outside(f, slopes, x)`, the gradient of that loss with respect to `x`, for `y = f(x)` of any shape. As before, `x` requires no gradient, and your result must not; leave `x` as it is.


# %% nbgrader={"grade_id": "head_from_outside", "solution": true}
def head_from_outside(f, slopes, x):
    """Return a loss's gradient with respect to x; of the loss, only slopes(f(x)) is known."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(slopes(y.detach()))
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_head_from_outside", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

for _asked in asked.from_outside(head_from_outside):
    check.jacobian("head_from_outside", **_asked)
### BEGIN HIDDEN TESTS
check.jacobian(
    "head_from_outside",
    lambda x: head_from_outside(lambda t: (t * t.sum()).sin(), lambda y: 3 * y.cumsum(0) - 2, x),
    of=lambda x: (x * x.sum()).sin(),
    head=lambda x: 3 * (x * x.sum()).sin().cumsum(0) - 2,
    shapes=[(4,), (3, 2), (5,)],
    seed=274,
)
check.jacobian(  # y may be a single number
    "head_from_outside",
    lambda x: head_from_outside(lambda t: t.prod(), lambda y: y**2 - 2, x),
    of=lambda x: x.prod(),
    head=lambda x: x.prod() ** 2 - 2,
    shapes=[(3,), (2, 2), ()],
    seed=283,
)
### END HIDDEN TESTS

# %% [raw]
# section: signature_of_backward
# title: "The signature of `backward`"
# path: core
# needs: [weights]
# gist: "`backward` takes a head, `retain_graph`, `create_graph` and `inputs`; each answers one question about the pass."


# %%
print(inspect.signature(torch.Tensor.backward))

# %% [markdown]
# - **`gradient`** is the head $v$. `None` means the number 1, and works for a result of one entry.
# - **`retain_graph`** set to `True` keeps what the graph has stored, so that you can go through it again, for instance with another head.
#   `False` frees that, as you saw in chapter 1. `None` takes the value of `create_graph`.
# - **`create_graph`** set to `True` records the backward pass itself, so that the gradient can be differentiated, too. That is chapter 5's subject.
# - **`inputs`** is a list of tensors, usually leaves: only they get a gradient. Without it, each leaf of the graph that requires a gradient gets it.
#
# `retain_graph` at work. A first head, $(1, 0)$, goes through the graph of $3x^2$ at $(1, 2)$ with `retain_graph=True`, and leaves $(6, 0)$ in `x.grad`.

# %% [raw]
# exercise: predict_two_heads
# title: two heads through one graph
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What would the second head leave in an empty .grad, and is .grad empty when it comes?
#   - "For y = (4t₀, 5t₁), the head (0, 2) alone gives (0, 10). If (4, 0) lies in .grad already, what does backward do with it?"
#   - Work out the answer for the head (0, 10) alone; then think of [](#same_question_twice).

# %% [markdown]
# Now the head $(0, 10)$ goes through the same graph, and nothing is cleared. What will `x.grad` hold?

# %% nbgrader={"grade_id": "predict_two_heads", "solution": true}
### BEGIN SOLUTION stub: after_both_heads = ...  # two numbers
after_both_heads = [6.0, 120.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_two_heads", "grade": true}
from autograder.lesson import check

check.prediction("predict_two_heads", after_both_heads, shape=(2,))

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = 3 * x**2
y.backward(torch.tensor([1.0, 0.0]), retain_graph=True)
print("after the head (1, 0):", x.grad)
y.backward(torch.tensor([0.0, 10.0]))
print("after both:           ", x.grad)
check.reveal("predict_two_heads", x.grad)

# %% [markdown]
# `.grad` accumulates, and the backward pass is linear in the head. So two passes, with $(1, 0)$ and with $(0, 10)$, leave what one pass with their sum $(1, 10)$ left
# in [](#weights). Without `retain_graph=True` the second pass would have raised, as in [](#what_can_require). `create_graph=True` is enough, too:

# %%
y = 3 * x**2
with warnings.catch_warnings(action="ignore"):  # the warning is for chapter 6
    y.backward(torch.tensor([1.0, 0.0]), create_graph=True)
y.backward(torch.tensor([0.0, 10.0]))  # no error

# %% [markdown]
# And `inputs`, on a graph with two leaves:

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
y = w * x
y.backward(torch.tensor([1.0, 10.0]), inputs=[x])
print("x.grad:", x.grad, "  w.grad:", w.grad)

# %% [markdown]
# With `inputs=`, nothing accumulates in the other leaves.

# %% [raw]
# section: jacobian_rows
# title: The whole Jacobian, row by row
# path: core
# needs: [results_that_share]
# gist: "One-hot heads give the rows of the Jacobian, one backward pass for each result."

# %% [markdown]
# A third result makes the Jacobian a table that is not square:
#
# $$y = (x_0 x_1,\; x_0 + x_1^2,\; \sin x_0), \qquad
# J = \begin{pmatrix} x_1 & x_0 \\ 1 & 2x_1 \\ \cos x_0 & 0 \end{pmatrix}. \tag{6}$$
#
# Two entries go in, three results come out: a head has three numbers, and `.grad` has two. As in [](#results_that_share), a one-hot head picks a row:


# %%
def three(x):
    x0, x1 = x
    return torch.stack([x0 * x1, x0 + x1**2, x0.sin()])


x = torch.tensor([2.0, 3.0], requires_grad=True)
y = three(x)
y.backward(torch.tensor([0.0, 1.0, 0.0]))
print("row 1:", x.grad)

# %% [raw]
# exercise: predict_passes
# title: the price of a Jacobian
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What does one backward pass give you of the Jacobian, a row or a column? Are there as many rows or as many columns as results?
#   - "A table of 5 rows and 80 columns is copied row by row. How often do you begin a new row?"
#   - The number of entries of x decides how long a row is. What decides how many rows there are?

# %% [markdown]
# A map turns 1000 numbers into 3. How many backward passes with one-hot heads does its Jacobian take?

# %% nbgrader={"grade_id": "predict_passes", "solution": true}
### BEGIN SOLUTION stub: passes = ...  # a whole number
passes = 3
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_passes", "grade": true}
from autograder.lesson import check

check.prediction("predict_passes", passes)

# %%
weights = torch.linspace(0, 1, 1000)
x = torch.linspace(-1, 1, 1000, requires_grad=True)
y = torch.stack([x.sum(), (x**2).sum(), weights.dot(x)])
for rows, head in enumerate(torch.eye(3), 1):  # the rows of this matrix are the one-hot heads
    x.grad = None
    y.backward(head, retain_graph=True)
    print(f"pass {rows}: head {head.tolist()} gives a row of {x.grad.numel()} numbers")
check.reveal("predict_passes", rows)

# %% [markdown]
# A pass gives a row, and there is a row for each result, however many entries `x` has. For a single result, a loss, one pass
# gives the whole gradient. (`torch.eye(3)` makes a matrix with ones on the diagonal and zeros elsewhere.)
#
# `torch.func.jacrev` returns a Jacobian at once. It takes a function and returns another, to be called with the point:

# %%
J = torch.func.jacrev(three)(torch.tensor([2.0, 3.0]))
print("shape:", tuple(J.shape), "  first two rows:", J[:2].tolist())
print("row 2 is (cos 2, 0):", torch.allclose(J[2], torch.tensor([math.cos(2), 0.0])))

# %% [raw]
# exercise: jacobian_by_rows
# title: a Jacobian for any map
# kind: code
# points: 3
# minutes: 20
# difficulty: 2
# hints:
#   - Print the shape of your result beside (number of results, number of entries), and its first two rows. Does the second contain the first?
#   - "For y = (4t₀, 5t₁) the heads are (1, 0) and (0, 1), and the rows (4, 0) and (0, 5). If your second row is (4, 5), something was left over from the first."
#   - "Loop over head in torch.eye(len(y)); each round needs an empty leaf.grad and a graph that is still there. Gather the rows in a list."

# %% [markdown]
# Write `jacobian_by_rows(f, x)` for a map `f` from a vector to a vector of any lengths: the Jacobian, of shape `(number of results, number of
# entries)`, from backward passes with one-hot heads. Use no ready-made Jacobian, and no forward mode (`jvp`). `x` requires no gradient, and the result must not; leave `x` as it is.
# `torch.stack` makes a matrix of a list of rows.


# %% nbgrader={"grade_id": "jacobian_by_rows", "solution": true}
def jacobian_by_rows(f, x):
    """Return the Jacobian of f at the vector x, one row for each result."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        leaf.grad = None
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_jacobian_by_rows", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

_asked_q = asked.by_passes(jacobian_by_rows, asked.three)  # map (6); nothing ready-made may call it
check.jacobian("jacobian_by_rows", _asked_q, of=asked.three, shapes=[(2,), (2,)])
_asked_q = asked.by_passes(jacobian_by_rows, asked.crowded)
check.jacobian("jacobian_by_rows", _asked_q, of=asked.crowded, shapes=[(3,), (5,)], seed=6)
### BEGIN HIDDEN TESTS
check.jacobian(
    "jacobian_by_rows",
    asked.by_passes(jacobian_by_rows, lambda t: t.exp() * t.cumsum(0)),
    of=lambda x: x.exp() * x.cumsum(0),
    shapes=[(4,), (3,), (1,)],
    seed=275,
)
check.jacobian(
    "jacobian_by_rows",
    asked.by_passes(jacobian_by_rows, lambda t: torch.outer(t, t.cos()).flatten()),
    of=lambda x: torch.outer(x, x.cos()).flatten(),
    shapes=[(2,), (3,)],
    seed=276,
)
check.function(  # in full precision
    "jacobian_by_rows",
    asked.by_passes(jacobian_by_rows, lambda t: t**3),
    reference=lambda x: torch.diag(3 * x**2),
    points=[[1e3 / 3, -1e3 / 7]],
    rtol=1e-12,
)
check.function(  # a factor that is held fixed, as no difference can hold it
    "jacobian_by_rows",
    asked.by_passes(jacobian_by_rows, lambda t: t**2 * t.detach()[0]),
    reference=lambda x: torch.diag(2 * x * x[0]),
    shapes=[(2,), (3,)],
    seed=285,
)
### END HIDDEN TESTS

# %% [markdown]
# Yours against PyTorch's, for map (#6):

# %%
at = torch.tensor([2.0, 3.0])
print(torch.allclose(jacobian_by_rows(three, at), torch.func.jacrev(three)(at)))

# %% [raw]
# section: head_that_sees_nothing
# title: A head that sees nothing
# path: deeper
# needs: [results_that_share]
# gist: "Zeros in `.grad` may mean a head that $J^\\top$ maps to zero, although the results do depend on `x`."

# %% [markdown]
# Map (#6) has three results and only two entries, so the three rows of $J$ are arrows in a plane. Three arrows in a plane can always be added up to zero with weights that are not all zero:
#
# 1. If two of them do not lie on one line, every point of the plane is a weighted sum of these two.
# 2. So is the point opposite to the tip of the third. Add the third with weight 1, and you are at zero.
# 3. If all lie on one line, two of them suffice.
#
# These weights are a head $v \ne 0$ with
#
# $$J^\top v = 0. \tag{7}$$
#
# A backward pass with this head leaves zeros in `x.grad`, although every result depends on $x$. Equation (#7) is one equation for
# each of the two columns of $J$: $v$ is perpendicular to both. In space, the *cross product* of two vectors is perpendicular to both; `torch.linalg.cross(a, b)` computes it.

# %% [raw]
# exercise: blind_head
# title: the blind head
# kind: code
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print v @ J, v.norm() and v[2] for your v. Which of the three demands, zeros, 1 and positive, is not met?
#   - "In the plane: perpendicular to (3, 4) are (4, −3) and (−4, 3), and of length 1 (0.8, −0.6) and (−0.8, 0.6). A vector becomes of length 1 when it is divided by its length."
#   - "The columns of J are J[:, 0] and J[:, 1]. Take their cross product; what do its length and its sign still need?"

# %% [markdown]
# Write `blind_head(f, x)` for a map `f` from two numbers to three. It returns the head $v$ of length 1 (`v.norm()` tells the length) with $J^\top v = 0$ at `x`, as a tensor that requires no gradient. If the columns of $J$ are not parallel, there are exactly two such $v$, each the other's negative: return the one whose **last** entry is positive. (In the tests the columns are never parallel, and the last entry is never 0.) For the Jacobian you may use `torch.func.jacrev`, or your
# `jacobian_by_rows` (after a restart, run its cell in [](#jacobian_rows) as well).


# %% nbgrader={"grade_id": "blind_head", "solution": true}
def blind_head(f, x):
    """Return v of shape (3,) with |v| = 1, v[2] > 0 and Jᵀv = 0, for f from 2 to 3 numbers."""
    ### BEGIN SOLUTION
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    v = v / v.norm()
    return v if v[2] > 0 else -v
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_blind_head", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

# Here J has the rows (0, 1), (1, 0) and (x₁, x₀): the blind head can be read off.
_asked_q, _asked_shapes = asked.on(blind_head, asked.flat), [(2,)] * 4
check.function("blind_head", _asked_q, reference=asked.blind, shapes=_asked_shapes, seed=16)
### BEGIN HIDDEN TESTS
check.function(
    "blind_head",
    lambda x: blind_head(lambda t: torch.stack([t[0] * t[1], t[0] + t[1] ** 2, t[0].sin()]), x),
    reference=lambda x: torch.nn.functional.normalize(
        torch.stack([-2 * x[1] * x[0].cos(), x[0] * x[0].cos(), 2 * x[1] ** 2 - x[0]])
        * (2 * x[1] ** 2 - x[0]).sign(),
        dim=0,
    ),
    shapes=[(2,), (2,), (2,), (2,), (2,)],
    points=[[2.5, -1.2], [1.0, -0.5]],  # the last entry and the sum have opposite signs
    seed=277,
    evidence=lambda x: {"length": 1.0},
)
check.function(
    "blind_head",
    lambda x: blind_head(lambda t: torch.stack([t[1] ** 3, t[0].exp(), t[1] - 2 * t[0]]), x),
    reference=lambda x: torch.nn.functional.normalize(
        torch.stack([-1 / (3 * x[1] ** 2), 2 / x[0].exp(), torch.ones_like(x[0])]), dim=0
    ),
    shapes=[(2,), (2,), (2,)],
    seed=278,
    evidence=lambda x: {"length": 1.0},
)
check.function(  # however small J is
    "blind_head",
    lambda x: blind_head(lambda t: 1e-4 * asked.flat(t), x),
    reference=asked.blind,
    shapes=[(2,), (2,), (2,)],
    seed=289,
)
### END HIDDEN TESTS


# %% [markdown]
# Yours for map (#6) at $(2, 3)$. We go backward with it, and, for comparison, with a head that differs from it in one entry.


# %%
def three(x):
    x0, x1 = x
    return torch.stack([x0 * x1, x0 + x1**2, x0.sin()])


x = torch.tensor([2.0, 3.0], dtype=torch.float64, requires_grad=True)
v = blind_head(three, x.detach())
three(x).backward(v)
print("blind head: all below 1e-12:", bool((x.grad.abs() < 1e-12).all()))
x.grad = None
three(x).backward(v + torch.tensor([0.0, 0.0, 1.0], dtype=torch.float64))
print("another:    all below 1e-12:", bool((x.grad.abs() < 1e-12).all()))

# %% [markdown]
# So zeros in `.grad` do not prove that nothing depends on `x`. They say that the slope of the weighted sum (#1) is 0 here. If the head that comes from a
# loss is like this one, the gradient is zero, and nothing is learned from that example.

# %% [raw]
# section: one_number_vjp
# title: One number that checks a whole vector–Jacobian product
# path: deeper
# needs: [results_that_share, finite_differences]
# gist: "⟨v, Jt⟩ = ⟨Jᵀv, t⟩, with a central difference for Jt, checks a vector–Jacobian product with one number."

# %% [markdown]
# Chapter 1 checked a gradient with one directional derivative. For many results, walk from $x$ in a
# direction $t$ (for *tangent*). The results change at the rate $J t$, one number for each, and a central difference measures it:
#
# $$J t \;\approx\; \frac{f(x + h t) - f(x - h t)}{2h}. \tag{8}$$
#
# Weight these rates with $v$ and add up. Or take the gradient of the weighted sum, $J^\top v$, and go along $t$. Both answer how fast
# $v_0 y_0 + v_1 y_1 + \dots$ changes on the walk, so they are the same number. With $\langle a, b\rangle$ for "multiply entry by entry and add",
#
# $$\langle v,\, J t\rangle = \langle J^\top v,\, t\rangle. \tag{9}$$
#
# On the left $J$ goes forward, from entries to results; on the right it goes backward. For map (#6) at $(2, 3)$ with
# $v = (1, 10, -2)$ and $t = (1, -1)$: $J t = (1, -5, \cos 2)$ and $J^\top v = (13 - 2\cos 2,\; 62)$, and both sides of (#9) are $-49 - 2 \cos 2$.


# %%
def three(x):
    x0, x1 = x
    return torch.stack([x0 * x1, x0 + x1**2, x0.sin()])


x = torch.tensor([2.0, 3.0], dtype=torch.float64, requires_grad=True)
v = torch.tensor([1.0, 10.0, -2.0], dtype=torch.float64)
t = torch.tensor([1.0, -1.0], dtype=torch.float64)
three(x).backward(v)
with torch.no_grad():  # plain numbers, no graph
    forward = (three(x + 1e-5 * t) - three(x - 1e-5 * t)) / 2e-5
left, right = v.dot(forward), x.grad.dot(t)
print(f"<v, J t>      = {left:.6f}")
print(f"<J^T v, t>    = {right:.6f}")
print(f"-49 - 2 cos 2 = {-49 - 2 * math.cos(2):.6f}")
print("gradcheck:", torch.autograd.gradcheck(three, x, fast_mode=True))

# %% [markdown]
# (`torch.no_grad()` switches the recording off in the indented lines. Chapter 3 says more.)
#
# Besides one forward and one backward pass, this needs two values of $f$, for any number of results and entries. The last line is PyTorch's own check: with `fast_mode=True`, `gradcheck` compares
# such products for random $v$ and $t$. The **<dfn>dot-product test</dfn>** compares the two sides of equation (#9) for a linear map, where one program computes the map and another its transpose. Chapter 1's directional gap is the case of one result, $v = 1$.

# %% [raw]
# exercise: adjoint_gap
# title: forward against backward
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# hints:
#   - Print the shapes of v, of the central difference, of pulled and of t. Which two belong together on each side of (#9)?
#   - "With v = (1, 2) and rates (3, 4), the left side is 1 · 3 + 2 · 4 = 11, one number. And note that a / 2 * b is (a / 2) · b in Python."
#   - "forward = (f(x + h * t) - f(x - h * t)) / (2 * h) is equation (#8)."

# %% [markdown]
# Write `adjoint_gap(f, pulled, x, v, t, h)`: the absolute difference between the two sides of (#9), as a tensor of shape `()`. `pulled` is what somebody
# claims to be $J^\top v$; measure $Jt$ by (#8). `v` has the shape of `f(x)`, while `t` and `pulled` have that of `x`, whatever these are.


# %% nbgrader={"grade_id": "adjoint_gap", "solution": true}
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    """Return |<v, J t> - <pulled, t>|, J t by a central difference with step h, shape ()."""
    ### BEGIN SOLUTION
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).sum() - (pulled * t).sum()).abs()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_adjoint_gap", "grade": true}
import head_gradients_exercises as asked
from autograder.lesson import check

_asked_q = asked.of_cubes(adjoint_gap)  # of wrong claims, with large steps: gaps worth checking
_asked_points = {"shapes": [(3,), (3,), (2, 3)], "seed": 7, "told": asked.told_of_cubes}
check.function("adjoint_gap", _asked_q, reference=asked.cubes_gap, **_asked_points)
_asked_q = asked.of_neighbours(adjoint_gap)  # fewer results than entries
_asked_points = {"shapes": [(3,), (5,), (6,)], "seed": 8, "told": asked.told_of_neighbours}
check.function("adjoint_gap", _asked_q, reference=asked.neighbours_gap, **_asked_points)
### BEGIN HIDDEN TESTS
check.function(
    "adjoint_gap",
    lambda x: adjoint_gap(lambda t: t.flip(0) ** 3, -x, x, x + 5, 2 - x, 0.4),
    reference=lambda x: (
        ((x + 5) * (3 * x**2 * (2 - x) + 0.16 * (2 - x) ** 3).flip(0)).sum() + (x * (2 - x)).sum()
    ).abs(),
    shapes=[(6,), (3, 5), (2, 3, 2)],
    seed=279,
    told=lambda x: f"v = x + 5, t = 2 - x, h = 0.4, x = {asked.shown(x)}",
    evidence=lambda x: {"unsigned": True},
)
check.function(
    "adjoint_gap",
    lambda x: adjoint_gap(lambda t: t**2, -x, x, x + 3, 2 - x, 0.4),
    reference=lambda x: (((x + 3) * 2 * x + x) * (2 - x)).sum().abs(),
    shapes=[(), (2, 2)],
    seed=281,
    told=lambda x: f"squares, v = x + 3, t = 2 - x, h = 0.4, x = {asked.shown(x)}",
    evidence=lambda x: {"unsigned": True},
)
check.function(  # a gap may be small
    "adjoint_gap",
    lambda x: adjoint_gap(lambda t: t**2, 2 * x * (x + 3) - 1e-3, x, x + 3, 3 + x, 0.5),
    reference=lambda x: 1e-3 * (3 + x).sum(),
    shapes=[(5,), (1, 2)],
    seed=287,
    told=lambda x: f"squares, v = x + 3, t = 3 + x, h = 0.5, x = {asked.shown(x)}",
    evidence=lambda x: {"unsigned": True},
)
check.function(  # more results than entries, and a step that is small
    "adjoint_gap",
    lambda x: adjoint_gap(
        lambda t: torch.outer(t, t.exp()), x.sin(), x, torch.outer(x, 1 - x), x.flip(0)
    ),
    reference=lambda x: (
        (
            torch.outer(x, 1 - x)
            * (torch.outer(x.flip(0), x.exp()) + torch.outer(x, x.flip(0) * x.exp()))
        ).sum()
        - (x.sin() * x.flip(0)).sum()
    ).abs(),
    shapes=[(3,), (4,)],
    seed=280,
    rtol=1e-6,
    told=lambda x: f"more results than entries, x = {asked.shown(x)}",
    evidence=lambda x: {"unsigned": True},
)
### END HIDDEN TESTS

# %% [raw]
# section: how_much_is_written
# title: How much does backward write down?
# path: deeper
# needs: [jacobian_rows]
# gist: "A backward pass goes from node to node and never writes down the whole Jacobian."

# %% [markdown]
# A map from a thousand numbers to a thousand has a Jacobian of a million entries. Does `y.backward(v)` compute them? Let us count. `TensorsMade`, from
# this course's package, writes down the size of each tensor that PyTorch makes inside the `with` block. The map is
#
# $$y_i = \sin(x_i\, x_{i-1}), \tag{10}$$
#
# where `x.roll(1)` moves each entry to the next place, and the last one to the front.

# %%
x = torch.linspace(1, 2, 1000, requires_grad=True)
with TensorsMade() as made:
    y = torch.sin(x * x.roll(1))
print("sizes in the forward pass:", made.sizes)

# %% [raw]
# exercise: predict_largest
# title: the largest tensor
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What does the node of the sine need in order to multiply the head that arrives by its own derivative? How many numbers are that?
#   - "For y = (4t₀, 5t₁, 6t₂) and a head v, the product with J is (4v₀, 5v₁, 6v₂). How many multiplications are these, and did you write down the zeros of J?"
#   - Decide whether each node needs a whole table, or only as many numbers as there are entries.

# %% [markdown]
# Three tensors: the rolled one, the product, the sine. Of how many numbers is the **largest** tensor that the backward pass with a head of ones will make?

# %% nbgrader={"grade_id": "predict_largest", "solution": true}
### BEGIN SOLUTION stub: largest = ...  # a whole number
largest = 1000
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_largest", "grade": true}
from autograder.lesson import check

check.prediction("predict_largest", largest)

# %%
head = torch.ones(1000)
with TensorsMade() as made:
    y.backward(head)
print("backward: largest tensor", max(made.sizes), "numbers, in all", sum(made.sizes))
check.reveal("predict_largest", max(made.sizes))

with TensorsMade() as made:
    torch.func.jacrev(lambda t: torch.sin(t * t.roll(1)))(x.detach())
print("jacrev:   largest tensor", max(made.sizes), "numbers")

# %% [markdown]
# Two things make the table unnecessary.
#
# - Each of these nodes has a **shortcut** for its own product: for the sine it is `cos(...) * v`, entry by entry; for `roll`, rolling back.
#   So the backward pass makes six tensors of a thousand numbers each, twice as many as the forward pass; the million entries appear only if you ask for $J$.
# - The chain is multiplied **from the head**. For two maps in a row with Jacobians $J_1$ (first) and $J_2$ (second),
#
# $$(J_2 J_1)^\top v = J_1^\top \left( J_2^\top v \right). \tag{11}$$
#
# The brackets on the right always leave a vector. If $J_1$ and $J_2$ were full tables of $1000 \times 1000$, the right side would take 2 million multiplications, while
# $J_2 J_1$ alone takes a thousand million.
#
# This is why `backward` wants a head: without one there is no vector to start from.

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - `backward()` without a head wants a result with one entry (`numel() == 1`), of whatever shape.
# - `y.backward(v)` leaves the gradient of $\sum_i v_i y_i$, with $v$ held constant. `v` has exactly the shape of `y`.
# - A head of ones is the same as summing first. Sum with `.sum()`; Python's `sum` builds a node for each entry.
# - In matrix language, `x.grad` is $J^\top v$, the vector–Jacobian product: the rows of $J$, weighted by $v$ and added.
# - In a larger graph, the head of a node is the gradient of the result with respect to what the node made.
# - One-hot heads give the rows of $J$; one backward pass for each result. `torch.func.jacrev` does this for you.
# - Zeros in `.grad` may mean a head that $J^\top$ maps to zero.
# - Check a vector–Jacobian product with $\langle v, Jt\rangle = \langle J^\top v, t\rangle$, where $Jt$ is a central difference.
# - A backward pass goes from node to node and does not write down $J$.
#
# | What people believe | What is true |
# |---|---|
# | The head gradient scales `.grad`. | It weights the results. Only with a diagonal Jacobian does every head look like a scale. |
# | "Scalar" means shape `()`. | It means one entry: `(1,)` and `(1, 1)` run as well. |
# | A head of one number is stretched to the shape of `y`. | It raises: the shapes must be the same. |
# | `J @ v` and `v @ J` are the same. | Backward gives `v @ J`. Only for a symmetric $J$ are they equal for every $v$. |
# | `sum(y)` and `y.sum()` are the same. | For a vector: same gradient, a longer graph, perhaps other last digits. Of a matrix, `sum` adds the rows. |
# | Zeros in `.grad` mean that nothing depends on `x`. | They mean that the slope of the weighted sum is 0 there. |
# | `backward` computes the Jacobian and multiplies. | It multiplies node by node, without the whole table. |
#
# ## Further reading
#
# - PyTorch documentation: [`torch.Tensor.backward`](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html) and
#   [`torch.func.jacrev`](https://docs.pytorch.org/docs/stable/generated/torch.func.jacrev.html).
# - Zhang Yang, [*The gradient argument in PyTorch's `backward()` function explained by examples*](https://zhang-yang.medium.com/the-gradient-argument-in-pytorchs-backward-function-explained-by-examples-68f266950c29).
# - A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM 2008, chapter 3, on forward and backward products with a Jacobian.
# - J. Claerbout, *Earth Soundings Analysis: Processing versus Inversion*, 1992, on the dot-product test.

# %% [markdown]
# ## Where you stand
#
# Chapter 3 cuts the graph: what a detach holds fixed, and how parameters are changed.

# %%
progress()
