# %% [raw]
# chapter: Scalar and vector gradients
# builds_on: derivatives as taught in school, and basic Python

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **compute** the gradient of a number with respect to a whole tensor with `backward`,
# - **predict** what `.grad` holds after one backward pass, after two, and after zeroing,
# - **derive** a gradient by hand and set it beside autograd's,
# - **measure** a derivative with finite differences, and choose the step,
# - **judge** whether two gradients agree, as floating-point numbers should be judged.
#
# The minutes are for a reader who has never seen PyTorch; if you use it already, halve them. If time is short, take the core: leave out the sections and exercises that are marked as deeper. What is said about PyTorch was run with version 2.13.
#
# **How to work.** Run each cell with <kbd>Shift</kbd>+<kbd>Enter</kbd>, from the top.
#
# - Where you are asked for a **prediction**, write it down before you run on. Any well-formed
#   answer earns the point, and your first one is kept: a wrong guess teaches more
#   than an answer that you only read.
# - Each **exercise** is followed by a test cell that tells you what is right and what is
#   not (a *probe point* is an input that it tried). For a hint, make a new cell (<kbd>Esc</kbd>, then <kbd>B</kbd>) and run
#   `check.hint()`; run it again for the next one.
# - When numbers look wrong, or after a restart, run the set-up cell below and then the cells of
#   your section from its heading on. No section needs the cells of another.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import math

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, explore, progress, show, show_graph, step_backward
from autograder.lesson.kit import forward_and_backward

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [raw]
# section: words
# title: The words
# path: core
# needs: []
# gist: "A leaf is a tensor that no recorded operation made; a backward pass walks the graph from a result to its leaves and leaves the gradient in `.grad` of each leaf that requires one."

# %% [markdown]
# Here is one small computation, $s = x \cdot x$ and $y = 5s$ at $x = 3$, and below it the derivative of $y$, found backward:

# %%
show(
    forward_and_backward(),
    alt="Forward pass: the leaf x = 3 gives s = x·x = 9, which gives y = 5s = 45. "
    "Backward pass: it starts at y with ∂y/∂y = 1; times ∂y/∂s = 5 gives 5 at s; "
    "times ∂s/∂x = 2x = 6 gives 30 at x.",
    width=720,
)

# %% [markdown]
# The words for it keep their meaning through the whole course:
#
# - A **<dfn>tensor</dfn>** is an array of numbers of one kind, with a shape. A tensor of a single number, a **<dfn>scalar</dfn>**, has
#   shape `()`. A tensor with one index is a **<dfn>vector</dfn>**; with four entries it has shape `(4,)`. A table of numbers is a **<dfn>matrix</dfn>**; it has shape `(rows, columns)`.
# - A **<dfn>partial derivative</dfn>** says how fast a number changes when one entry of a tensor
#   alone is moved a little. For a number $y$ and an entry $x_i$ it is written $\partial y/\partial x_i$.
# - The **<dfn>gradient</dfn>** of a number with respect to a tensor is the tensor of all its
#   partial derivatives. It is written $\nabla y$ ("nabla $y$") and has the shape of $x$.
# - The **<dfn>forward pass</dfn>** computes a result from its inputs. An operation that can be differentiated, on a tensor that requires
#   a gradient, is **<dfn>recorded</dfn>** (unless recording is off): it makes a **<dfn>node</dfn>**, which knows the operation and its derivative. The tensor that comes out has its node as attribute **`grad_fn`**.
#   The nodes form a **<dfn>graph</dfn>**, which leads from the result back to its inputs.
# - A **<dfn>leaf</dfn>** is a tensor whose `grad_fn` is `None`: no recorded operation made it.
# - The **<dfn>backward pass</dfn>** walks the graph from the result to the leaves. It multiplies the
#   derivatives along each path and adds up the paths: the chain rule, applied by a machine. (Two paths lead from $s = x \cdot x$ to $x$, hence $x + x = 2x$.) Each leaf on the way that requires a gradient gets it in its attribute **`.grad`**.
#
# If $y$ depends on one variable, you can see its derivative: it is the slope of the straight
# line that touches the curve at your point. Run the next cell and move the point with the slider (or click the slider and use the arrow
# keys). Where is the slope of the sine 0, where largest, where smallest?

# %%
explore.tangent(torch.sin)

# %% [markdown]
# It is 0 at the top and at the bottom of the wave, near 1.57 and $-1.57$, largest at $x = 0$, where it is 1, and smallest at
# the ends of the picture, nearly $-1$. The lower curve collects the
# slopes of all points: the derivative of the sine. The slope above the picture was computed by autograd.

# %% [raw]
# section: first_gradient
# title: A first gradient
# path: core
# needs: [words]
# gist: "`y.backward()`, called on a single number, leaves in `x.grad` the partial derivatives of `y`, one for each entry of `x`."

# %% [markdown]
# Take four numbers,
#
# $$y = 2\,(x_0^2 + x_1^2 + x_2^2 + x_3^2) \tag{1}$$
#
# at $x = (0, 1, 2, 3)$. `torch.arange(4.0)` counts 0., 1., 2., 3.; the decimal
# point makes them real numbers. `requires_grad=True` says that you will want a gradient with respect to this
# tensor.

# %%
x = torch.arange(4.0, requires_grad=True)
print(x)
print(x.grad)

# %% [markdown]
# `x.grad` is `None`: nothing has been computed yet. Now go forward. The operators `+`, `*`
# and `**` work entry by entry; `x.sum()` adds all entries; `x.dot(x)` multiplies entry by entry
# and adds, which is the bracket in (#1), in textbooks $x^\top x$. (`dot` wants vectors;
# `(a * b).sum()` does the same for any shape.)

# %%
s = x.dot(x)
y = 2 * s
print(s)
print(y)
print(x.is_leaf, s.is_leaf, y.is_leaf)
print((x > 1).grad_fn)

# %% [markdown]
# The value is $2\,(0 + 1 + 4 + 9) = 28$, and each computed tensor shows its node: `DotBackward0` says that `s`
# was made by `dot`, `MulBackward0` that `y` was made by a multiplication. Only `x` is a leaf. (The comparison `x > 1` has no derivative and is not recorded.)

# %% [raw]
# exercise: predict_first_gradient
# title: the first gradient
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - How fast does equation (#1) change when only the entry with value 3 is moved? Call that entry t and forget the rest.
#   - For 5 t² the derivative is 10 t. Here the factor differs; the entry's own value goes in for t.
#   - Differentiate 2 x_i² with respect to x_i, and do it once for each of the four values.

# %% [markdown]
# Which four numbers will `x.grad` hold after `y.backward()`? Work them out
# from (#1), one partial derivative per entry.

# %% nbgrader={"grade_id": "predict_first_gradient", "solution": true}
### BEGIN SOLUTION stub: first_gradient = ...  # four numbers, like [1.0, 2.0, 3.0, 4.0]
first_gradient = [0.0, 4.0, 8.0, 12.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_first_gradient", "grade": true}
from autograder.lesson import check

check.prediction("predict_first_gradient", first_gradient, shape=(4,))

# %% [markdown]
# The whole recipe in one cell: make a leaf, go forward, go backward, read the gradient.

# %%
x = torch.arange(4.0, requires_grad=True)
y = 2 * x.dot(x)
y.backward()
print(x.grad)
check.reveal("predict_first_gradient", x.grad)

# %% [markdown]
# Only one term of (#1) contains $x_i$, and the derivative of $2x_i^2$ is
# $4x_i$. So the gradient is
#
# $$\nabla y = 4x, \tag{2}$$
#
# and autograd agrees:

# %%
x.grad == 4 * x

# %% [raw]
# exercise: gradient_of_cubes
# title: the gradient of a sum of cubes
# kind: code
# points: 2
# minutes: 12
# difficulty: 1
# hints:
#   - Print .requires_grad of the tensor that you differentiate right before the forward pass, and its .grad right after the backward pass. Is either one not what you need?
#   - "On another function, the sum of 5 u: make u a leaf, compute (5 * u).sum(), call backward on that sum, and read the gradient from u, not from the sum."
#   - "Start with: leaf = x.clone().requires_grad_()"

# %% [markdown]
# Write a function that takes a tensor `x` of any shape and returns the gradient of
#
# $$y = \sum_i x_i^3$$
#
# at `x`. Autograd can do the work. The `x` that you are given does not require a gradient; leave it as it
# is and use a leaf of your own: `x.clone()` makes a copy, and `.requires_grad_()` on that copy makes PyTorch record what is done with it. Your result must not require a gradient. An operation **<dfn>in place</dfn>** changes the tensor itself; an underscore at the end of a method's name says so.


# %% nbgrader={"grade_id": "gradient_of_cubes", "solution": true}
def gradient_of_cubes(x):
    """Return the gradient of the sum of x**3 at x, a tensor with the shape of x."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    y = (leaf**3).sum()
    y.backward()
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_gradient_of_cubes", "grade": true}
import scalar_and_vector_gradients_exercises as asked
from autograder.lesson import check

check.gradient("gradient_of_cubes", gradient_of_cubes, of=asked.cubes, shapes=[(4,), (2, 3)])
### BEGIN HIDDEN TESTS
check.gradient(
    "gradient_of_cubes",
    gradient_of_cubes,
    of=lambda x: x.pow(3).sum(),
    analytic=lambda x: 3 * x * x,
    shapes=[(), (7,), (5, 1, 3), (7,)],
    seed=71,
)
check.function(  # 0, equal entries, large and small ones; and in full precision
    "gradient_of_cubes",
    gradient_of_cubes,
    reference=lambda x: 3 * x * x,
    points=[[0.0, 1e3 / 3], [1e3 / 7, 1e3 / 7], [-1e3 / 9, 1e-3], 0.0],
    rtol=1e-12,
)
### END HIDDEN TESTS

# %% [markdown]
# #### What gradients are for
#
# A **<dfn>model</dfn>** is a function with numbers that can be changed, its **<dfn>parameters</dfn>**. Here the model is $w \cdot x$; its one parameter is at first $w = 1$, and for $x = 3$ it should give 6. The **<dfn>loss</dfn>** is a single number that says how far a model's output is from what is wanted. Here it is $(3w - 6)^2$.
# Where the loss has a negative derivative, a slightly larger $w$ makes it smaller; where a positive one, a slightly smaller $w$. So take small steps against the gradient:

# %%
w = 1.0
for _ in range(3):
    leaf = torch.tensor(w, requires_grad=True)
    loss = (leaf * 3 - 6) ** 2
    loss.backward()
    print(f"w = {w:.2f}   loss = {loss.item():.4f}   gradient = {leaf.grad.item():.2f}")
    w = w - 0.05 * leaf.grad.item()  # .item() makes a plain Python number

# %% [markdown]
# To take small steps against the gradient of the loss is called **<dfn>gradient descent</dfn>**; models learn by it. `backward` changes no parameter. The last line does.
# An **<dfn>optimiser</dfn>** is the part of a program that changes a model's parameters by their gradients.

# %% [raw]
# section: same_question_twice
# title: The same question twice
# path: core
# needs: [first_gradient]
# gist: "`backward` adds to `.grad`. Set it to `None` or to zero before the next question, and keep a value with `.clone()`."

# %% [markdown]
# After one backward pass from (#1), `x.grad` holds $(0, 4, 8, 12)$. Without touching `x.grad`, go forward and backward once
# more.

# %% [raw]
# exercise: predict_second_backward
# title: backward, once more
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - Where does the second pass put its four numbers, and what lies there already?
#   - "A purse with 7 coins that gets 3 holds 10. A board on which you write 3 shows 3. Which of the two might .grad be?"
#   - Decide whether the new gradient replaces the old one or is added to it, and write down four numbers.

# %% [markdown]
# What will `x.grad` hold after the second pass?

# %% nbgrader={"grade_id": "predict_second_backward", "solution": true}
### BEGIN SOLUTION stub: after_two = ...  # four numbers
after_two = [0.0, 8.0, 16.0, 24.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_second_backward", "grade": true}
from autograder.lesson import check

check.prediction("predict_second_backward", after_two, shape=(4,))

# %%
x = torch.arange(4.0, requires_grad=True)
for _ in range(2):
    y = 2 * x.dot(x)
    y.backward()
    print(x.grad)
check.reveal("predict_second_backward", x.grad)

# %% [markdown]
# The second pass found four numbers in `.grad` and **added** its own; the first had found `None` there, and made a new tensor. Gradients **<dfn>accumulate</dfn>**: each backward pass adds its own to what `.grad` holds. It is deliberate: the gradient of a sum is the sum of the gradients, so a sum that
# comes in pieces can be sent backward piece by piece. But a leftover gradient spoils
# the next one. Before asking a new question, clear the old answer, either in place:

# %%
x.grad.zero_()
x.sum().backward()
x.grad

# %% [markdown]
# or by removing the tensor, so that the next backward pass makes a new one:

# %%
x.grad = None
x.sum().backward()
x.grad

# %% [markdown]
# Both times we get the gradient of $x_0 + x_1 + x_2 + x_3$: ones, since the sum moves by just as much as the entry. (PyTorch's optimisers have a method `zero_grad` for this, chapter 8.)
#
# One more question about `.grad`. Give this tensor a second name: `g = x.grad`.

# %% [raw]
# exercise: predict_named_grad
# title: a name for .grad
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Does g = x.grad copy four numbers, or give one tensor a second name? In Python, what does b = a do with a list?
#   - "After a = [1]; b = a; a.append(2), printing b shows [1, 2]. Does the same happen here?"
#   - What is added to x.grad is the gradient of x.dot(x), so 2x. Does g see it?

# %% [markdown]
# The gradient of `x.dot(x)` is $2x = (0, 2, 4, 6)$. If we now run `x.dot(x).backward()`, without
# clearing anything, what will **`g`** hold?

# %% nbgrader={"grade_id": "predict_named_grad", "solution": true}
### BEGIN SOLUTION stub: g_afterwards = ...  # four numbers
g_afterwards = [1.0, 3.0, 5.0, 7.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_named_grad", "grade": true}
from autograder.lesson import check

check.prediction("predict_named_grad", g_afterwards, shape=(4,))

# %%
x = torch.arange(4.0, requires_grad=True)
x.sum().backward()
g = x.grad
x.dot(x).backward()
print("g:", g)
print("the same tensor:", g is x.grad)
check.reveal("predict_named_grad", g)

# %% [markdown]
# The line `g = x.grad` copies nothing: `g` is a second name for the tensor in `x.grad`. A later pass adds to
# that tensor (unless you ask for `create_graph`, chapter 5), `zero_()` sets it to zero under both names, and after `x.grad = None` only the name `g` is left:

# %%
x.grad.zero_()
print("after zero_():  g =", g)
x.grad = None
x.sum().backward()
print("after None:     g =", g, " x.grad =", x.grad)

# %% [markdown]
# So the two ways to clear a gradient differ as soon as it has a second name. To keep a gradient as it is now, take a
# copy: `x.grad.clone()`.

# %% [raw]
# exercise: two_gradients
# title: two gradients from one leaf
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# hints:
#   - Print both results just before you return them. Are they two tensors, or one with two names? Does the second still contain the first?
#   - "In numbers: if the first gradient is [1, 1] and the second [6, 8], then [7, 9] means they added up, and [6, 8] twice means you kept a name instead of a value."
#   - A copy of the first gradient is needed, or a clean break from it; and x.grad must be cleared before the second pass. Which one line can do both?

# %% [markdown]
# Your function gets two functions `f` and `g`, each of which turns a tensor into a single number, and a
# leaf `x` that requires a gradient and has none yet. Return two tensors: the gradient of `f(x)` and
# the gradient of `g(x)`, each on its own. Leave `x` as it is, except its `.grad`.


# %% nbgrader={"grade_id": "two_gradients", "solution": true}
def two_gradients(f, g, x):
    """Return (gradient of f(x), gradient of g(x)) at the leaf x."""
    ### BEGIN SOLUTION
    f(x).backward()
    first = x.grad.clone()
    x.grad.zero_()
    g(x).backward()
    return first, x.grad.clone()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_two_gradients", "grade": true}
import scalar_and_vector_gradients_exercises as asked
from autograder.lesson import check

check.gradient(  # the results may belong to a graph
    "two_gradients", lambda x: two_gradients(asked.total, asked.dot, x), **asked.of_two
)
### BEGIN HIDDEN TESTS
check.gradient(
    "two_gradients",
    lambda x: two_gradients(lambda t: t.sin().sum(), lambda t: t.exp().sum(), x),
    of=[lambda x: x.sin().sum(), lambda x: x.exp().sum()],
    analytic=[lambda x: x.cos(), lambda x: x.exp()],
    shapes=[(), (9,), (2, 5), (9,)],
    seed=72,
    leaf=True,
    is_plain=False,
)
### END HIDDEN TESTS

# %% [raw]
# exercise: the_growing_gradient
# title: the growing gradient
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Run the code. By how much does the printed number grow from line to line, and does w change at all?
#   - Compare with the start of this section, where x.grad went from the first to the second gradient without being cleared.
#   - For part 3, move w from 2 to 2.001. By how much does the loss change, and what must you divide this by?

# %% [markdown]
# A friend shows you this code and says: *"`w` never changes, so the gradient should be 2 every time. Autograd prints 2, 4, 6. It is
# broken."*
#
# ```python
# w = torch.tensor(2.0, requires_grad=True)
# for step in range(3):
#     loss = (w - 1) ** 2
#     loss.backward()
#     print(w.grad)
# ```
#
# Answer in a few sentences of your own. A person will read and grade them.
#
# 1. Where do 2, 4 and 6 come from?
# 2. Which one line corrects the loop, and where can it stand? It must work in the first round too.
# 3. How could your friend have found out, by computing values of the loss only, which of the three numbers is the derivative?

# %% [markdown] nbgrader={"grade_id": "the_growing_gradient", "grade": true, "solution": true}
# **Model answer.** (1) The derivative of $(w-1)^2$ is $2(w-1)$, so 2 at $w = 2$, in every round. But
# `backward` adds to `w.grad` instead of replacing it: after one, two and three rounds it holds 2, 2 + 2 and
# 2 + 2 + 2. (2) `w.grad = None`, in the loop before the `backward` or after the `print`. (`w.grad.zero_()` must stand
# after the `print`: in the first round there is nothing to zero before.) (3) By a difference quotient: $((2 + h - 1)^2 - (2 - 1)^2) / h$ with $h = 0.001$
# gives 2.001, near 2, in every round, because it depends on `w` alone.
#
# **Rubric, one point each.** The three numbers are explained as sums of one derivative, 2. ·
# The cause is named: `backward` accumulates into `.grad`. · The correction clears `.grad` between a `print` and the
# next `backward`, and does not fail in the first round. · The independent check is a difference quotient of the loss, and its result, about 2, is stated.

# %% [raw]
# section: mean_over_matrix
# title: A mean over a matrix, by hand and by machine
# path: core
# needs: [first_gradient]
# gist: "A gradient derived by hand, entry by entry, is what autograd computes, for tensors of any shape."

# %% [markdown]
# Leaves may have any shape: `x.shape` tells it, and `x.numel()` the number of entries. Send a $2 \times 2$ matrix of ones through three steps:
#
# $$y = x + 2, \qquad z = 3y^2, \qquad o = \operatorname{mean}(z). \tag{3}$$
#
# This time $y$ and $z$ are matrices; the single number at the end is $o$.

# %%
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
o = z.mean()
print(x)
print(y)
print(z)
print(o)

# %% [markdown]
# Each entry of $z$ is $3 \cdot 3^2 = 27$, and so is their mean. This is the graph, drawn from your own
# tensors, under the names that you gave them:

# %%
show_graph(o)

# %% [markdown]
# The leaf stands on top, the result at the bottom. The arrows show the forward pass; the backward pass goes against them. Each box except the leaf is one node. It shows what the operation made
# (the power's result has no name in your code), the node's name in PyTorch, and what it keeps because its derivative needs it:
# the power keeps `y`, since the derivative of $y^2$ is $2y$; the addition keeps nothing, since the derivative of $x + 2$ is 1.
# PyTorch calls the first thing that an operation works on *self* and, in additions and multiplications, the second *other*. (`3 * t` runs as `t * 3`: that is why the 3 is *other*.)
#
# For the derivative by hand, write the mean of the four entries as a sum,
#
# $$o = \tfrac14 \sum_{ij} 3\,(x_{ij} + 2)^2,$$
#
# and differentiate with respect to one entry. Only its own term is left. The power rule brings
# down the 2; the chain rule multiplies by the inner derivative, that of $x_{ij} + 2$, which is 1.

# %% [raw]
# exercise: predict_mean_gradient
# title: the gradient of a mean
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 1
# hints:
#   - Write down the derivative of one term, 3 (t + 2)², by t. Where does the factor in front of the sum go?
#   - For the mean of ten entries 5 (t + 1)², the derivative by one of them is (1/10) · 5 · 2 (t + 1).
#   - How many entries has x here, and what is the derivative of 3 (t + 2)² at t = 1?

# %% [markdown]
# All four entries of the gradient are the same number. Which one?

# %% nbgrader={"grade_id": "predict_mean_gradient", "solution": true}
### BEGIN SOLUTION stub: every_entry = ...  # one number
every_entry = 4.5
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_mean_gradient", "grade": true}
from autograder.lesson import check

check.prediction("predict_mean_gradient", every_entry)

# %%
x = torch.ones(2, 2, requires_grad=True)
o = (3 * (x + 2) ** 2).mean()
o.backward()
print(x.grad)
check.reveal("predict_mean_gradient", x.grad[0, 0])

# %% [markdown]
# By hand,
#
# $$\frac{\partial o}{\partial x_{ij}} = \tfrac14 \cdot 3 \cdot 2\,(x_{ij} + 2)
# = \tfrac32\,(x_{ij} + 2) = 4.5 \quad\text{at } x_{ij} = 1. \tag{4}$$
#
# The backward pass starts from the derivative of $o$ with respect to itself, which is 1. You may
# write that 1 out: for a scalar `o`, `o.backward()` means `o.backward(torch.tensor(1.0))`.

# %%
x.grad = None
o = (3 * (x + 2) ** 2).mean()
o.backward(torch.tensor(1.0))
x.grad

# %% [markdown]
# Chapter 2 puts other numbers there.
#
# Now watch the pass itself. Press *From the start*, then *Next*, step by step: a gradient comes
# into a box; there it is multiplied by the operation's local derivative; the product goes on to the next box. The **<dfn>local derivative</dfn>** of an operation is the derivative of this one operation alone. It is written at the dashed arrow. The 4.5 is
# $1 \cdot \tfrac14 \cdot 3 \cdot 6 \cdot 1$; find each factor. (Watching leaves `x.grad` as it is.)

# %%
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
o = z.mean()
step_backward(o)

# %% [raw]
# exercise: mean_gradient_by_hand
# title: the formula, for any shape
# kind: code
# points: 3
# minutes: 10
# difficulty: 2
# path: deeper
# hints:
#   - Print your result and autograd's for a 2×2 input and for one with six entries. Which of the two agrees, and by what factor is the other one off?
#   - "For the mean of 5 (x + 1)² over n entries each partial derivative is (1/n) · 10 (x + 1): the formula depends on how many entries there are."
#   - x.numel() is the number of entries. Which numbers of equation (#4) does it replace?

# %% [markdown]
# Equation (#4) holds for four entries. Write the gradient of $\operatorname{mean}(3(x+2)^2)$ as a
# formula that is right for an `x` of **any** shape; the result is a tensor of the shape and dtype of `x`. Autograd is switched off while your function is tested.


# %% nbgrader={"grade_id": "mean_gradient_by_hand", "solution": true}
def mean_gradient_by_hand(x):
    """Return the gradient of (3 * (x + 2) ** 2).mean() at x, by formula."""
    ### BEGIN SOLUTION
    return 6 * (x + 2) / x.numel()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_mean_gradient_by_hand", "grade": true}
import scalar_and_vector_gradients_exercises as asked
from autograder.lesson import check

_asked = {"shapes": [(2, 2), (2, 3), (5,)], "autograd": False}
check.gradient("mean_gradient_by_hand", mean_gradient_by_hand, of=asked.mean, **_asked)
### BEGIN HIDDEN TESTS
check.gradient(
    "mean_gradient_by_hand",
    mean_gradient_by_hand,
    of=lambda x: (x + 2).square().mul(3).mean(),
    analytic=lambda x: (6 * x + 12) / x.numel(),
    shapes=[(), (8,), (4, 3, 2), (1, 3)],
    seed=73,
    autograd=False,
)
check.gradient(  # far to the left, where x + 2 is negative, and far to the right
    "mean_gradient_by_hand",
    lambda x: mean_gradient_by_hand(9 * x),
    of=lambda x: asked.mean(9 * x) / 9,
    shapes=[(5,), (2, 2)],
    seed=83,
    autograd=False,
)
check.function(  # equal entries, and some where the gradient is 0
    "mean_gradient_by_hand",
    mean_gradient_by_hand,
    reference=lambda x: 6 * (x + 2) / x.numel(),
    points=[[1.0, 1.0, -2.0, 0.25, 0.25, -3.0, 1.0], [[1.5, 1.5], [1.5, 1.5]]],
)
check.gradient(  # the dtype of x; and where the mean is large, a float32 shows a difference quotient
    "mean_gradient_by_hand",
    lambda x: mean_gradient_by_hand(300 * x),
    of=lambda x: asked.mean(300 * x) / 300,
    shapes=[(5,), (2, 3)],
    seed=82,
    autograd=False,
    dtype=torch.float32,
)
### END HIDDEN TESTS

# %% [raw]
# section: what_can_require
# title: What can require a gradient, and what goes wrong
# path: core
# needs: [first_gradient]
# gist: "Only floating-point and complex tensors can require a gradient, and every error on the way has its message. What is written through `.data` raises no error."

# %% [markdown]
# `requires_grad=True` works in `torch.tensor`, `torch.ones`, `torch.zeros`, `torch.rand` and most
# other functions that make a tensor. For a tensor that exists already, the method
# `requires_grad_` sets it.

# %%
a = torch.tensor([[2.0, 3.0], [4.0, 5.0]])
a = (a * 3) / (a - 1)
print(a.requires_grad)
a.requires_grad_(True)
print(a.requires_grad, a.is_leaf)
b = (a * a).sum()
print(b.grad_fn.name())

# %% [markdown]
# `a` was computed, and still is a leaf: nothing that it came from
# required a gradient, so nothing was recorded. (The `True` may be left out: `a.requires_grad_()` does the
# same.)
#
# #### Integers
#
# Not every tensor can require a gradient. The next cell raises an error on purpose, as do others in this
# course. Read an error from its **last** line; skip the lines between it and yours, which belong to PyTorch.

# %% tags=["raises-exception"]
torch.tensor([1, 2, 3], requires_grad=True)

# %% [markdown]
# *"Only Tensors of floating point and complex dtype can require gradients."*
#
# The kind of number that a tensor holds is its **<dfn>dtype</dfn>**. `1, 2, 3` without decimal points made a tensor of integers, and a
# derivative asks what happens when a value moves by a *little*: an integer cannot move by less than 1. Ask
# for another dtype: `torch.tensor([1.0, 2.0, 3.0])` gives `float32`, numbers with about 7 decimal
# digits; `t.to(torch.float64)` copies a tensor `t` with about 16.
#
# #### Twice through one graph
#
# The second error comes from two backward passes through one graph.

# %% tags=["raises-exception"]
x = torch.arange(4.0, requires_grad=True)
y = 2 * x.dot(x)
y.backward()
y.backward()

# %% [markdown]
# The first pass freed the values that the graph had kept for its derivatives, to give the memory back; the
# second pass needs them. *"Specify retain_graph=True …"* names a remedy that you will rarely
# want. The usual remedy is to run the forward pass again, which builds a new graph. And clear
# `x.grad` first: it still holds the gradient of the first pass.

# %%
x.grad = None
y = 2 * x.dot(x)
y.backward()
print(x.grad)

x.grad = None
y = x.sum()
y.backward()
y.backward()
print(x.grad)

# %% [markdown]
# Not every function raises: a sum keeps nothing, so its second pass goes through in silence, and adds
# once more. Chapter 6 says more.
#
# #### `.data`
#
# The attribute `.data` gives the numbers of a tensor without autograd. Below, the forward pass sees
# $x_0 = 1$; then `x.data[0]` is overwritten with 999; then we go backward.

# %% [raw]
# exercise: predict_data
# title: behind autograd's back
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - The derivative of x₀² is 2 x₀. Which value of x₀ will the backward pass find when it looks?
#   - "To differentiate a product, the backward pass needs the factors. Are they copied in the forward pass, or is the tensor itself kept?"
#   - Decide between 2 · 1 and 2 · 999.

# %% [markdown]
# For $y = x_0^2 + x_1^2 + x_2^2$, computed at $x = (1, 2, 3)$: what will `x.grad[0]` be?

# %% nbgrader={"grade_id": "predict_data", "solution": true}
### BEGIN SOLUTION stub: first_entry = ...  # one number
first_entry = 1998.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_data", "grade": true}
from autograder.lesson import check

check.prediction("predict_data", first_entry)

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x * x).sum()
x.data[0] = 999.0
y.backward()
print("y =", y.item(), " x.grad =", x.grad)
check.reveal("predict_data", x.grad[0])

# %% [markdown]
# The graph had kept `x` itself, not a copy. `y` is 14, the value at $(1, 2, 3)$, where the gradient is $(2, 4, 6)$; but the
# backward pass found 999 and returned the gradient at $(999, 2, 3)$, where `y` was
# never computed: no error, no warning. Old code often writes through `.data`; chapter 3 shows what took its
# place.

# %% [raw]
# exercise: gradient_of
# title: a gradient for any function
# kind: code
# points: 3
# minutes: 20
# difficulty: 2
# path: deeper
# hints:
#   - Call your function twice with the same x and print both results. After that, print x.requires_grad and x.grad; they should be as before the call.
#   - "If x is a float64 leaf already, does x.to(torch.float64) give a new tensor, or x itself? And is x.clone() a leaf when x requires a gradient? Print .is_leaf of each."
#   - "Begin with x.detach().clone(); what does it still lack?"

# %% [markdown]
# Write `gradient_of(f, x)`, which returns the gradient of `f` at `x` for any function `f` that turns a tensor into
# a single number. Three demands:
#
# - called twice with the same `x`, it gives the same answer twice;
# - the caller's `x` is left as it was: same numbers, same `requires_grad`, same `.grad`;
# - `x` may hold integers or `float32`, and it may be a leaf with a `.grad` of its own. `f` is always computed in `float64`, so
#   that no digits are lost; the result is `float64`, too, and requires no gradient.
#
# One new method helps: `x.detach()` gives the numbers of `x` without a graph. (Chapter 3 is about it; chapter 5 has a function like yours, `torch.autograd.grad`.)


# %% nbgrader={"grade_id": "gradient_of", "solution": true}
def gradient_of(f, x):
    """Return the gradient of the scalar function f at x, in float64; x is left alone."""
    ### BEGIN SOLUTION
    leaf = x.detach().clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_gradient_of", "grade": true}
import scalar_and_vector_gradients_exercises as asked
from autograder.lesson import check

_asked = {"shapes": [(3,), (2, 2)], "integers": [[1, 2, 3]]}  # in float64, and some in float32
check.derivative("gradient_of", gradient_of, of=asked.functions, analytic=asked.gradients, **_asked)
### BEGIN HIDDEN TESTS
check.derivative(
    "gradient_of",
    gradient_of,
    of=[lambda x: (x**8).sum(), lambda x: x.prod(), lambda x: x.logsumexp(0).sum()],
    analytic=[lambda x: 8 * x**7, lambda x: x.prod() / x, lambda x: x.softmax(0)],
    shapes=[(5,), (4, 2), (), (5,)],
    integers=[[-4, 7]],
    seed=74,
)
check.function(  # far from 0
    "gradient_of",
    lambda x: gradient_of(lambda t: (t**2).sum(), x),
    reference=lambda x: 2 * x,
    points=[[1e3 / 3, -40.0], [[-1e3 / 7]]],
    rtol=1e-12,
)
check.function(  # of a float32, the gradient has all digits of a float64
    "gradient_of",
    lambda x: gradient_of(lambda t: (t**3).sum(), x),
    reference=lambda x: 3 * x.to(torch.float64) ** 2,
    points=[[1e3 / 3, -40.0], [[-1e3 / 7]]],
    rtol=1e-12,
    dtype=torch.float32,
)
### END HIDDEN TESTS

# %% [raw]
# section: finite_differences
# title: "Finite differences: a third opinion"
# path: core
# needs: [first_gradient]
# gist: "The central difference (f(x + h) − f(x − h)) / 2h gives a derivative without formula and without autograd: in `float64`, with a step of 1e-5 times the distance over which f changes."

# %% [markdown]
# When your formula and autograd disagree, who is right? The definition of the
# derivative gives a way that uses neither: take a small step $h$ and divide.
#
# $$\text{forward difference:}\quad f'(x) \approx \frac{f(x+h) - f(x)}{h} \tag{5}$$
#
# $$\text{central difference:}\quad f'(x) \approx \frac{f(x+h) - f(x-h)}{2h} \tag{6}$$
#
# ("Forward" here has nothing to do with the forward pass: the step goes to the right of $x$.)
# Try both on $\sin$ at $x = 1$, where the derivative is $\cos 1$:

# %%
at = torch.tensor(1.0, dtype=torch.float64)
for h in (1e-1, 1e-2, 1e-3):
    forward = (torch.sin(at + h) - torch.sin(at)) / h
    central = (torch.sin(at + h) - torch.sin(at - h)) / (2 * h)
    errors = [(slope - torch.cos(at)).abs() for slope in (forward, central)]
    print(f"h = {h}   error, forward: {errors[0]:.1e}   central: {errors[1]:.1e}")

# %% [markdown]
# With each tenfold smaller step, the forward error becomes ten times smaller and the central one a
# hundred times. Taylor's theorem (if you have not met it, take this as given) says why. From
#
# $$f(x + h) = f(x) + h f'(x) + \tfrac{h^2}{2} f''(x) + \tfrac{h^3}{6} f'''(x) + \dots$$
#
# the forward difference is off by about $\tfrac{h}{2}f''$, and the central one only by $\tfrac{h^2}{6}f'''$, because its two
# $f''$ terms cancel. The error that a difference has because its step is not infinitely small is its **<dfn>truncation error</dfn>**.
#
# There is another error. A `float64` keeps about 16 decimal digits, so a computed value near 1 is off by about $10^{-16}$.
# The error that a computed value has because only so many digits are kept is its **<dfn>rounding error</dfn>**. The division by $h$ makes it larger.

# %% [raw]
# section: best_step
# title: The best step
# path: deeper
# needs: [finite_differences]
# gist: "The best step is where truncation error and rounding error are equal. A gradient is measured one entry at a time."

# %% [raw]
# exercise: predict_best_step
# title: the best step
# kind: prediction
# points: 1
# minutes: 5
# difficulty: 2
# hints:
#   - Truncation error shrinks with h; rounding error, divided by h, grows as h shrinks. Which of the two is larger at h = 1e-3?
#   - "If each value of f were off by 1e-10, dividing by h = 1e-6 would give an error near 1e-4. For which h would that equal the truncation error, about h?"
#   - Truncation error is about h, rounding error about 1e-16 / h. For which h are these two equal?

# %% [markdown]
# For the **forward** difference of $\sin$ at 1, try $h = 10^{-1}, 10^{-2}, \dots, 10^{-14}$.
# Which one gives the smallest error? Predict the $k$ in $h = 10^{-k}$.

# %% nbgrader={"grade_id": "predict_best_step", "solution": true}
### BEGIN SOLUTION stub: best_k = ...  # a whole number from 1 to 14
best_k = 8
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_best_step", "grade": true}
from autograder.lesson import check

check.prediction("predict_best_step", best_k, between=(1, 14))

# %%
at = torch.tensor(1.0, dtype=torch.float64)
ks = torch.arange(1, 15)
hs = 10.0 ** -ks.to(torch.float64)  # all fourteen steps at once
forward_error = ((torch.sin(at + hs) - torch.sin(at)) / hs - torch.cos(at)).abs()
check.reveal("predict_best_step", ks[forward_error.argmin()])

# %% [markdown]
# As a picture (`loglog` draws a line on axes that are both logarithmic; `.cpu()` fetches numbers that lie on a GPU):

# %%
fig, axes = plt.subplots()  # a figure, and axes to draw on
axes.loglog(hs.cpu(), forward_error.cpu(), marker="o", label="measured")
axes.loglog(hs.cpu(), math.sin(1) / 2 * hs.cpu(), "k--", label="truncation: h/2 · sin 1")
axes.loglog(hs.cpu(), 1e-16 / hs.cpu(), "k:", label="rounding: 1e-16 / h")
axes.set(xlabel="step h", ylabel="error", title="Forward difference of sin at 1, float64")
axes.legend()
show(
    fig,
    alt="Error of the forward difference against h on logarithmic axes: a V. From h = 0.1 the error "
    "falls along the truncation line to about 3e-9 at h = 1e-8, then rises along the rounding line.",
)

# %% [markdown]
# Read the picture from right
# to left. First the truncation error shrinks with $h$. But $f(x+h)$ and $f(x)$ become so alike that subtracting
# them cancels nearly all of their digits, and what is left is rounding error, made larger by the division. The best step is near where the two errors are equal. For the forward difference, $h/2 = 10^{-16}/h$ near $h = 10^{-8}$; for the central one, $h^2/6 = 10^{-16}/h$ near $h = 10^{-5}$. `float32`, with its 7 digits, needs a larger step:

# %%
for dtype in (torch.float64, torch.float32):
    t, h = at.to(dtype), hs.to(dtype)
    slopes = (torch.sin(t + h) - torch.sin(t - h)) / (2 * h)
    k = ks[(slopes - torch.cos(t)).abs().argmin()]
    print(f"{dtype}, central difference: best h = 1e-{k}")

# %% [markdown]
# All this was at $x = 1$. At other sizes of $x$, is the error for $\log$, divided by its derivative $1/x$, below $10^{-8}$? And for $\sin$ at 100?

# %%
for size in (1e-3, 1e8):
    x = torch.tensor(size, dtype=torch.float64)
    for h in (1e-5, 1e-5 * size):
        slope = (torch.log(x + h) - torch.log(x - h)) / (2 * h)
        print(f"x = {size:.0e}  h = {h:.0e}  below 1e-8: {bool((slope * x - 1).abs() < 1e-8)}")
x = torch.tensor(100.0, dtype=torch.float64)
for h in (1e-5, 1e-5 * 100):
    slope = (torch.sin(x + h) - torch.sin(x - h)) / (2 * h)
    print(f"sin at 100  h = {h:.0e}  below 1e-8: {bool((slope / x.cos() - 1).abs() < 1e-8)}")

# %% [markdown]
# Two rules follow: **check derivatives in `float64`**, and **use the central difference with a step of $10^{-5}$ times the distance over which $f$ changes a lot**. For $\log$ that is $|x|$; for $\sin$ it is 1, at 100 as well. In this course that distance is near 1.
#
# The entries of a gradient are measured one at a time: move one entry, leave the
# others, and evaluate $f$ twice.

# %% [raw]
# exercise: central_difference
# title: a gradient without derivatives
# kind: code
# points: 4
# minutes: 30
# difficulty: 3
# hints:
#   - Print the shifted tensors for an x with three entries. In each of them, exactly one entry should differ from x.
#   - "To move entry 2 of five a little: e = [0, 0, 1, 0, 0], and then look at x + 0.1 e and x − 0.1 e. Entry by entry, this asks 2 × 5 times for a value. And note that a / 2 * b is (a / 2) · b in Python."
#   - "Inside a loop over i in range(x.numel()): row = x.new_zeros(x.numel()), then row[i] = h. What gives this row the shape of x?"

# %% [markdown]
# Write `central_difference(f, x, h)`. For a function `f` that turns a tensor into a single number, it returns the gradient at `x`, a tensor like `x`, by equation (#6), one entry at a time, for any shape. Give `f` tensors of the shape of `x`, and leave `x` itself unchanged.
#
# A tip for any shape: `row = x.new_zeros(x.numel())` makes one row of zeros, as many as `x` has entries and of its dtype; `row.view(x.shape)` gives it the shape
# of `x`.


# %% nbgrader={"grade_id": "central_difference", "solution": true}
def central_difference(f, x, h=1e-5):
    """Return the gradient of the scalar function f at x, by central differences with step h."""
    ### BEGIN SOLUTION
    gradient = x.new_zeros(x.numel())
    for i in range(x.numel()):
        row = x.new_zeros(x.numel())
        row[i] = h
        e = row.view(x.shape)
        gradient[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient.view(x.shape)
    ### END SOLUTION


# %% [markdown]
# The first test uses a large step on purpose. For the sum of cubes, equation (#6) gives exactly
# $3x_i^2 + h^2$, which neither a forward difference nor autograd would give.

# %% nbgrader={"grade_id": "test_central_difference", "grade": true}
import scalar_and_vector_gradients_exercises as asked
from autograder.lesson import check

_asked = asked.on(central_difference, asked.cubes, 0.5)  # a large step, whose error is known
check.function(
    "central_difference", _asked, reference=asked.cubes_at_half, shapes=[(3,), (3,), (2, 2)]
)
_asked = asked.on(central_difference, asked.columns)  # a function that needs the shape
check.function("central_difference", _asked, reference=asked.slopes_of_columns, shapes=[(2, 3)])
### BEGIN HIDDEN TESTS
check.function(
    "central_difference",
    lambda x: central_difference(lambda t: (t**4).sum(), x, 0.25),
    reference=lambda x: 4 * x**3 + 4 * x * 0.25**2,
    shapes=[(), (6,), (2, 3, 2)],
    seed=75,
    rtol=1e-10,
    evidence=lambda x: {"f": lambda t: (t**4).sum(), "step": 0.25},
)
check.function(  # without a step: the one that is meant for use
    "central_difference",
    asked.on(central_difference, asked.cubes),
    reference=lambda x: 3 * x**2,
    shapes=[(3,), (1, 2)],
    seed=77,
    rtol=1e-6,
)
check.function(
    "central_difference",
    lambda x: central_difference(lambda t: t.prod() + t[0, 0] * t[1, 2], x, 1e-4),
    reference=lambda x: (
        x.prod() / x
        + torch.zeros_like(x).index_put((torch.tensor(0), torch.tensor(0)), x[1, 2])
        + torch.zeros_like(x).index_put((torch.tensor(1), torch.tensor(2)), x[0, 0])
    ),
    shapes=[(3, 4)],
    seed=76,
    rtol=2e-6,
)
### END HIDDEN TESTS

# %% [markdown]
# You have rebuilt a tool. `torch.autograd.gradcheck` compares autograd's gradient with central differences (step $10^{-6}$), entry by entry. It
# wants `float64`, returns `True` if they agree, and otherwise raises an error:

# %%
x = torch.tensor([[0.5, 1.0], [1.5, 2.0]], dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(lambda t: (t**3).sum(), x))

# %% [raw]
# exercise: plot_errors
# title: the valley of errors
# kind: plot
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print the first three values of each curve. For large steps, does the central one shrink a hundredfold while the forward one shrinks tenfold? Is any value negative?
#   - "To draw |u| over t on logarithmic axes: axes.loglog(t, u.abs(), \"o-\", label=\"name\"); then axes.set(...) for the texts and axes.legend()."
#   - "f works entry by entry, so f(x + hs) evaluates all steps at once. Begin with: forward = (f(x + hs) - f(x)) / hs"

# %% [markdown]
# Your function gets a function `f` that works entry by entry, a point
# `x` of shape `()`, the true derivative `slope` there, and a tensor `hs` of steps. On the given axes, draw two lines
# over `hs`, labelled `"forward"` and `"central"`: the **absolute errors** of (#5) and of (#6). Make both axes logarithmic, give
# them labels, and add a title and a legend. The picture's cell above shows the calls; `x + hs` adds the one number `x` to every step. Leave `x` and `hs` as they are. Give the lines different markers or styles, to tell them apart without colour.


# %% nbgrader={"grade_id": "plot_errors", "solution": true}
def plot_errors(f, slope, x, hs):
    """Plot |forward difference - slope| and |central difference - slope| over hs; return the Axes."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION
    forward = (f(x + hs) - f(x)) / hs
    central = (f(x + hs) - f(x - hs)) / (2 * hs)
    axes.loglog(hs.cpu(), (forward - slope).abs().cpu(), "o-", label="forward")
    axes.loglog(hs.cpu(), (central - slope).abs().cpu(), "s--", label="central")
    axes.set(xlabel="step h", ylabel="absolute error", title="Error of finite differences")
    axes.legend()
    ### END SOLUTION
    return axes


# %% [markdown]
# On $\sin$ at 1:

# %%
at = torch.tensor(1.0, dtype=torch.float64)
hs = 10.0 ** -torch.arange(1, 15, dtype=torch.float64)
show(
    plot_errors(torch.sin, math.cos(1), at, hs),
    alt="Your plot. It should show two V-shaped curves over h: the forward error lowest near 1e-8, "
    "the central error falling twice as steeply, lowest near 1e-5.",
)

# %% nbgrader={"grade_id": "test_plot_errors", "grade": true}
import scalar_and_vector_gradients_exercises as asked
import torch
from autograder.lesson import check

_asked_draw = asked.drawn(plot_errors, torch.sin, asked.point(1).cos().item(), 1, asked.steps)
check.plot("plot_errors", _asked_draw, like=asked.errors_of_sine)
_asked_draw = asked.drawn(plot_errors, torch.exp, asked.point(0.3).exp().item(), 0.3, asked.steps)
check.plot("plot_errors", _asked_draw, like=asked.errors_of_exp)
### BEGIN HIDDEN TESTS
_asked_spread = (
    torch.linspace(0, 1, 34, dtype=torch.float64, device="cpu") ** 1.5
)  # not evenly spaced
_asked_hs = 10.0 ** -(0.5 + 8.25 * _asked_spread)
_asked_e = asked.point(0.6).exp().item()
check.plot(
    "plot_errors",
    asked.drawn(plot_errors, lambda t: -torch.exp(t), -_asked_e, 0.6, _asked_hs),
    like=asked.Curves(
        x=_asked_hs,
        curves={
            "forward": _asked_e * (torch.expm1(_asked_hs) / _asked_hs - 1),
            "central": _asked_e * (torch.sinh(_asked_hs) / _asked_hs - 1),
        },
        rtol=0.03,
        atol=2e-15 + 5e-15 / _asked_hs,
        scale="log",
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# The same two curves once more, and above them two plots of what a difference does: it replaces the tangent by a line through two
# points of the curve. At the upper left, the curve is magnified so that $h$ always has the same width. At the upper right, the tangent is subtracted: the slope of the line in that plot
# is the error. Move $h$, and change from forward to central and from `float64` to `float32`.
#
# - Which $h$ is best in each of the four settings?
# - From which $h$ on does the curve at the upper right become jagged, and why?
# - What happens to the slope at $h = 10^{-16}$, and why?

# %%
explore.finite_differences(torch.sin)

# %% [markdown]
# In `float64` the best is $10^{-8}$ for the forward and $10^{-5}$ for the central difference; in `float32`, near $10^{-3}$ or $10^{-4}$ (forward) and near $10^{-2}$ (central). The curve is jagged where
# its bend, of size $h^2$, is no higher than the distance between neighbouring values of the sine, about $10^{-16}$: near $h = 10^{-8}$. At $h = 10^{-16}$ the sum $1 + h$ is rounded to 1, so the forward
# difference is 0, whatever the slope. Below 1 the numbers lie twice as close, so $1 - h$ is not rounded to 1; the sine changes by one step of rounding, and the central difference is that divided by $2h$, about 0.56: it says little about the slope, and for $\cos$ and $\exp$ it is 0.

# %% [raw]
# section: comparing_gradients
# title: Comparing two gradients
# path: core
# needs: [first_gradient]
# gist: "Two right programs may differ in the last digit, so gradients are compared with a tolerance, as `torch.allclose` does, not with `==`."

# %% [markdown]
# How should two gradients be compared? Take $y = \sum x_i^3$, whose gradient is $3x^2$:

# %%
x = torch.tensor([0.1, 0.6, 1.1, 1.6], requires_grad=True)
(x**3).sum().backward()
print(x.grad == 3 * x**2)

# %% [raw]
# exercise: predict_equality
# title: the same formula, written otherwise
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - In which order are the three factors multiplied in 3 * x**2, and in which in 3 * x * x? Is each product rounded?
#   - In decimal with two digits, 3 × 0.36 = 1.08 becomes 1.1, and 1.1 × 0.36 gives 0.40. But 0.36 × 0.36 = 0.1296 becomes 0.13, and 3 × 0.13 gives 0.39.
#   - Write down which products are rounded in 3 * x**2 and which in 3 * x * x. Must the last results be the same numbers?

# %% [markdown]
# The same $3x^2$ can be written `3 * x * x`. Will `x.grad == 3 * x * x` be `True` for all four entries?

# %% nbgrader={"grade_id": "predict_equality", "solution": true}
### BEGIN SOLUTION stub: all_four_equal = ...  # True or False
all_four_equal = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_equality", "grade": true}
from autograder.lesson import check

check.prediction("predict_equality", all_four_equal, choices=[True, False])

# %%
equal = x.grad == 3 * x * x
print(equal)
print("largest difference:", (x.grad - 3 * x * x).abs().max().item())
check.reveal("predict_equality", equal.all())

# %% [markdown]
# A `float32` keeps 24 binary digits and rounds after every operation.
# `3 * x * x` rounds $3x$ first and `3 * x**2` rounds $x^2$ first, so the last digit may
# differ: one entry does, by about one part in ten million. (In [](#first_gradient) the numbers were small integers, which are stored exactly, and `==` was safe.) So do not judge a computed gradient by `==`. Ask
# whether it is *equal enough*: with $b$ the value that you trust,
#
# $$|a - b| \le \texttt{atol} + \texttt{rtol} \cdot |b|. \tag{7}$$
#
# The relative tolerance `rtol` says how many digits must agree; the absolute tolerance `atol` is for values near
# zero.

# %%
print(torch.allclose(x.grad, 3 * x * x))
print(0.1 + 0.2 == 0.3, math.isclose(0.1 + 0.2, 0.3), math.isclose(1e-12, 0))

# %% [markdown]
# `torch.allclose` uses `rtol=1e-5` and `atol=1e-8` whatever the dtype. `torch.testing.assert_close` chooses them by dtype
# (`float32`: 1.3e-6 and 1e-5; `float64`: 1e-7 for both), and so do most checks of this course. Python's `math.isclose` has only a relative tolerance, 1e-9, unless you give it an `abs_tol`: without that, only 0 is close to 0.

# %% [raw]
# section: one_direction
# title: One number that checks a whole gradient
# path: deeper
# needs: [finite_differences, comparing_gradients]
# gist: "A gradient times a random direction must equal the difference quotient in that direction: one number checks all entries."

# %% [markdown]
# For a gradient of a thousand entries, `central_difference` evaluates $f$ two thousand times. A cheaper
# check: walk from $x$ in any direction $d$. How fast a function changes on the way from a point in a direction is its **<dfn>directional derivative</dfn>**.
# The gradient predicts it:
#
# $$\nabla f(x) \cdot d \;\approx\; \frac{f(x + hd) - f(x - hd)}{2h}. \tag{8}$$
#
# The left side adds up over all entries, the right side takes two evaluations of $f$. If the gradient is right, the **gap** between the two sides is no more than the error of the difference. Try it on a function of a thousand variables,
#
# $$f(v) = \log \sum_i e^{v_i}, \qquad \frac{\partial f}{\partial v_i} = \frac{e^{v_i}}{\sum_j e^{v_j}},$$
#
# in PyTorch `v.logsumexp(0)` and `v.softmax(0)`. We try the right gradient, and one with
# entry 700 doubled.

# %%
v = torch.linspace(-2, 2, 1000, dtype=torch.float64)
d = torch.sin(torch.arange(1000, dtype=torch.float64))
measured = ((v + 1e-5 * d).logsumexp(0) - (v - 1e-5 * d).logsumexp(0)) / 2e-5
right = v.softmax(0)
wrong = right.clone()
wrong[700] *= 2
print("right gradient: gap below 1e-9:", bool((right.dot(d) - measured).abs() < 1e-9))
print(f"wrong gradient: gap {(wrong.dot(d) - measured).abs():.0e}")

# %% [raw]
# exercise: predict_another_entry
# title: another wrong entry
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Which entries of the wrong gradient enter the left side of (#8), and with what weight? Print d[700] and d[0].
#   - "With the direction (1, 0), a wrong second entry is multiplied by 0. Does anything like that happen here?"
#   - By which number of the direction is entry 0 multiplied on the left side of (#8)?

# %% [markdown]
# One wrong entry among a thousand, found with two evaluations. Now let entry 0 be doubled instead, with the same $d$. Will the gap show it?

# %% nbgrader={"grade_id": "predict_another_entry", "solution": true}
### BEGIN SOLUTION stub: gap_shows_it = ...  # True or False
gap_shows_it = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_another_entry", "grade": true}
from autograder.lesson import check

check.prediction("predict_another_entry", gap_shows_it, choices=[True, False])

# %%
wrong = v.softmax(0)
wrong[0] *= 2
torch.manual_seed(0)  # the same random numbers in every run
gaps = {}
for name, u in [("the sines", d), ("a random direction", torch.randn(1000, dtype=torch.float64))]:
    measured = ((v + 1e-5 * u).logsumexp(0) - (v - 1e-5 * u).logsumexp(0)) / 2e-5
    gaps[name] = (wrong.dot(u) - measured).abs()
    print(f"{name}: gap above 1e-8: {bool(gaps[name] > 1e-8)}")
check.reveal("predict_another_entry", gaps["the sines"] > 1e-8)

# %% [markdown]
# The direction of the sines has $\sin 0 = 0$ in entry 0: whatever the gradient holds there is multiplied by 0. A **random**
# direction has, in practice, no zero entry. This check (`gradcheck` has one of its kind, `fast_mode=True`) cannot tell you
# *which* entry is wrong.

# %% [raw]
# exercise: directional_gap
# title: the gap
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# hints:
#   - Print the left and the right side of equation (#8) separately. Is each of them a single number?
#   - "For a gradient [1, 2] and a direction [3, 4], the left side is 1·3 + 2·4 = 11. In a matrix the same happens: multiply entry by entry and add up everything. And note that a / 2 * b is (a / 2) · b in Python."
#   - "predicted = (gradient * direction).sum() is the left side."

# %% [markdown]
# Write `directional_gap(f, gradient, x, direction, h)`: the absolute difference between the two sides of (#8), as a tensor of shape
# `()`. `x`, `gradient` and `direction` have the same shape, whatever it is.


# %% nbgrader={"grade_id": "directional_gap", "solution": true}
def directional_gap(f, gradient, x, direction, h=1e-5):
    """Return |gradient · direction - central difference of f along direction|, shape ()."""
    ### BEGIN SOLUTION
    predicted = (gradient * direction).sum()
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return (predicted - measured).abs()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_directional_gap", "grade": true}
import scalar_and_vector_gradients_exercises as asked
from autograder.lesson import check

_asked_gap = asked.wrong_slopes(directional_gap)  # of a wrong gradient, with a large step
_asked_points = {"shapes": [(4,), (4,), (2, 3)], "seed": 3, "told": asked.told_of_cubes}
check.function("directional_gap", _asked_gap, reference=asked.gap, **_asked_points)
### BEGIN HIDDEN TESTS
check.function(
    "directional_gap",
    lambda x: directional_gap(lambda t: (t**3).sum(), 3 * x**2, x, x.flip(0) + 2, 0.4),
    reference=lambda x: 0.4**2 * ((x.flip(0) + 2) ** 3).sum().abs(),
    shapes=[(6,), (3, 5), (2, 3, 2)],
    seed=78,
    told=lambda x: f"the cubes, their gradient, h = 0.4, x = {asked.shown(x)}",
    evidence=lambda x: asked.of_a_gap,
)
check.function(  # of a function that minds the shape
    "directional_gap",
    lambda x: directional_gap(asked.columns, x, x, 2 - x, 0.5),
    reference=lambda x: ((asked.slopes_of_columns(x) - x) * (2 - x)).sum().abs(),
    shapes=[(2, 3), (4, 2)],
    seed=81,
    told=lambda x: f"a function of a matrix, a wrong gradient, h = 0.5, x = {asked.shown(x)}",
    evidence=lambda x: asked.of_a_gap,
)
check.function(  # a gap may be small
    "directional_gap",
    lambda x: directional_gap(lambda t: (t**2).sum(), 2 * x - 1e-3, x, 3 + x, 0.5),
    reference=lambda x: 1e-3 * (3 + x).sum(),
    shapes=[(5,), (1, 2)],
    seed=84,
    told=lambda x: f"the squares, nearly their gradient, h = 0.5, x = {asked.shown(x)}",
    evidence=lambda x: asked.of_a_gap,
)
# A gradient of the wrong sign: the two sides differ although they are equally long.
check.function(
    "directional_gap",
    lambda x: directional_gap(lambda t: t.exp().sum(), -x.exp(), x, 2 - x, 1e-4),
    reference=lambda x: 2 * (x.exp() * (2 - x)).sum().abs(),
    shapes=[(5,), (2, 1, 3), ()],
    seed=79,
    rtol=1e-6,
    told=lambda x: f"the sum of exp, its gradient negated, h = 1e-4, x = {asked.shown(x)}",
    evidence=lambda x: asked.of_a_gap,
)
### END HIDDEN TESTS

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - Mark a leaf with `requires_grad=True`, compute a single number from it, call `backward()` on that
#   number, read the leaf's `.grad`. It has the shape of the leaf.
# - `backward` **adds** to `.grad`. Clear it with `x.grad = None` or `x.grad.zero_()` before the next question.
# - Later passes change the tensor in `.grad`; keep a value with `.clone()`.
# - `o.backward()` starts from the derivative of `o` with respect to itself, 1.
# - A second backward pass usually needs a second forward pass.
# - Only floating-point (and complex) tensors can require a gradient.
# - Three opinions on a derivative: formula, autograd, finite differences. For the third use `float64`, central
#   differences, a step of $10^{-5}$ times the distance over which $f$ changes; for a large gradient, one random direction. `gradcheck` compares for you.
# - Compare computed gradients with a tolerance, not with `==`.
#
# | What people believe | What is true |
# |---|---|
# | `backward` overwrites `.grad`. | It adds to it. Clear it yourself. |
# | `g = x.grad` keeps the gradient. | It names it. `x.grad.clone()` keeps it. |
# | `backward` trains the model. | It computes gradients. An optimiser changes parameters. |
# | A second `backward` through one graph gives the same derivative again. | It raises, or, where nothing was kept, silently adds once more. |
# | The smaller the step, the better the difference. | Below the best step, rounding error grows. |
# | `==` shows whether a gradient is right. | Two right programs may differ in the last digit. |
# | `.data` is a harmless shortcut. | Writing through it changes numbers that autograd relies on, silently. |
#
# ## Further reading
#
# - PyTorch documentation: [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html) and the page of
#   [`torch.Tensor.backward`](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html).
# - A. Paszke and others, *PyTorch: An Imperative Style, High-Performance Deep Learning Library*, NeurIPS 2019.
# - J. Nocedal and S. Wright, *Numerical Optimization*, 2nd edition, section 8.1, on finite differences and their steps.
# - D. Goldberg, *What Every Computer Scientist Should Know About Floating-Point Arithmetic*, ACM Computing
#   Surveys 23, 1991.

# %% [markdown]
# ## Where you stand
#
# Save, and run this cell to see what is done and what comes next.
#
# Chapter 2 goes backward from many results instead of one.

# %%
progress()
