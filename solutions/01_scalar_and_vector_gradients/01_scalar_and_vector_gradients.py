# %% [raw]
# chapter: Scalar and vector gradients
# builds_on: derivatives as taught in school, and basic Python
# reading_minutes: 45

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **compute** the gradient of a number with respect to a whole tensor with `backward`,
# - **predict** what `.grad` holds after one backward pass, after two, and after zeroing,
# - **derive** a gradient by hand and set it beside autograd's,
# - **measure** a derivative with finite differences, and choose the step,
# - **judge** whether two gradients agree, as floating-point numbers should be judged.
#
# **How to work.** Run each cell with <kbd>Shift</kbd>+<kbd>Enter</kbd>, from the top. Where
# you are asked for a prediction, write it down before you run on: a guess that turns out
# wrong teaches more than an answer that you only read. Each exercise is followed by a test
# cell that tells you at once what is right and what is not. Hints open one at a time.

# %% nbgrader={"grade_id": "setup", "locked": true}
import math

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, show
from autograder.lesson.pictures import forward_and_backward

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook, on a GPU: AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [markdown]
# ## 1. Five words
#
# Five words carry this whole course. They mean exactly this:
#
# - A **tensor** is an array of numbers of one kind, with a shape: a single number has shape
#   `()`, a list of four has shape `(4,)`, a table shape `(rows, columns)`.
# - A **partial derivative** $\partial y/\partial x_i$ says how fast $y$ changes when the
#   entry $x_i$ alone is moved a little.
# - The **gradient** of a number $y$ with respect to a tensor $x$ is the tensor of all its
#   partial derivatives. It has the shape of $x$: one entry of gradient for each entry of $x$.
# - A **leaf** is a tensor that you made, as opposed to one that an operation computed from
#   other tensors whose gradients are wanted. Gradients are delivered to leaves.
# - **`grad_fn`** is the note that PyTorch attaches to a computed tensor: which operation made
#   it, and therefore how to differentiate it. A leaf has none.
#
# Computing $y$ from $x$ is the **forward pass**. Each operation leaves its `grad_fn`, and
# together these notes form a graph from the result back to the leaves. The **backward pass**
# walks that graph from the result to the leaves and multiplies derivatives on the way: the
# chain rule, applied by a machine.

# %%
show(
    forward_and_backward(),
    alt="Forward pass: the leaf x = [0, 1, 2, 3] gives s = x·x = 14, which gives y = 2s = 28. "
    "Backward pass: it starts at y with dy/dy = 1; times dy/ds = 2 gives 2 at s; "
    "times ds/dx = 2x gives [0, 4, 8, 12] at x.",
    width=720,
)

# %% [markdown]
# Note what the picture does *not* show. The backward pass computes gradients and changes no
# number that you started from. Changing parameters by means of gradients is the work of an
# **optimiser**, which comes afterwards and is a separate piece of code.
#
# ## 2. A first gradient
#
# Take the function of the picture,
#
# $$y = 2\,x^\top x = 2\,(x_0^2 + x_1^2 + x_2^2 + x_3^2), \tag{1}$$
#
# at the point $x = (0, 1, 2, 3)$. Before computing anything, tell PyTorch that you will want a
# gradient with respect to `x`:

# %%
x = torch.arange(4.0, requires_grad=True)
print(x)
print(x.grad)

# %% [markdown]
# `x.grad` is where the gradient will be put. Nothing has been computed yet, so it is `None`.
# Now the forward pass:

# %%
y = 2 * x.dot(x)
y

# %% [markdown]
# The value is $2\,(0 + 1 + 4 + 9) = 28$, and beside it stands the note: the last operation was
# a multiplication, so the `grad_fn` is a `MulBackward0`. All three tensors at a glance:

# %%
s = x.dot(x)
for name, tensor in [("x", x), ("s = x·x", s), ("y = 2s", y)]:
    note = None if tensor.grad_fn is None else tensor.grad_fn.name()
    print(f"{name:8} leaf: {tensor.is_leaf!s:6} grad_fn: {note}")

# %% [raw]
# exercise: predict_first_gradient
# title: the first gradient
# kind: prediction
# points: 1
# minutes: 1
# difficulty: 1
# hints:
#   - How fast does equation (1) change when only the entry with value 3 is moved? Call that entry t and forget the rest.
#   - For 5 t² the derivative is 10 t. Here the factor differs; the entry's own value goes in for t.
#   - Differentiate 2 x_i² with respect to x_i, and do it once for each of the four values.

# %% [markdown]
# In a moment we call `y.backward()`. Which four numbers will `x.grad` hold then? Work them out
# from equation (1), one partial derivative per entry.

# %% nbgrader={"grade_id": "predict_first_gradient", "solution": true}
### BEGIN SOLUTION stub: first_gradient = ...  # four numbers, like [1.0, 2.0, 3.0, 4.0]
first_gradient = [0.0, 4.0, 8.0, 12.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_first_gradient", "grade": true}
check.prediction("predict_first_gradient", first_gradient, shape=(4,))

# %%
y.backward()
print(x.grad)
check.reveal("predict_first_gradient", x.grad)

# %% [markdown]
# Differentiating (1) with respect to $x_i$ leaves only one term, $2x_i^2$, whose derivative is
# $4x_i$. So the gradient is
#
# $$\nabla y = 4x, \tag{2}$$
#
# and autograd agrees:

# %%
x.grad == 4 * x

# %% [markdown]
# Four times `True`. We were a little lucky there; section 7 shows why `==` is the wrong question
# to ask of floating-point numbers, and what to ask instead.
#
# One word of warning while you experiment: running the cell with `y.backward()` a second time
# raises an error. Section 5 looks at it. Until then, start again from the cell that makes `x`.

# %% [raw]
# exercise: gradient_of_cubes
# title: the gradient of a sum of cubes
# kind: code
# points: 2
# minutes: 5
# difficulty: 1
# hints:
#   - Print leaf.requires_grad right before the forward pass, and leaf.grad right after the backward pass. Is either one not what you need?
#   - "To differentiate the sum of the entries of z = 5 u: make u a leaf, compute the sum, call backward on the sum, and read the gradient from u, not from the sum."
#   - "Start with: leaf = x.clone().requires_grad_()"

# %% [markdown]
# Write a function that takes a tensor `x` of any shape and returns the gradient of
#
# $$y = \sum_i x_i^3$$
#
# at `x`, computed by autograd. The `x` you are given does not require a gradient; leave it as it
# is and work on a leaf of your own. `x.clone()` makes a copy, and `.requires_grad_()` on that
# copy makes PyTorch track it.

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
check.gradient(
    "gradient_of_cubes",
    gradient_of_cubes,
    of=lambda x: (x**3).sum(),
    shapes=[(4,), (2, 3)],
)
### BEGIN HIDDEN TESTS
check.gradient(
    "gradient_of_cubes",
    gradient_of_cubes,
    of=lambda x: x.pow(3).sum(),
    analytic=lambda x: 3 * x * x,
    shapes=[(), (7,), (5, 1, 6)],
    seed=71,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Gradients add up
#
# Our `x` still holds the gradient of (1). Build the same $y$ once more, from the same `x`, and go
# backward once more.

# %%
y = 2 * x.dot(x)
print("before:", x.grad)

# %% [raw]
# exercise: predict_second_backward
# title: backward, once more
# kind: prediction
# points: 1
# minutes: 1
# difficulty: 1
# hints:
#   - Look at what x.grad holds just before the call. Does anything in the code above clear it?
#   - "A tally counter that shows 7 and is told 3 shows 10. One that is replaced shows 3. Which of the two is .grad?"
#   - The title of this section gives the answer away.

# %% [markdown]
# What will `x.grad` hold after this second `y.backward()`?

# %% nbgrader={"grade_id": "predict_second_backward", "solution": true}
### BEGIN SOLUTION stub: after_two = ...  # four numbers
after_two = [0.0, 8.0, 16.0, 24.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_second_backward", "grade": true}
check.prediction("predict_second_backward", after_two, shape=(4,))

# %%
y.backward()
print(x.grad)
check.reveal("predict_second_backward", x.grad)

# %% [markdown]
# `backward` does not write to `.grad`; it **adds** to it. The word for this is *accumulate*. It
# is deliberate: the gradient of a sum is the sum of the gradients, so a loss that comes in pieces
# can be sent backward piece by piece. But it means that a leftover gradient spoils the next one.
# Before asking a new question, clear the old answer, either in place:

# %%
x.grad.zero_()
y = x.sum()
y.backward()
x.grad

# %% [markdown]
# or by throwing the tensor away, so that the next backward pass makes a new one:

# %%
x.grad = None
y = x.sum()
y.backward()
x.grad

# %% [markdown]
# Both times we get the gradient of $x_0 + x_1 + x_2 + x_3$: ones, since moving any entry by a
# little moves the sum by just as much. (Optimisers have a method `zero_grad` for this chore;
# by default it sets `.grad` to `None`.)
#
# The two ways differ when another name looks at the same tensor.

# %%
x = torch.arange(4.0, requires_grad=True)
x.sum().backward()
g = x.grad
print("g:", g)

# %% [raw]
# exercise: predict_live_grad
# title: a name for .grad
# kind: prediction
# points: 1
# minutes: 1
# difficulty: 2
# hints:
#   - Does g = x.grad copy four numbers, or give one tensor a second name? In Python, what does a = b do to a list?
#   - "After a = [1]; b = a; a.append(2), printing b shows [1, 2]. Compare x.grad before and after with g in the same way."
#   - Adding to x.grad in place is seen through every name for it; what is added is the gradient of x·x, so 2x.

# %% [markdown]
# The gradient of $x^\top x$ is $2x = (0, 2, 4, 6)$. If we now run `x.dot(x).backward()`, without
# clearing anything, what will **`g`** hold?

# %% nbgrader={"grade_id": "predict_live_grad", "solution": true}
### BEGIN SOLUTION stub: g_afterwards = ...  # four numbers
g_afterwards = [1.0, 3.0, 5.0, 7.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_live_grad", "grade": true}
check.prediction("predict_live_grad", g_afterwards, shape=(4,))

# %%
x.dot(x).backward()
print("g:", g)
print("the same tensor:", g is x.grad)
check.reveal("predict_live_grad", g)

# %% [markdown]
# `g` is not a photograph of the gradient. It is a second name for the tensor in `x.grad`, and
# that tensor lives on: later passes add to it, and `zero_()` empties it for everyone who looks.
# To keep a gradient as it is now, take `x.grad.clone()`; or set `x.grad = None`, which takes the
# tensor away from `x` and leaves it to you.

# %% [raw]
# exercise: two_gradients
# title: two gradients from one leaf
# kind: code
# points: 3
# minutes: 10
# difficulty: 2
# hints:
#   - Print both results just before you return them. Are they two tensors, or one with two names? Does the second still contain the first?
#   - "On other functions: if the first gradient is [1, 1] and the second [6, 8], then [7, 9] means they added up, and [6, 8] twice means you kept a name instead of a value."
#   - "After the first backward: first = x.grad.clone() keeps the value. One more line must stand before the second backward."

# %% [markdown]
# Your function gets a leaf `x` of shape `(n,)` that requires a gradient and has none yet. Return
# two tensors: the gradient of `x.sum()` and the gradient of `x.dot(x)`, each on its own, both
# computed on this very `x` with two calls of `backward`.

# %% nbgrader={"grade_id": "two_gradients", "solution": true}
def two_gradients(x):
    """Return (gradient of x.sum(), gradient of x.dot(x)) at the leaf x."""
    ### BEGIN SOLUTION
    x.sum().backward()
    first = x.grad.clone()
    x.grad.zero_()
    x.dot(x).backward()
    return first, x.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_two_gradients", "grade": true}
check.gradient(
    "two_gradients",
    two_gradients,
    of=[lambda x: x.sum(), lambda x: x.dot(x)],
    analytic=[lambda x: torch.ones_like(x), lambda x: 2 * x],
    shapes=[(4,), (3,)],
    leaf=True,
)
### BEGIN HIDDEN TESTS
check.gradient(
    "two_gradients",
    two_gradients,
    of=[lambda x: x.sum(), lambda x: (x * x).sum()],
    analytic=[lambda x: x * 0 + 1, lambda x: x + x],
    shapes=[(1,), (9,)],
    seed=72,
    leaf=True,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. A mean over a matrix, by hand and by machine
#
# Leaves may have any shape. Here is a $2 \times 2$ matrix of ones, sent through three operations:
#
# $$y = x + 2, \qquad z = 3y^2, \qquad o = \operatorname{mean}(z). \tag{3}$$

# %%
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
out = z.mean()
print(y)
print(z)
print(out)

# %% [markdown]
# Each entry of $z$ is $3 \cdot 3^2 = 27$, so their mean is 27 as well. For the derivative, write
# the mean of the four entries as a sum,
#
# $$o = \tfrac14 \sum_{ij} 3\,(x_{ij} + 2)^2,$$
#
# and differentiate with respect to one entry. Only its own term survives. The chain rule brings
# down the 2, and the inner derivative of $x_{ij} + 2$ is 1.

# %% [raw]
# exercise: predict_mean_gradient
# title: the gradient of a mean
# kind: prediction
# points: 1
# minutes: 1
# difficulty: 1
# hints:
#   - Is it four different numbers, or four times the same? Look at the entries of x.
#   - For the mean of ten entries 5 (t + 1)², the derivative by one of them is (1/10) · 5 · 2 (t + 1).
#   - Put 4 for the ten, 3 for the five and (t + 2) for (t + 1); then set t = 1.

# %% [markdown]
# Every entry of the gradient is the same number. Which one?

# %% nbgrader={"grade_id": "predict_mean_gradient", "solution": true}
### BEGIN SOLUTION stub: every_entry = ...  # one number
every_entry = 4.5
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_mean_gradient", "grade": true}
check.prediction("predict_mean_gradient", every_entry)

# %%
out.backward()
print(x.grad)
check.reveal("predict_mean_gradient", x.grad[0, 0])

# %% [markdown]
# By hand,
#
# $$\frac{\partial o}{\partial x_{ij}} = \tfrac14 \cdot 3 \cdot 2\,(x_{ij} + 2)
# = \tfrac32\,(x_{ij} + 2) = 4.5 \quad\text{at } x_{ij} = 1. \tag{4}$$
#
# `out` is a single number, and the derivative of a number with respect to itself is 1. That 1 is
# where the backward pass starts, and you may write it out: `out.backward()` means
# `out.backward(torch.tensor(1.0))`.

# %%
x.grad = None
out = (3 * (x + 2) ** 2).mean()
out.backward(torch.tensor(1.0))
x.grad

# %% [markdown]
# Chapter 2 is about what happens when you put something other than 1 there.

# %% [raw]
# exercise: mean_gradient_by_hand
# title: the formula, for any shape
# kind: code
# points: 3
# minutes: 8
# difficulty: 2
# hints:
#   - Print your result and autograd's for a 2×2 input and for one with six entries. Which of the two agrees, and by what factor is the other one off?
#   - "For the mean of 5 (x + 1)² over n entries each partial derivative is (1/n) · 10 (x + 1): the formula depends on how many entries there are."
#   - x.numel() is the number of entries of x, whatever its shape.

# %% [markdown]
# Equation (4) holds for four entries. Write the gradient of $\operatorname{mean}(3(x+2)^2)$ as a
# formula that is right for an `x` of **any** shape. Do it by hand: no `backward` here.

# %% nbgrader={"grade_id": "mean_gradient_by_hand", "solution": true}
def mean_gradient_by_hand(x):
    """Return the gradient of (3 * (x + 2) ** 2).mean() at x, by formula."""
    ### BEGIN SOLUTION
    return 6 * (x + 2) / x.numel()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_mean_gradient_by_hand", "grade": true}
check.gradient(
    "mean_gradient_by_hand",
    mean_gradient_by_hand,
    of=lambda x: (3 * (x + 2) ** 2).mean(),
    shapes=[(2, 2), (2, 3)],
)
### BEGIN HIDDEN TESTS
check.gradient(
    "mean_gradient_by_hand",
    mean_gradient_by_hand,
    of=lambda x: (x + 2).square().mul(3).mean(),
    analytic=lambda x: (6 * x + 12) / x.numel(),
    shapes=[(), (5,), (4, 1, 7)],
    seed=73,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 5. What can require a gradient, and what refuses
#
# `requires_grad=True` works in every function that makes a tensor: `torch.tensor`, `torch.ones`,
# `torch.zeros`, `torch.rand` and the rest. For a tensor that exists already, the method
# `requires_grad_` flips the switch in place; as everywhere in PyTorch, a trailing underscore means
# *changes the tensor itself*.

# %%
a = torch.tensor([[2.0, 3.0], [4.0, 5.0]])
a = (a * 3) / (a - 1)
print(a.requires_grad)
a.requires_grad_(True)
print(a.requires_grad)
b = (a * a).sum()
print(b.grad_fn.name())

# %% [markdown]
# Note that `a` was computed, and is a leaf all the same: when it was computed, nothing it came from
# required a gradient, so no note was taken. The argument may be left out, and is then `True`:

# %%
print(torch.zeros(2).requires_grad_().requires_grad)
print(a.is_leaf)

# %% [markdown]
# Not every tensor can do it. The next cell raises an error, on purpose, as will a few others in this
# course. Read an error from its **last** line.

# %% tags=["raises-exception"]
torch.tensor([1, 2, 3], requires_grad=True)

# %% [markdown]
# *"Only Tensors of floating point and complex dtype can require gradients."* Three things to take
# from it:
#
# - the numbers `1, 2, 3` without a decimal point made a tensor of integers;
# - a derivative asks what happens when a value moves a *little*, and integers cannot;
# - the cure is to say so: `torch.tensor([1.0, 2.0, 3.0])`, or `dtype=torch.float64`, or, for a tensor
#   that you were given, `t.to(torch.float64)`.
#
# The second error is the one announced in section 2: going backward through the same graph twice.

# %% tags=["raises-exception"]
x = torch.arange(4.0, requires_grad=True)
y = 2 * x.dot(x)
y.backward()
y.backward()

# %% [markdown]
# *"Trying to backward through the graph a second time …"* says that the first pass was the last: on
# its way it freed the values it had saved for the derivatives, to give the memory back. *"Specify
# retain_graph=True …"* names a remedy that you will rarely want. The everyday remedy is to run the
# forward pass again, which builds a fresh graph. (Not every function raises here; chapter 6 tells the
# full story.) And look at what the failed call did to the gradient:

# %%
print(x.grad)
x.grad = None
y = 2 * x.dot(x)
y.backward()
print(x.grad)

# %% [markdown]
# Nothing: `x.grad` is intact, and the rebuilt graph gives the right gradient again.
#
# Last, something that ought to refuse and does not. The attribute `.data` is an old door to a tensor's
# numbers that autograd does not watch. Here the forward pass sees $x_0 = 1$; then somebody
# changes it behind autograd's back.

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x * x).sum()
x.data[0] = 999.0
y.backward()
print(y.item())
print(x.grad)

# %% [markdown]
# The gradient of $x^\top x$ at the point where $y$ was computed is $(2, 4, 6)$. We got 1998 in its first
# entry: a wrong number, and not a word of warning. `.data` appears in much old code. Read it as a
# warning sign, and do not write it; chapter 3 shows what took its place.

# %% [raw]
# exercise: gradient_of
# title: a gradient for any function
# kind: code
# points: 3
# minutes: 10
# difficulty: 2
# hints:
#   - Call your function twice with the same x and print both results. After that, print x.requires_grad and x.grad; they should be as before the call.
#   - A careful carpenter asked to cut a board like yours takes a board of his own. And a board of integers has to become one of real numbers first.
#   - "t.to(torch.float64) copies only if the dtype changes. Start from x.clone() to be sure of a tensor of your own."

# %% [markdown]
# Write the tool that you will wish for in every later chapter: `gradient_of(f, x)` returns the gradient
# of the scalar function `f` at `x`. Three demands:
#
# - called twice with the same `x`, it gives the same answer twice;
# - the caller's `x` is left as it was: same numbers, no gradient required, no `.grad`;
# - `x` may hold integers. The gradient is always `float64`.

# %% nbgrader={"grade_id": "gradient_of", "solution": true}
def gradient_of(f, x):
    """Return the gradient of the scalar function f at x, in float64; x is left alone."""
    ### BEGIN SOLUTION
    leaf = x.clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_gradient_of", "grade": true}
check.derivative(
    "gradient_of",
    gradient_of,
    of=[lambda x: (x**2).sum(), lambda x: x.sin().sum()],
    analytic=[lambda x: 2 * x, lambda x: x.cos()],
    shapes=[(3,), (2, 2)],
    integers=[[1, 2, 3]],
)
### BEGIN HIDDEN TESTS
check.derivative(
    "gradient_of",
    gradient_of,
    of=[lambda x: x.exp().sum(), lambda x: x.prod(), lambda x: x.logsumexp(0).sum()],
    analytic=[lambda x: x.exp(), lambda x: x.prod() / x, lambda x: x.softmax(0)],
    shapes=[(5,), (4, 2)],
    integers=[[-4, 7]],
    seed=74,
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6. A third opinion: finite differences
#
# When your formula and autograd disagree, who is right? You need a witness that knows neither. The
# definition of the derivative supplies one: take a small step $h$ and divide.
#
# $$\text{forward difference:}\quad f'(x) \approx \frac{f(x+h) - f(x)}{h} \tag{5}$$
#
# $$\text{central difference:}\quad f'(x) \approx \frac{f(x+h) - f(x-h)}{2h} \tag{6}$$
#
# Try both on $\sin$ at $x = 1$, in `float64`, where the derivative is $\cos 1$:

# %%
at = torch.tensor(1.0, dtype=torch.float64)
for h in (1e-1, 1e-2, 1e-3):
    forward = (torch.sin(at + h) - torch.sin(at)) / h
    central = (torch.sin(at + h) - torch.sin(at - h)) / (2 * h)
    truth = torch.cos(at)
    print(f"h = {h:g}  {(forward - truth).abs():.1e}  {(central - truth).abs():.1e}")

# %% [markdown]
# The middle column is the error of the forward difference: with each tenfold smaller step it gets about
# ten times smaller. The right column is the central difference's, and gains a factor of a hundred. Taylor's theorem says
# why: the forward difference leaves out $\tfrac{h}{2}f''$, the central one only $\tfrac{h^2}{6}f'''$,
# because the terms in $h$ cancel. Such an error, made by cutting off a series, is called *truncation error*.
#
# So the smaller the step, the better?

# %% [raw]
# exercise: predict_best_step
# title: the best step
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - float64 carries about 16 decimal digits. How many of them are left in the difference of two numbers that agree in the first 15?
#   - "If each value of f is off by 1e-10, dividing their difference by h = 1e-6 gives an error near 1e-4. Balance that kind of error against the truncation error."
#   - Truncation error is about h, rounding error about 1e-16 / h. For which h are these two equal?

# %% [markdown]
# For the **forward** difference of $\sin$ at 1 in `float64`, try $h = 10^{-1}, 10^{-2}, \dots, 10^{-14}$.
# Which one gives the smallest error? Predict the $k$ in $h = 10^{-k}$.

# %% nbgrader={"grade_id": "predict_best_step", "solution": true}
### BEGIN SOLUTION stub: best_k = ...  # a whole number from 1 to 14
best_k = 8
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_best_step", "grade": true}
check.prediction("predict_best_step", best_k)

# %%
ks = torch.arange(1, 15)
hs = 10.0 ** -ks.to(torch.float64)
truth = torch.cos(at)
forward_error = ((torch.sin(at + hs) - torch.sin(at)) / hs - truth).abs()
check.reveal("predict_best_step", ks[forward_error.argmin()])

# %%
fig, axes = plt.subplots()
axes.loglog(hs.cpu(), forward_error.cpu(), marker="o", label="measured")
axes.loglog(hs.cpu(), (hs / 2).cpu() * math.sin(1), "--", color="black", label="truncation: h/2 · sin 1")
axes.loglog(hs.cpu(), 1e-16 / hs.cpu(), ":", color="black", label="rounding: 1e-16 / h")
axes.set(xlabel="step h", ylabel="error", title="Forward difference of sin at 1, float64")
axes.legend()
show(
    fig,
    alt="Error of the forward difference against h on logarithmic axes: a V. From h = 0.1 the error "
    "falls along the truncation line to about 3e-9 at h = 1e-8, then rises along the rounding line.",
)

# %% [markdown]
# No: the error falls, reaches a lowest point, and rises again. Read the picture from right to left. First the
# truncation error shrinks with $h$. But $f(x+h)$ and $f(x)$ become so alike that subtracting them
# cancels nearly all of their digits; what is left is rounding noise of about $10^{-16}$, which the division
# by $h$ blows up. The best step is where the two errors meet. For the forward difference that
# is near $h = 10^{-8}$, the square root of the precision. The central difference can afford a larger
# step, and `float32`, with its 7 digits, needs a larger one still:

# %%
for dtype in (torch.float64, torch.float32):
    t, h = at.to(dtype), hs.to(dtype)
    errors = {
        "forward": (torch.sin(t + h) - torch.sin(t)) / h - torch.cos(t),
        "central": (torch.sin(t + h) - torch.sin(t - h)) / (2 * h) - torch.cos(t),
    }
    for name, error in errors.items():
        k = ks[error.abs().argmin()]
        print(f"{dtype}, {name}: best h = 1e-{k}, error {error.abs().min():.0e}")

# %% [markdown]
# Remember two rules from this table: **check derivatives in `float64`**, and **use the central difference
# with a step near $10^{-5}$**.
#
# A gradient has many entries. Finite differences measure them one at a time: move one entry, leave all
# others where they are, and evaluate $f$ twice.

# %% [raw]
# exercise: central_difference
# title: a gradient without derivatives
# kind: code
# points: 4
# minutes: 15
# difficulty: 3
# hints:
#   - Print the shifted tensors for an x with three entries. In each of them, exactly one entry should differ from x.
#   - "To nudge entry 2 of five: e = [0, 0, 1, 0, 0], and then look at x + 0.1 e and x − 0.1 e. Entry by entry, this asks 2 × 5 times for a value."
#   - "Inside a loop over i in range(x.numel()): e = torch.zeros_like(x), then e.view(-1)[i] = h sets one entry whatever the shape."

# %% [markdown]
# Write `central_difference(f, x, h)`: the gradient of the scalar function `f` at `x` by equation (6),
# entry by entry, for an `x` of any shape. No `backward` here, and leave `x` itself unchanged.
#
# A tip for any shape: `t.view(-1)` shows the entries of `t` in one row, and writing to that row writes to `t`.

# %% nbgrader={"grade_id": "central_difference", "solution": true}
def central_difference(f, x, h=1e-5):
    """Return the gradient of the scalar function f at x, by central differences with step h."""
    ### BEGIN SOLUTION
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient
    ### END SOLUTION


# %% [markdown]
# The test uses a large step on purpose. For the sum of cubes, equation (6) then gives exactly
# $3x_i^2 + h^2$, and a forward difference something else.

# %% nbgrader={"grade_id": "test_central_difference", "grade": true}
check.function(
    "central_difference",
    lambda x: central_difference(lambda t: (t**3).sum(), x, 0.5),
    reference=lambda x: 3 * x**2 + 0.5**2,
    shapes=[(3,), (2, 2)],
)
### BEGIN HIDDEN TESTS
check.function(
    "central_difference",
    lambda x: central_difference(lambda t: (t**4).sum(), x, 0.25),
    reference=lambda x: 4 * x**3 + 4 * x * 0.25**2,
    shapes=[(), (6,), (2, 1, 4)],
    seed=75,
)
check.function(
    "central_difference",
    lambda x: central_difference(lambda t: t.prod(), x),
    reference=lambda x: x.prod() / x,
    shapes=[(5,), (3, 3)],
    seed=76,
    rtol=1e-6,
)
### END HIDDEN TESTS

# %% [raw]
# exercise: plot_errors
# title: the valley of errors
# kind: plot
# points: 4
# minutes: 12
# difficulty: 3
# hints:
#   - Print the first three values of each curve. For large steps, does the central one shrink a hundredfold while the forward one shrinks tenfold?
#   - "To draw |u| over t on logarithmic axes: axes.loglog(t, u.abs(), label=\"name\"); then axes.set(...) for the texts and axes.legend()."
#   - "f works entry by entry, so f(x + hs) evaluates all steps at once. Begin with: forward = (f(x + hs) - f(x)) / hs"

# %% [markdown]
# Draw the errors of both differences in one plot. Your function gets a function `f` that works entry by entry,
# its true derivative `slope` at the number `x`, and a tensor `hs` of steps. It draws two curves over `hs`, labelled
# `"forward"` and `"central"`, of the **absolute error** of (5) and of (6); both axes logarithmic, with
# axis labels, a title and a legend. It returns the `Axes`.
#
# Let the curves differ by marker or line style and not by colour alone: then everyone can tell them apart.

# %% nbgrader={"grade_id": "plot_errors", "solution": true}
def plot_errors(f, slope, x, hs):
    """Plot |forward difference - slope| and |central difference - slope| over hs; return the Axes."""
    ### BEGIN SOLUTION
    forward = (f(x + hs) - f(x)) / hs
    central = (f(x + hs) - f(x - hs)) / (2 * hs)
    _, axes = plt.subplots()
    for difference, label, style in [(forward, "forward", "o-"), (central, "central", "s--")]:
        axes.loglog(hs.cpu(), (difference - slope).abs().cpu(), style, label=label)
    axes.set(xlabel="step h", ylabel="absolute error", title="Error of finite differences")
    axes.legend()
    return axes
    ### END SOLUTION


# %%
axes = plot_errors(torch.exp, math.exp(1), torch.tensor(1.0, dtype=torch.float64), hs)
show(
    axes.figure,
    alt="Errors of forward and central difference of exp at 1 over h, both V-shaped; the central one "
    "falls faster and reaches 1e-10 near h = 1e-5, the forward one 1e-8 near h = 1e-8.",
)

# %% nbgrader={"grade_id": "test_plot_errors", "grade": true}
_hs = 10.0 ** -torch.arange(1, 15, dtype=torch.float64)
check.plot(
    "plot_errors",
    plot_errors(torch.exp, math.e, torch.tensor(1.0, dtype=torch.float64), _hs),
    x=_hs,
    # What theory leaves of the two differences once e, the slope, is taken away.
    curves={
        "forward": math.e * (torch.expm1(_hs) / _hs - 1),
        "central": math.e * (torch.sinh(_hs) / _hs - 1),
    },
    rtol=0.02,
    atol=1e-15 + 4e-15 / _hs,
    scale="log",
)
### BEGIN HIDDEN TESTS
_hs = 10.0 ** -torch.arange(0.5, 9, 0.25, dtype=torch.float64)
_lost = 1 - torch.sin(_hs) / _hs
check.plot(
    "plot_errors",
    plot_errors(torch.sin, math.cos(0.6), torch.tensor(0.6, dtype=torch.float64), _hs),
    x=_hs,
    curves={
        "forward": math.sin(0.6) * 2 * torch.sin(_hs / 2) ** 2 / _hs + math.cos(0.6) * _lost,
        "central": math.cos(0.6) * _lost,
    },
    rtol=0.03,
    atol=2e-15 + 5e-15 / _hs,
    scale="log",
)
### END HIDDEN TESTS

# %% [markdown]
# ## 7. Equal, or equal enough?
#
# In section 2 we asked `x.grad == 4 * x` and got four times `True`. The numbers there were small integers,
# which a computer stores exactly. Now some that it cannot, for $y = \sum x_i^3$, whose gradient is
# $3x^2$:

# %%
x = torch.tensor([0.1, 0.6, 1.1, 1.6], requires_grad=True)
(x**3).sum().backward()
print(x.grad == 3 * x**2)

# %% [raw]
# exercise: predict_equality
# title: the same formula, written otherwise
# kind: prediction
# points: 1
# minutes: 1
# difficulty: 2
# hints:
#   - In which order are the three factors multiplied, in the one formula and in the other? Is each product rounded?
#   - In decimal with two digits, (3 × 0.35) × 0.35 rounds after the first product, 3 × (0.35 × 0.35) elsewhere. The results need not agree in the last digit.
#   - At most a few entries are affected. Guess a number from 0 to 4.

# %% [markdown]
# All equal. Now write the very same $3x^2$ as `3 * x * x`. In how many of the four entries will
# `x.grad == 3 * x * x` be `True`?

# %% nbgrader={"grade_id": "predict_equality", "solution": true}
### BEGIN SOLUTION stub: how_many_equal = ...  # a whole number from 0 to 4
how_many_equal = 3
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_equality", "grade": true}
check.prediction("predict_equality", how_many_equal)

# %%
equal = x.grad == 3 * x * x
print(equal)
print("largest difference:", (x.grad - 3 * x * x).abs().max().item())
check.reveal("predict_equality", equal.sum())

# %% [markdown]
# One entry is "wrong", by about one part in ten million. Nothing is the matter with it. A `float32` keeps
# 24 binary digits and rounds after every operation; `3 * x * x` rounds $3x$ first and
# `3 * x**2` rounds $x^2$ first, so the last digit may differ. Two correct programs may print
# `False` for `==`. So never ask floating-point numbers whether they are *equal*. Ask whether they are *equal enough*:
#
# $$|a - b| \le \texttt{atol} + \texttt{rtol} \cdot |b|. \tag{7}$$
#
# The relative tolerance `rtol` says how many digits must agree; the absolute tolerance `atol` takes over near
# zero, where digits mean nothing.

# %%
print(torch.allclose(x.grad, 3 * x * x))
print(0.1 + 0.2 == 0.3, math.isclose(0.1 + 0.2, 0.3))

# %% [markdown]
# `torch.allclose` uses `rtol=1e-5` and `atol=1e-8` whatever the dtype. `torch.testing.assert_close` chooses them by dtype
# (`float32`: 1.3e-6 and 1e-5; `float64`: 1e-7 for both), and so do the checks of this course.
#
# ## 8. One number that checks a whole gradient
#
# A thousand entries need two thousand evaluations of $f$ in `central_difference`. There is a cheaper
# witness. Walk from $x$ in any direction $d$: how fast $f$ changes on that walk is its **directional
# derivative**, and the gradient predicts it:
#
# $$\nabla f(x) \cdot d \;\approx\; \frac{f(x + hd) - f(x - hd)}{2h}. \tag{8}$$
#
# The left side uses all entries of the gradient, the right side two evaluations. Try it on a function of a thousand variables,
# $f(x) = \log \sum_i e^{x_i}$, with its true gradient and with one in which a single entry is doubled.

# %%
def f(t):
    return t.logsumexp(0)


x = torch.linspace(-2, 2, 1000, dtype=torch.float64)
d = torch.sin(torch.arange(1000, dtype=torch.float64))
good = x.softmax(0)
bad = good.clone()
bad[700] *= 2
measured = (f(x + 1e-5 * d) - f(x - 1e-5 * d)) / 2e-5
for name, gradient in [("good", good), ("bad", bad)]:
    print(f"{name}: gap below 1e-8: {bool((gradient.dot(d) - measured).abs() < 1e-8)}")

# %% [markdown]
# One bad entry among a thousand, found with two evaluations. Choose the direction without regard to
# the function, for example at random; then an error is missed only if the direction
# happens to be blind to it. What this check cannot tell you is *which* entry is wrong.

# %% [raw]
# exercise: directional_gap
# title: the gap
# kind: code
# points: 3
# minutes: 8
# difficulty: 2
# hints:
#   - Print the left and the right side of equation (8) separately. Is each of them a single number?
#   - "For a gradient [1, 2] and a direction [3, 4], the prediction is 1·3 + 2·4 = 11. In a matrix the same happens: multiply entry by entry and add up everything."
#   - "predicted = (gradient * direction).sum() is the left side."

# %% [markdown]
# Write `directional_gap(f, gradient, x, direction, h)`: the absolute difference between the two sides of (8), as a tensor of shape
# `()`. `x`, `gradient` and `direction` have the same shape, which need not be `(n,)`.

# %% nbgrader={"grade_id": "directional_gap", "solution": true}
def directional_gap(f, gradient, x, direction, h=1e-5):
    """Return |gradient · direction - central difference of f along direction|, shape ()."""
    ### BEGIN SOLUTION
    predicted = (gradient * direction).sum()
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return (predicted - measured).abs()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_directional_gap", "grade": true}
# Wrong gradients on purpose (2x is right): the gap is then a number worth checking. One is too
# large and one too small.
for _factor in (1, 3):
    check.function(
        "directional_gap",
        lambda x: directional_gap(lambda t: (t**2).sum(), _factor * x, x, 1 + x, 0.5),
        reference=lambda x: (x * (1 + x)).sum().abs(),
        shapes=[(4,), (2, 3)],
    )
### BEGIN HIDDEN TESTS
check.function(
    "directional_gap",
    lambda x: directional_gap(lambda t: (t**3).sum(), 3 * x**2, x, x.flip(0) + 1, 0.4),
    reference=lambda x: 0.4**2 * ((x.flip(0) + 1) ** 3).sum().abs(),
    shapes=[(6,), (3, 5)],
    seed=78,
)
### END HIDDEN TESTS

# %% [raw]
# exercise: the_growing_gradient
# title: the growing gradient
# kind: open
# points: 4
# minutes: 10
# difficulty: 2
# hints:
#   - Run the code. By how much does the printed number grow from line to line, and does w change at all?
#   - Compare with section 3, where x.grad went from the first to the second gradient without being cleared.
#   - For part 3, think of section 6. Which two values of the loss would you need to estimate the derivative at w = 2?

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
# Answer in a few sentences, in your own words. A person will read and grade this one.
#
# 1. Where do 2, 4 and 6 come from?
# 2. Which one line mends the loop, and where must it stand?
# 3. Without using autograd: how could your friend have found out which of the three numbers is the derivative?

# %% [markdown] nbgrader={"grade_id": "the_growing_gradient", "grade": true, "solution": true}
# **Model answer.** (1) The derivative of $(w-1)^2$ is $2(w-1)$, so 2 at $w = 2$, in every round. But
# `backward` adds to `w.grad` instead of replacing it: after one, two and three rounds it holds 2, 2 + 2 and
# 2 + 2 + 2. (2) `w.grad = None` (or, after the first round, `w.grad.zero_()`), anywhere between the `print` of one round and the
# `backward` of the next. (3) By a central difference: $((2 + h - 1)^2 - (2 - h - 1)^2) / 2h$ with $h = 10^{-5}$
# gives 2 in every round, because it depends on `w` alone and keeps no memory of earlier rounds.
#
# **Rubric, one point each.** The three numbers are explained as sums of one derivative, 2. ·
# The cause is named: `backward` accumulates into `.grad`. · The mend clears `.grad` and stands between a `print` and the
# next `backward`. · The independent check is a finite difference (or the formula), and its result, 2, is stated.

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - Mark a leaf with `requires_grad=True`, compute a single number from it, call `backward()` on that
#   number, read the leaf's `.grad`. It has the shape of the leaf.
# - `backward` **adds** to `.grad`. Clear it with `x.grad = None` or `x.grad.zero_()` before the next question.
# - `.grad` is one living tensor; keep a value with `.clone()`.
# - `out.backward()` starts from the derivative of `out` by itself: `out.backward(torch.tensor(1.0))`.
# - A second backward pass needs a second forward pass.
# - Only floating-point (and complex) tensors can require a gradient.
# - Three opinions on a derivative: formula, autograd, finite differences. For the third use `float64`, central
#   differences, a step near $10^{-5}$.
# - Compare floating-point numbers with a tolerance, never with `==`.
#
# | What people believe | What is true |
# |---|---|
# | `backward` overwrites `.grad`. | It adds to it. Clear it yourself. |
# | `g = x.grad` keeps the gradient. | It names it. `x.grad.clone()` keeps it. |
# | `backward` trains the model. | It computes gradients. An optimiser changes parameters. |
# | A second `backward` gives the same derivative again. | Here it raises; rebuild the forward pass. |
# | The smaller the step, the better the difference. | Below the best step, rounding takes over. |
# | `==` shows whether a gradient is right. | Two right programs may differ in the last digit. |
# | `.data` is a harmless shortcut. | It changes numbers that autograd relies on, silently. |
#
# ## Further reading
#
# - PyTorch documentation: [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html) and the page of
#   [`torch.Tensor.backward`](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html).
# - A. Paszke and others, *PyTorch: An Imperative Style, High-Performance Deep Learning Library*, NeurIPS 2019.
# - J. Nocedal and S. Wright, *Numerical Optimization*, 2nd edition, section 8.1, on finite differences and their steps.
# - D. Goldberg, *What Every Computer Scientist Should Know About Floating-Point Arithmetic*, ACM Computing
#   Surveys 23, 1991.
