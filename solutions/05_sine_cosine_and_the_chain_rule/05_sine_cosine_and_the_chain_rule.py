# %% [raw]
# chapter: Sine, cosine and the chain rule
# builds_on: chapter 1, and the chain rule as taught in school

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **plot** a derivative that you never wrote down, at hundreds of points from one backward pass,
# - **trace** a formula through its graph: multiply along each path, add over the paths,
# - **differentiate** a derivative, again and again, and mend what breaks when it becomes constant,
# - **approximate** a function by a polynomial whose coefficients autograd supplies,
# - **carry** a derivative forward through a computation, without any graph.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import math

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, explore, progress, show, show_graph, step_backward

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [raw]
# section: many_slopes
# title: Two hundred slopes at once
# path: core
# needs: [adding_up]
# gist: "For a function that works entry by entry, the gradient of the sum is the derivative at every point."

# %% [markdown]
# To draw a derivative, we need its value at many points. So far, one
# backward pass gave us the gradient of one number. Must we go backward two hundred times?
#
# Three points first, by hand. Let $x = (1, 2, 3)$, square each entry, and add everything up:
#
# $$y_i = x_i^2, \qquad s = y_0 + y_1 + y_2. \tag{1}$$
#
# Move $x_1$ alone. Then $y_1$ moves, $y_0$ and $y_2$ stand still, and so $s$ moves exactly as $y_1$ does: $\partial
# s/\partial x_1 = 2x_1 = 4$. The gradient of the **sum** holds the derivative of **each** entry.

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2
y.sum().backward()
print(x.grad)

# %% [raw]
# exercise: predict_slopes_of_sine
# title: three slopes of a wave
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Sketch one wave of the sine, from 0 to 2π. How steep is it where it crosses zero, and how steep at its top?
#   - "A slope is a rise over a run. A road that climbs 1 m on each metre has slope 1; at the top of a hill the slope is 0; downhill it is negative."
#   - Near 0 the sine climbs as fast as x itself. At π it crosses zero again, the other way.

# %% [markdown]
# Now the sine, at $x = (0, \pi/2, \pi)$. Without any formula, from the shape of the wave alone: which three slopes
# will autograd find?

# %% nbgrader={"grade_id": "predict_slopes_of_sine", "solution": true}
### BEGIN SOLUTION stub: three_slopes = ...  # three numbers, like [0.5, 2.0, 0.5]
three_slopes = [1.0, 0.0, -1.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_slopes_of_sine", "grade": true}
from autograder.lesson import check

check.prediction("predict_slopes_of_sine", three_slopes, shape=(3,))

# %%
x = torch.tensor([0.0, math.pi / 2, math.pi], requires_grad=True)
torch.sin(x).sum().backward()
found = x.grad.round(decimals=4) + 0.0  # adding 0 turns −0 into 0
print(found)
check.reveal("predict_slopes_of_sine", found)

# %% [markdown]
# Two hundred points are no harder than three. `torch.linspace(-5, 5, 200)` spreads them evenly from $-5$ to $5$.
# `.detach()` gives the numbers of a tensor without its graph: matplotlib wants plain numbers.

# %%
x = torch.linspace(-5, 5, 200, requires_grad=True)
y = torch.sin(x)
y.sum().backward()
fig, axes = plt.subplots()
axes.plot(x.detach().cpu(), y.detach().cpu(), label="sin x")
axes.plot(x.detach().cpu(), x.grad.cpu(), "--", label="its slope, by autograd")
axes.set(xlabel="x", ylabel="value", ylim=(-1.2, 1.6), title="200 slopes from one backward pass")
axes.legend(loc="upper right", ncols=2)
show(
    fig,
    alt="The sine from -5 to 5, and dashed its slope: 1 where the sine climbs through 0, "
    "0 at its tops and bottoms, -1 where it falls through 0. The slope is a wave of the same form, a quarter ahead.",
)

# %% [markdown]
# From school you know the dashed curve: it is the cosine. We did not tell PyTorch. How well does it know?

# %%
print("equal in every digit:", torch.equal(x.grad, torch.cos(x.detach())))

# %% [markdown]
# Equal at all 200 points, to the last digit. This is less than it seems: it is no proof. Somebody wrote
# the rule for the sine into PyTorch. This rule lies in `grad_fn`, the node that the operation has left in the graph, and a
# node can be called. Give it the **<dfn>incoming gradient</dfn>**, the gradient with respect to the operation's result, and it answers with
# what it passes on. Here 10 comes in:

# %%
x = torch.tensor(0.5, requires_grad=True)
y = torch.sin(x)
print(y.grad_fn.name(), f"passes on {y.grad_fn(torch.tensor(10.0)):.4f}")
print(f"10 · cos 0.5 =          {10 * math.cos(0.5):.4f}")

# %% [markdown]
# The rule reads: *multiply the incoming gradient by the cosine*. So we have compared a cosine with the same cosine. An
# opinion that does not use that rule is the central difference of chapter 1,
#
# $$f'(x) \approx \frac{f(x+h) - f(x-h)}{2h}, \tag{2}$$
#
# which needs values of $f$ and no rule at all. For the sine, $\sin(x+h) - \sin(x-h) = 2 \cos x \sin h$, so (#2) gives
# $\cos x \cdot \sin h / h$: a little too flat, as $\sin h$ is less than $h$. [S](#returned_gradient) draws it.
#
# #### Running sums
#
# `torch.cumsum` gives running sums: $y_0 = x_0$, $y_1 = x_0 + x_1$, $y_2 = x_0 + x_1 + x_2$.

# %% [raw]
# exercise: predict_running_sum
# title: running sums
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 2
# hints:
#   - Write s = y0 + y1 + y2 out in terms of the entries of x. How often does each of them occur?
#   - "For the running products of (a, b), which are a and ab, the sum is a + ab: its derivative with respect to a is 1 + b, though the first entry alone has slope 1."
#   - Count in how many of the three running sums x0 stands, in how many x1, in how many x2.

# %% [markdown]
# If $x_i$ is moved, $y_i$ moves just as fast. What will `x.grad` hold after `x.cumsum(0).sum().backward()`, for an `x`
# of three entries?

# %% nbgrader={"grade_id": "predict_running_sum", "solution": true}
### BEGIN SOLUTION stub: grad_of_running_sum = ...  # three numbers
grad_of_running_sum = [3.0, 2.0, 1.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_running_sum", "grade": true}
from autograder.lesson import check

check.prediction("predict_running_sum", grad_of_running_sum, shape=(3,))

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
x.cumsum(0).sum().backward()
print(x.grad)
check.reveal("predict_running_sum", x.grad)

# %% [markdown]
# No error, and three numbers that look like slopes; but the first is the slope of $y_0$, $y_1$ and $y_2$ together. You
# can rely on the sum only if the function works **<dfn>entry by entry</dfn>** (*element-wise*, in PyTorch's words), so that each entry of the result comes from the same entry of the argument **alone**.
#
# #### A question: what does the 0 show?

# %% [raw]
# exercise: a_perfect_match
# title: a perfect match
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Which rule does PyTorch use to go backward through a sine? Look where the node was called.
#   - For part 2, think of an opinion that uses values of the sine only, and of the size of error that you expect from it.
#   - For part 3, write down y0 + y1 for a y of two entries where y0 depends on x1 as well.

# %% [markdown]
# A friend wants to make sure that autograd can be trusted, and writes:
#
# ```python
# x = torch.linspace(-5, 5, 200, requires_grad=True)
# y = torch.sin(x)
# y.sum().backward()
# print((x.grad - torch.cos(x)).abs().max().item())  # prints 0.0
# ```
#
# *"Not the slightest error at 200 points: autograd differentiates exactly. And I never told it the derivative of the
# sine."*
#
# Answer in a few sentences, in your own words. A person will read and grade this one.
#
# 1. What was compared with what here, and what does the 0 show, and what not?
# 2. Propose a check whose outcome could have been different. Which size of disagreement do you expect if all is well?
#    Say why it is not 0.
# 3. The friend puts another function in place of `torch.sin`, and the lines still run without any error. When do they
#    no longer give the derivative at each point?

# %% [markdown] nbgrader={"grade_id": "a_perfect_match", "grade": true, "solution": true}
# **Model answer.** (1) PyTorch's rule for going backward through a sine is to multiply by the cosine, and the sum
# sends in ones. So a cosine was compared with the same cosine, computed by the same code. The 0 shows that PyTorch's
# rule is "times the cosine", applied at the right points. That the cosine is the slope of the sine was put in twice, by
# whoever wrote the rule and by the friend; and a fault of `torch.sin` or `torch.cos` would not show. (2) Compare with the central difference of
# the sine in `float64`, which uses its values only. With $h = 10^{-5}$ expect a few times $10^{-11}$: the truncation
# error $h^2/6$ is below $2 \cdot 10^{-11}$, and rounding, some $10^{-16}$ divided by $h$, gives about $10^{-11}$ as well. (3) When
# an entry of $y$ depends on other entries of $x$, as with a running sum. Then `x.grad[i]` collects what `x[i]` does
# to all entries of $y$, and is not the derivative of `y[i]` with respect to `x[i]`.
#
# **Rubric, one point each.** It is said that cosine is compared with cosine, because that is autograd's own rule. · A
# check is proposed that does not use the rule (finite differences, or known slopes such as 1, 0, −1). · The expected
# size of its error is given with a reason, truncation or rounding. · Part 3 names dependence between entries, in
# words or by an example.

# %% [raw]
# section: returned_gradient
# title: A gradient that is returned
# path: core
# needs: [many_slopes]
# gist: "`torch.autograd.grad(y, x)` returns the gradients as a tuple and leaves `.grad` alone."

# %% [markdown]
# `torch.autograd.grad(y, x)` goes
# backward, and **returns** the gradient of `y` with respect to `x`. The numbers are those of chapter 1: $x = 3$,
# $s = x \cdot x$, $y = 5s$.

# %%
x = torch.tensor(3.0, requires_grad=True)
s = x * x
y = 5 * s
print(torch.autograd.grad(y, x))

# %% [markdown]
# The answer is a tuple with one entry; a comma on the left of `=` unpacks it. It is a tuple because you may ask for
# several gradients at once, and with respect to *any* tensor on the way, not only to a leaf:

# %%
s = x * x
(dy_dx,) = torch.autograd.grad(5 * s, x)
print(dy_dx)

s = x * x
dy_ds, dy_dx = torch.autograd.grad(5 * s, (s, x))
print(dy_ds, dy_dx)

# %% [markdown]
# If you forget the comma you hold the tuple. Python can multiply tuples, so no error appears:

# %%
g = torch.autograd.grad(x * x, x)
print(2 * g)

# %% [markdown]
# That is not twice the gradient; it is the tuple, repeated.

# %% [raw]
# exercise: predict_kept_grad
# title: what lies in .grad
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Which of the three lines that go backward write into x.grad?
#   - "Who reads a page aloud writes nothing into the book. Which of the two calls reads, and which one writes?"
#   - Decide for each backward pass whether it adds to x.grad or returns its result, then add up.

# %% [markdown]
# Below, `backward` runs once, on $7x$, and `torch.autograd.grad` twice, on $x^2$ at $x = 3$. What will `x.grad` be at
# the end?
#
# ```python
# x = torch.tensor(3.0, requires_grad=True)
# (7 * x).backward()
# torch.autograd.grad(x**2, x)
# torch.autograd.grad(x**2, x)
# ```

# %% nbgrader={"grade_id": "predict_kept_grad", "solution": true}
### BEGIN SOLUTION stub: in_grad_at_the_end = ...  # one number
in_grad_at_the_end = 7.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_kept_grad", "grade": true}
from autograder.lesson import check

check.prediction("predict_kept_grad", in_grad_at_the_end)

# %%
x = torch.tensor(3.0, requires_grad=True)
(7 * x).backward()
print("returned:", *torch.autograd.grad(x**2, x))
print("returned:", *torch.autograd.grad(x**2, x))
print("x.grad:  ", x.grad)
check.reveal("predict_kept_grad", x.grad)

# %% [markdown]
# `torch.autograd.grad` writes into no leaf's `.grad`, so there is nothing to clear. Use
# `backward` when an optimiser is to find the gradients in `.grad`, and `torch.autograd.grad` when you want the
# numbers yourself.

# %% [raw]
# exercise: slopes_of
# title: the slope at every point
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# path: deeper
# hints:
#   - Print the type of what torch.autograd.grad returns, and the shape of what you give it. Is the first a tensor, and the second a single number?
#   - "For the square at (1, 2, 3): the values are (1, 4, 9), their sum is 14, and the gradient of 14 with respect to the three entries is (2, 4, 6). The sum is what is differentiated."
#   - "Start with: leaf = x.clone().requires_grad_()"

# %% [markdown]
# Write `slopes_of(f, x)`. `f` is a function that works entry by entry, `x` a tensor of any shape that requires no
# gradient; leave it as it is. Return the derivative of `f` at each entry, a tensor of the shape and dtype of
# `x`. `torch.autograd.grad` is made for this.


# %% nbgrader={"grade_id": "slopes_of", "solution": true}
def slopes_of(f, x):
    """Return the derivative of f, which works entry by entry, at each entry of x."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(f(leaf).sum(), leaf)
    return gradient
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_slopes_of", "grade": true}
import sine_cosine_and_the_chain_rule_exercises as asked
import torch
from autograder.lesson import check

check.gradient("slopes_of", lambda x: slopes_of(torch.sin, x), **asked.slopes_of_the_sine)
### BEGIN HIDDEN TESTS
check.gradient(
    "slopes_of",
    lambda x: slopes_of(lambda t: t.exp() - t**3, x),
    of=lambda x: (x.exp() - x**3).sum(),
    analytic=lambda x: x.exp() - 3 * x**2,
    shapes=[(), (5,), (5,), (3, 1, 2)],
    seed=571,
    is_plain=False,
)
check.function(  # at 0, at equal entries, at tiny and at large ones
    "slopes_of",
    lambda x: slopes_of(lambda t: t * t.abs() + 3 * t.sin(), x),
    reference=lambda x: 2 * x.abs() + 3 * x.cos(),
    points=[0.0, [[0.0, 2.0], [2.0, -2.0]], [1e-9, -1e4]],
    is_plain=False,
)
check.function(  # a function that hands back what it gets
    "slopes_of",
    lambda x: slopes_of(lambda t: t, x),
    reference=torch.ones_like,
    shapes=[(4,), (2, 3)],
    seed=591,
    is_plain=False,
)
check.function(  # where a step of a difference quotient is too long, in any precision
    "slopes_of",
    lambda x: slopes_of(lambda t: (3e4 * t).sin(), x),
    reference=lambda x: 3e4 * (3e4 * x).cos(),
    shapes=[(4,)],
    seed=594,
    is_plain=False,
)
check.function(  # in float32 a difference quotient shows
    "slopes_of",
    lambda x: slopes_of(lambda t: t.exp() - t**3, x),
    reference=lambda x: x.exp() - 3 * x**2,
    shapes=[(6,), (2, 3)],
    seed=583,
    is_plain=False,
    rtol=1e-5,
    dtype=torch.float32,
)
### END HIDDEN TESTS

# %% [raw]
# exercise: plot_slopes
# title: a function, its slope, and a second opinion
# kind: plot
# points: 4
# minutes: 30
# difficulty: 3
# hints:
#   - Print the shapes of the four lists of numbers that you plot. Has each as many entries as x? And does each of the three axes have its own legend?
#   - "For t³ at t = 2 with h = 0.5, (#2) gives (15.625 − 3.375)/1 = 12.25, autograd gives 12, and the lowest plot shows 0.25, above zero. Print your three numbers there."
#   - "Compute all curves first, then draw: middle.plot(x, u, \"--\", label=\"name\") draws u, dashed, in the middle, and middle.legend() comes after the last curve there."

# %% [markdown]
# Draw the slope of any function that works entry by entry, in three plots on top of each other, over the points `x`,
# a tensor of shape `(n,)` that requires no gradient:
#
# - **top**: the function, labelled `"f"`;
# - **middle**: its derivative twice, by autograd, labelled `"autograd"`, and by the central difference (#2) with step
#   `h`, labelled `"central difference"`. Give the two different line styles or markers, so that both can be seen;
# - **bottom**: central difference minus autograd, labelled `"difference"`.
#
# Draw with `plot` or `scatter`. Each plot needs a legend. A title and labels for both axes may stand at each plot, or once for the whole figure:
# `figure.suptitle("…")`, `figure.supxlabel("…")`, `figure.supylabel("…")`.


# %% nbgrader={"grade_id": "plot_slopes", "solution": true}
def plot_slopes(f, x, h):
    """Plot f, its derivative by two methods, and their difference; return the three Axes."""
    figure = plt.figure(figsize=(6.4, 6.4))
    top, middle, bottom = figure.subplots(3, 1, sharex=True)
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x.cpu(), f(x).cpu(), label="f")
    middle.plot(x.cpu(), slope.cpu(), lw=5, alpha=0.4, label="autograd")
    middle.plot(x.cpu(), central.cpu(), "k--", lw=1, label="central difference")
    bottom.plot(x.cpu(), (central - slope).cpu(), label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("A function, its slope, and a second opinion")
    figure.supxlabel("x")
    figure.supylabel("value")
    ### END SOLUTION
    return top, middle, bottom


# %% [markdown]
# Look at it, on the sine from $-5$ to $5$ at 200 points, with a step of $0.1$. The two curves in the middle should
# cover each other; what does the scale of the lowest plot say?

# %%
top, middle, bottom = plot_slopes(torch.sin, torch.linspace(-5, 5, 200, dtype=torch.float64), 0.1)
show(
    top.figure,
    alt="Your three plots over x from -5 to 5. Above, the sine. In the middle, autograd's slope and the central "
    "difference, two curves that cover each other: a cosine. Below, their difference: an upside-down cosine "
    "of height about 0.0017.",
)

# %% nbgrader={"grade_id": "test_plot_slopes", "grade": true}
import sine_cosine_and_the_chain_rule_exercises as asked
from autograder.lesson import check

for _asked_place, _asked_curves in enumerate(asked.three_plots):  # of the sine, with step 0.6
    check.plot("plot_slopes", asked.drawn(plot_slopes, _asked_place), like=_asked_curves)
### BEGIN HIDDEN TESTS
# In float32, where a second difference quotient, with a tiny step, is not autograd's slope.
_asked_x = torch.linspace(-2, 3, 37, device="cpu", dtype=torch.float32)
_asked_slope = 3 * _asked_x**2 - _asked_x.exp()
_asked_central = 3 * _asked_x**2 + 0.3**2 - _asked_x.exp() * math.sinh(0.3) / 0.3
for _asked_place, _asked_curves in enumerate(
    [
        {"f": _asked_x**3 - _asked_x.exp()},
        {"autograd": _asked_slope, "central difference": _asked_central},
        {"difference": _asked_central - _asked_slope},
    ]
):
    check.plot(
        "plot_slopes",
        lambda _asked_place=_asked_place: plot_slopes(
            lambda t: t**3 - t.exp(), _asked_x.clone(), 0.3
        )[_asked_place],
        like=asked.Curves(x=_asked_x, curves=_asked_curves, rtol=1e-4, atol=1e-4),
    )
# Points that are not evenly spaced, nor in order: neighbours tell nothing.
_asked_x = torch.tensor([2.0, -1.5, 0.3, 0.35, -2.0], device="cpu", dtype=torch.float64)
_asked_curves = {"autograd": 2 * _asked_x * _asked_x.exp() + _asked_x**2 * _asked_x.exp()}
_asked_curves["central difference"] = (
    (_asked_x + 0.2) ** 2 * (_asked_x + 0.2).exp() - (_asked_x - 0.2) ** 2 * (_asked_x - 0.2).exp()
) / 0.4
check.plot(
    "plot_slopes",
    lambda: plot_slopes(lambda t: t**2 * t.exp(), _asked_x.clone(), 0.2)[1],
    like=asked.Curves(x=_asked_x, curves=_asked_curves),
)
### END HIDDEN TESTS

# %% [markdown]
# The lowest plot is a cosine, upside down and six hundred times smaller: the truncation error $-\tfrac{h^2}{6}\cos x$
# of chapter 1, here $0.0017$ for $h = 0.1$. Two methods that share no rule agree up to an error of known size and
# form. *That* is evidence.

# %% [raw]
# section: paths
# title: Along each path multiply, over the paths add
# path: core
# needs: [returned_gradient]
# gist: "The chain rule in a graph: multiply the local derivatives along each path, and add over all paths."

# %% [markdown]
# The chain rule of school handles one function inside another. In a graph a variable may be used several times, and
# then it influences the result along several paths. Take
#
# $$u = x^2, \qquad v = 5x, \qquad y = u \cdot v \qquad \text{at } x = 2. \tag{3}$$
#
# By hand: $u = 4$, $v = 10$, $y = 40$. There are two paths from $x$ to $y$.
#
# | path | local derivatives, multiplied | at $x = 2$ |
# |---|---|---|
# | $x \to u \to y$ | $2x \cdot v$ | $4 \cdot 10 = 40$ |
# | $x \to v \to y$ | $5 \cdot u$ | $5 \cdot 4 = 20$ |
#
# Together $60$. And indeed $y = 5x^3$, whose derivative is $15x^2 = 60$. As in chapter 1, a local derivative is that of one
# operation, here with respect to one of its arguments, like $\partial y/\partial u = v$. The rule for any graph is: multiply the local
# derivatives along each path, and add up the paths.

# %%
x = torch.tensor(2.0, requires_grad=True)
u = x**2
v = 5 * x
y = u * v
step_backward(y)

# %% [markdown]
# Press *From the start*, then *Next*. Find the 40 and the 20, and the step where they meet.
#
# Now the function that this chapter is about:
#
# $$f(x) = \log(x^2) \cdot \sin x + \frac1x, \tag{4}$$
#
# with the natural logarithm. Step by step it is
#
# $$a = x^2, \quad b = \log a, \quad c = \sin x, \quad d = b \cdot c, \quad e = \frac1x, \quad f = d + e.$$

# %% [raw]
# exercise: predict_paths
# title: how many paths lead to f
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Draw x on paper, and an arrow from it to each step that uses x directly. Follow each arrow to f.
#   - "In y = (t + 1)·t², there are two: one over t + 1, one over t². A step that uses another step's result makes its path longer, not a new one."
#   - Count in how many of the six steps x itself stands on the right.

# %% [markdown]
# A path follows the steps from $x$ to $f$, each step using the one before. How many different paths are there?

# %% nbgrader={"grade_id": "predict_paths", "solution": true}
### BEGIN SOLUTION stub: number_of_paths = ...  # a whole number
number_of_paths = 3
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_paths", "grade": true}
from autograder.lesson import check

check.prediction("predict_paths", number_of_paths)

# %%
x = torch.tensor(2.0, requires_grad=True)
a = x**2
b = torch.log(a)
c = torch.sin(x)
d = b * c
e = 1 / x
f = d + e
show_graph(f)

# %%
to_x = 1
to_a = to_b = to_c = to_e = to_x
to_d = to_b + to_c
to_f = to_d + to_e
check.reveal("predict_paths", to_f)

# %% [markdown]
# To count the paths to a step, add up the paths to the steps that it uses; the cell above did that. The picture
# shows what PyTorch did: `1 / x` became two operations, a reciprocal and a multiplication by 1. Had we written
# `x * x` for $a$, two arrows would lead from $x$ to $a$, and there would be four paths. The two together carry the
# same $2x$, an $x$ along each:

# %%
one = torch.tensor(1.0)
print("x ** 2:", (x**2).grad_fn(one).item())
print("x * x: ", [part.item() for part in (x * x).grad_fn(one)])

# %% [markdown]
# The first path, $x \to a \to b \to d \to f$, by hand. Its local derivatives are $2x$, $1/a$, $c$ and $1$, so it
# contributes
#
# $$2x \cdot \frac1a \cdot c \cdot 1 \tag{5}$$
#
# and at $x = 2$ that is $4 \cdot \tfrac14 \cdot 0.909 = 0.909$. The pass itself, over all three paths:

# %%
step_backward(f)

# %% [raw]
# exercise: slope_of_f
# title: the chain rule by hand
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# hints:
#   - Print your result at x = 2 and compare with the last step of the backward pass above, where three parts add up. Which of the three is not among yours?
#   - "For log(5t)·t² − 1/t³ there are three: over the logarithm (5 · 1/(5t)) · t², over the square log(5t) · 2t, and over the last term 3/t⁴. Note the inner derivative 5 in the first."
#   - "Begin with the first path, which is worked out in the text: first = 2 * x / x**2 * torch.sin(x)"

# %% [markdown]
# Work out the other two contributions in the same way and write the derivative of (#4) as a formula, entry by entry
# for an `x` of any shape and dtype. Autograd is switched off while your function is tested; `torch.sin`, `torch.cos` and
# `torch.log` are all you need.


# %% nbgrader={"grade_id": "slope_of_f", "solution": true}
def slope_of_f(x):
    """Return the derivative of log(x²)·sin x + 1/x at each entry of x, by formula."""
    ### BEGIN SOLUTION
    return 2 * torch.sin(x) / x + torch.log(x**2) * torch.cos(x) - 1 / x**2
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_slope_of_f", "grade": true}
import sine_cosine_and_the_chain_rule_exercises as asked
from autograder.lesson import check

check.gradient("slope_of_f", slope_of_f, of=asked.sum_of_f, shapes=[(3,), (2, 2)], autograd=False)
### BEGIN HIDDEN TESTS
check.gradient(
    "slope_of_f",
    slope_of_f,
    of=lambda x: (x.square().log() * x.sin() + x.reciprocal()).sum(),
    analytic=lambda x: 2 * x.sin() / x + 2 * x.abs().log() * x.cos() - x**-2,
    shapes=[(), (6,), (4, 3)],
    seed=572,
    autograd=False,
)
check.function(  # in float32 a difference quotient shows
    "slope_of_f",
    slope_of_f,
    reference=lambda x: 2 * x.sin() / x + torch.log(x * x) * x.cos() - 1 / x**2,
    shapes=[(6,), (2, 3)],
    seed=584,
    rtol=1e-5,
    dtype=torch.float32,
)
check.function(  # close to the pole one shows in any precision
    "slope_of_f",
    slope_of_f,
    reference=lambda x: 2 * x.sin() / x + torch.log(x * x) * x.cos() - 1 / x**2,
    points=[[1e-4, -3e-7], 2e-5],
)
### END HIDDEN TESTS

# %% [markdown]
# Your formula and autograd, drawn on top of each other. At 0 the function has a pole: $1/x$ grows beyond all bounds,
# so we keep away from it on both sides.

# %%
left = torch.linspace(-7, -0.4, 200, dtype=torch.float64)
x = torch.cat([left, -left.flip(0)]).requires_grad_()
y = torch.log(x**2) * torch.sin(x) + 1 / x
(by_autograd,) = torch.autograd.grad(y.sum(), x)
by_hand = slope_of_f(x.detach())
fig, axes = plt.subplots()
for half in (slice(0, 200), slice(200, 400)):  # two pieces: no line across the pole
    first = half.start == 0
    at = x.detach()[half].cpu()
    axes.plot(at, by_hand[half].cpu(), "C0", lw=5, alpha=0.4, label="by hand" if first else None)
    axes.plot(at, by_autograd[half].cpu(), "k--", label="autograd" if first else None)
axes.axvline(0, color="gray", linestyle=":")
axes.set(xlabel="x", ylabel="slope", title="The derivative of log(x²)·sin x + 1/x")
axes.legend()
show(
    fig,
    alt="The derivative from -7 to 7, with a gap around the pole at 0: a wide pale curve, by hand, and a dashed "
    "black one, autograd, which runs in its middle everywhere. Both are even: left and right mirror each other. "
    "Towards 0 they fall steeply.",
)
print("largest difference below 1e-12:", bool((by_hand - by_autograd).abs().max() < 1e-12))

# %% [markdown]
# The same function with its tangent. Move the point towards the pole.


# %%
def f(x):
    return torch.log(x**2) * torch.sin(x) + 1 / x


explore.tangent(f, at=2.0, between=(-7.0, 7.0))

# %% [markdown]
# #### A shorter formula
#
# Somebody shortens $\log(x^2)$ to $2 \log x$. For positive $x$ this is the same; for $x = -2$ the logarithm is not
# defined, and `torch.log` gives `nan`, *not a number*.

# %% [raw]
# exercise: predict_negative_log
# title: a gradient beside nan
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# path: deeper
# hints:
#   - What does the backward pass need in order to differentiate a logarithm, its value or its argument?
#   - "The local derivative of √t needs the root itself, 1/(2√t); that of t² needs only t. Of which kind is the logarithm's?"
#   - Write down the local derivative of log x, and put −2 in for x.

# %% [markdown]
# For `z = 2 * torch.log(x)` at `x = -2`, the value of `z` is `nan`. Will the gradient be `nan` too?

# %% nbgrader={"grade_id": "predict_negative_log", "solution": true}
### BEGIN SOLUTION stub: gradient_is_nan = ...  # True or False
gradient_is_nan = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_negative_log", "grade": true}
from autograder.lesson import check

check.prediction("predict_negative_log", gradient_is_nan, choices=[True, False])

# %%
x = torch.tensor(-2.0, requires_grad=True)
z = 2 * torch.log(x)
(slope,) = torch.autograd.grad(z, x)
print(f"2 log x:  value {z:.3f},  slope {slope:.3f}")
check.reveal("predict_negative_log", slope.isnan())

z = torch.log(x**2)
(slope,) = torch.autograd.grad(z, x)
print(f"log x²:   value {z:.3f},  slope {slope:.3f}")

# %% [markdown]
# The local derivative of $\log x$ is $1/x$, which has a value at $-2$. Autograd multiplied local
# derivatives and did not ask whether the function has a value. A finite gradient is no proof that there is something
# to differentiate: look at the value too.

# %% [raw]
# section: derivative_of_derivative
# title: The derivative of a derivative
# path: core
# needs: [returned_gradient]
# gist: "`create_graph=True` gives a derivative a graph of its own, so that it can be differentiated again."

# %% [markdown]
# By hand: $y = x^3$ has the derivatives $3x^2$, then $6x$, then $6$. At $x = 2$ these are $12$, $12$ and $6$.
# Autograd returned the first as a tensor. Can we differentiate that tensor again?

# %% tags=["raises-exception"]
x = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(x**3, x)
print(first)
torch.autograd.grad(first, x)

# %% [markdown]
# *"element 0 of tensors does not require grad and does not have a grad_fn"*. The tensor `first`
# is the bare number 12. The backward pass computed it with multiplications, but did not record them. With
# `create_graph=True` it does:

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x**3
(first,) = torch.autograd.grad(y, x, create_graph=True)
print(first)
show_graph(first)

# %% [markdown]
# The derivative $3x^2$ is now a result like any other, with a graph of its own: the square, the 3, and the 1 that this backward pass started from. It leads back to $x$, so we may go on:

# %%
(second,) = torch.autograd.grad(first, x, create_graph=True)
(third,) = torch.autograd.grad(second, x)
print(second.item(), third.item())

# %% [markdown]
# The next cell differentiates the sine four times.

# %%
x = torch.linspace(-5, 5, 200, dtype=torch.float64, requires_grad=True)
orders = [torch.sin(x)]
for _ in range(4):
    (following,) = torch.autograd.grad(orders[-1].sum(), x, create_graph=True)
    orders.append(following)

fig, axes = plt.subplots()
styles = ["-", "--", "-.", ":", "o"]
for n, (values, style) in enumerate(zip(orders, styles, strict=True)):
    axes.plot(x.detach().cpu(), values.detach().cpu(), style, markevery=8, label=f"derivative {n}")
axes.set(xlabel="x", ylabel="value", ylim=(-1.2, 1.9), title="The sine, four times differentiated")
axes.legend(loc="upper center", ncols=3)
show(
    fig,
    alt="Five curves from -5 to 5. Derivatives 0 to 3 are four waves of equal height, each a quarter of a wave ahead "
    "of the one before. Derivative 4, drawn as dots, lies on derivative 0, the sine itself.",
)
print("back to the sine:", torch.allclose(orders[4], orders[0]))

# %% [markdown]
# sin, cos, −sin, −cos, sin: after four steps we are back. Chapter 6 will measure what these graphs cost.

# %% [raw]
# section: constant_derivative
# title: When a derivative becomes constant
# path: deeper
# needs: [derivative_of_derivative]
# gist: "A derivative computed without `x` has no path to `x`, and asking once more raises."

# %% [markdown]
# No derivative of the sine is constant. For $x \cdot x$ they are $2x$, then 2, then 0 for ever.

# %% [raw]
# exercise: predict_first_to_raise
# title: the end of the graph
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 2
# hints:
#   - Which of x·x, 2x, 2 and 0 still depends on x, so that a graph can lead from it back to x?
#   - "For 7 t the first call returns 7, which was computed from 7 and 1 alone: nothing leads back to t, so the second call raises."
#   - Call number n differentiates derivative number n − 1. Which derivative has no x in it?

# %% [markdown]
# We ask for derivative after derivative of `x * x`, always with `create_graph=True`. Which call of
# `torch.autograd.grad` is the first to raise an error: the first, the second, the third, …?

# %% nbgrader={"grade_id": "predict_first_to_raise", "solution": true}
### BEGIN SOLUTION stub: number_of_the_call = ...  # a whole number from 1 to 6
number_of_the_call = 3
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_first_to_raise", "grade": true}
from autograder.lesson import check

check.prediction("predict_first_to_raise", number_of_the_call, between=(1, 6))

# %% tags=["raises-exception"]
x = torch.tensor(3.0, requires_grad=True)
g = x * x
for call in range(1, 7):
    (g,) = torch.autograd.grad(g, x, create_graph=True)
    print(f"call {call} returned {g:g}, requires_grad {g.requires_grad}")

# %%
check.reveal("predict_first_to_raise", call)

# %% [markdown]
# The same message as before, for another reason. Call 2 returned the number 2, which was made from $1 + 1$ and not
# from $x$: no node, and no path to $x$. Autograd does not say *the derivative of a constant is 0*; it says that it finds no
# path.
#
# Where the path ends depends on how a value was computed, not on what it is:

# %%
for name, g in [
    ("x * x", lambda t: t * t),
    ("x ** 2", lambda t: t**2),
    ("3 * x", lambda t: 3 * t),
]:
    x = torch.tensor(3.0, requires_grad=True)
    values = [g(x)]
    while values[-1].requires_grad:
        # += puts the entries of a tuple, here one, at the end of the list.
        values += torch.autograd.grad(values[-1], x, create_graph=True)
    print(name, "→", ", ".join(f"{v:g}" for v in values), "and then no further")

# %% [markdown]
# `x ** 2` goes one step further than `x * x`: its second derivative is computed as $2 \cdot x^0$, which still
# mentions $x$. So the test to write is not *is it constant?* but `requires_grad`.
#
# There is a similar error. A tensor may require a gradient because of *another* leaf:

# %% tags=["raises-exception"]
x = torch.tensor(3.0, requires_grad=True)
w = torch.tensor(5.0, requires_grad=True)
(slope,) = torch.autograd.grad(w * x, x, create_graph=True)
print(slope)
torch.autograd.grad(slope, x)

# %% [markdown]
# The slope of $wx$ is $w$, and `w` requires a gradient; but no path leads to `x`. `allow_unused=True`, which the message names, makes `grad` return `None`. `materialize_grads=True` turns such a `None` into zeros, which is
# what the derivative is here:

# %%
x = torch.tensor(3.0, requires_grad=True)
w = torch.tensor(5.0, requires_grad=True)
(slope,) = torch.autograd.grad(w * x, x, create_graph=True)
print(torch.autograd.grad(slope, x, allow_unused=True))
print(torch.autograd.grad(slope, x, materialize_grads=True))

# %% [raw]
# exercise: nth_derivative
# title: the derivative of any order
# kind: code
# points: 4
# minutes: 30
# difficulty: 3
# hints:
#   - Print requires_grad of what you are about to differentiate, once in each round. In the round that fails, does it say False? And how many rounds are there for n = 2?
#   - "The derivatives of 4 t at t = 9 are 36 (order 0), 4 (order 1), 0 (order 2), 0 (order 3). Order 0 takes no round at all, and from order 2 on there is nothing to ask autograd."
#   - "Begin each round by asking y.requires_grad: what is the result where it is False, and which two options does torch.autograd.grad need where it is True?"

# %% [markdown]
# Write `nth_derivative(f, x, n)`: the derivative of order `n` of `f`, which works entry by entry, at each entry of
# `x`.
#
# - Order 0 is $f(x)$ itself.
# - Where a derivative has become constant, the following ones are 0. They must not raise, whether `f` is `x * x`, `3 *
#   x` or a function with a parameter of its own that requires a gradient, like `w * x` above. (Call `f` on the whole of `x`: the
#   parameter may have its shape.)
# - The result has the shape of `x` and requires no gradient; `x` is left as it was.


# %% nbgrader={"grade_id": "nth_derivative", "solution": true}
def nth_derivative(f, x, n):
    """Return the derivative of order n of f, which works entry by entry, at each entry of x."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_nth_derivative", "grade": true}
import sine_cosine_and_the_chain_rule_exercises as asked
from autograder.lesson import check

check.function("nth_derivative", lambda x: nth_derivative(asked.t_exp_t, x, 2), **asked.of_order_2)
check.function("nth_derivative", lambda x: nth_derivative(asked.t_exp_t, x, 0), **asked.of_order_0)
for _asked_f in asked.soon_constant:  # t * t, 3 * t, and w * t with a parameter w
    check.function(
        "nth_derivative", lambda x, f=_asked_f: nth_derivative(f, x, 4), **asked.nothing_left
    )
### BEGIN HIDDEN TESTS
check.function(
    "nth_derivative",
    lambda x: nth_derivative(torch.sin, x, 3),
    reference=lambda x: -x.cos(),
    shapes=[(), (6,), (2, 3, 2)],
    seed=573,
    evidence=lambda x: {"orders": (x.sin(), x.cos(), -x.sin(), -x.cos(), x.sin())},
)
_asked_c = torch.tensor([2.0, -1.0, 7.0], dtype=torch.float64, requires_grad=True)
for _asked_n, _asked_reference in enumerate(
    [
        lambda x: _asked_c * x**3 + x.sin(),
        lambda x: 3 * _asked_c * x**2 + x.cos(),
        lambda x: 6 * _asked_c * x - x.sin(),
        lambda x: 6 * _asked_c - x.cos(),
        lambda x: x.sin(),
    ]
):
    check.function(
        "nth_derivative",
        lambda x, n=_asked_n: nth_derivative(lambda t: _asked_c * t**3 + t.sin(), x, n),
        reference=_asked_reference,
        shapes=[(3,), (2, 3)],
        seed=574,
    )
check.function(  # 0, 1 and 6 times, at 0 and at equal entries
    "nth_derivative",
    lambda x: torch.stack([nth_derivative(lambda t: t**5 - t, x, n) for n in (0, 1, 6)]),
    reference=lambda x: torch.stack([x**5 - x, 5 * x**4 - 1, 0 * x]),
    points=[0.0, [[0.0, 3.0], [3.0, -1e-3]], [-2.0, -2.0]],
)
check.function(  # from the start there is nothing to differentiate
    "nth_derivative",
    lambda x: nth_derivative(torch.ones_like, x, 1),
    reference=torch.zeros_like,
    shapes=[(2, 4)],
    seed=575,
)
check.function(  # but a value there is; and a function that hands back what it gets has a slope
    "nth_derivative",
    lambda x: torch.stack(
        [
            nth_derivative(torch.ones_like, x, 0),
            *(nth_derivative(lambda t: t, x, n) for n in (0, 1)),
        ]
    ),
    reference=lambda x: torch.stack([torch.ones_like(x), x, torch.ones_like(x)]),
    shapes=[(3,), (2, 2)],
    seed=592,
)
### END HIDDEN TESTS

# %% [raw]
# section: taylor
# title: Polynomials that know a function's derivatives
# path: deeper
# needs: [constant_derivative]
# gist: "The derivatives at one point, each divided by k!, are the coefficients of the Taylor polynomial."

# %% [markdown]
# With derivatives of higher order you can replace a function, near a point $a$, by a
# polynomial. The **<dfn>Taylor polynomial</dfn>** of a function at a point is the polynomial of a given degree $n$ with the same value and the same first $n$ derivatives there:
#
# $$p(x) = c_0 + c_1 (x-a) + c_2 (x-a)^2 + \dots + c_n (x-a)^n, \qquad c_k = \frac{f^{(k)}(a)}{k!}. \tag{6}$$
#
# Here $f^{(k)}$ is the derivative of order $k$,
# and $k! = 1 \cdot 2 \cdots k$, with $0! = 1$.
# Why the $k!$? Differentiate $c_3 (x-a)^3$ three times: $3 \cdot 2 \cdot 1 \cdot c_3$ is left, and that must be $f'''(a)$.

# %% [raw]
# exercise: predict_cube_taylor
# title: a cube around 1
# kind: prediction
# points: 1
# minutes: 5
# difficulty: 2
# hints:
#   - Write down x³ and its first three derivatives, and put 1 in for x. What does each have to be divided by?
#   - "For x² at a = 3 the derivatives of order 0, 1, 2 are 9, 6, 2, and the coefficients 9, 6, 1: indeed x² = 9 + 6 (x − 3) + (x − 3)²."
#   - "The third derivative of x³ is 6, and 3! = 6, so c₃ = 1. Do the same for the other three."

# %% [markdown]
# Take $f(x) = x^3$ and $a = 1$, degree 3. Which four coefficients $c_0, c_1, c_2, c_3$ does (#6) give?

# %% nbgrader={"grade_id": "predict_cube_taylor", "solution": true}
### BEGIN SOLUTION stub: four_coefficients = ...  # four numbers
four_coefficients = [1.0, 3.0, 3.0, 1.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_cube_taylor", "grade": true}
from autograder.lesson import check

check.prediction("predict_cube_taylor", four_coefficients, shape=(4,))

# %%
x = torch.tensor(1.0, requires_grad=True)
derivatives = [x**3]
for _ in range(3):
    derivatives += torch.autograd.grad(derivatives[-1], x, create_graph=True)
coefficients = [g.item() / math.factorial(k) for k, g in enumerate(derivatives)]
print("derivatives: ", [g.item() for g in derivatives])
print("coefficients:", coefficients)
check.reveal("predict_cube_taylor", coefficients)

# %% [markdown]
# So $x^3 = 1 + 3(x-1) + 3(x-1)^2 + (x-1)^3$. A polynomial of degree 3 is its own Taylor polynomial of degree 3; nothing is lost. For other functions,
# something is.

# %% [raw]
# exercise: taylor_coefficients
# title: the coefficients of any function
# kind: code
# points: 3
# minutes: 20
# difficulty: 2
# hints:
#   - Print your coefficients of exp at 0. They should begin with 1, 1, 0.5, 0.1667. How many are there for n = 3?
#   - "If the derivatives of order 0 to 4 are 2, 2, 2, 24, 24, the coefficients are 2, 2, 1, 4, 1: each is divided by its own k!, which is 1, 1, 2, 6, 24."
#   - "math.factorial(k) is k!. Begin with coefficients = [], and append one in each round, detached."

# %% [markdown]
# Write `taylor_coefficients(f, a, n)`, which returns the coefficients $c_0, \dots, c_n$ of (#6), $n \le 20$, as one tensor of shape
# `(n + 1,)`. `a` is a tensor of shape `()` and requires no gradient, `f` turns such a tensor into another; the
# coefficients have the dtype of `a` and require no gradient. Where a derivative has become constant, the coefficients
# that follow are 0, also if `f` has a parameter that requires a gradient. `torch.stack` makes one tensor of a list of them. Write a loop, or copy your `nth_derivative` into this cell, so that the section runs by itself after a restart.


# %% nbgrader={"grade_id": "taylor_coefficients", "solution": true}
def taylor_coefficients(f, a, n):
    """Return the coefficients of the Taylor polynomial of f at a, degree n, shape (n + 1,)."""
    ### BEGIN SOLUTION
    leaf = a.clone().requires_grad_()
    y = f(leaf)
    coefficients = torch.zeros(n + 1, dtype=a.dtype)
    for k in range(n + 1):
        coefficients[k] = y.detach() / math.factorial(k)
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y, leaf, create_graph=True, materialize_grads=True)
    return coefficients
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_taylor_coefficients", "grade": true}
import sine_cosine_and_the_chain_rule_exercises as asked
from autograder.lesson import check

for _asked in asked.three_functions(taylor_coefficients):
    check.function("taylor_coefficients", **_asked)
### BEGIN HIDDEN TESTS
check.function(
    "taylor_coefficients",
    lambda a: taylor_coefficients(lambda t: 1 / (3 - t), a, 7),
    reference=lambda a: torch.stack([(3 - a) ** -(_k + 1) for _k in range(8)]),
    shapes=[(), ()],
    seed=576,
)
check.function(
    "taylor_coefficients",
    lambda a: taylor_coefficients(torch.exp, a, 3),
    reference=lambda a: torch.stack([a.exp() / math.factorial(_k) for _k in range(4)]),
    shapes=[(), ()],
    seed=585,
    dtype=torch.float32,
)
check.function(  # as many as may be asked for: 20! has 62 bits
    "taylor_coefficients",
    lambda a: taylor_coefficients(lambda t: (9 * t).exp(), a, 20),
    reference=lambda a: torch.stack(
        [9**_k * (9 * a).exp() / math.factorial(_k) for _k in range(21)]
    ),
    shapes=[(), ()],
    seed=595,
)
check.function(
    "taylor_coefficients",
    lambda a: taylor_coefficients(lambda t: torch.ones_like(t) / 8, a, 3),
    reference=lambda a: torch.tensor([0.125, 0, 0, 0], dtype=a.dtype, device=a.device),
    shapes=[(), ()],
    seed=577,
)
check.function(
    "taylor_coefficients",
    lambda a: taylor_coefficients(torch.cos, a, 0),
    reference=lambda a: a.cos().reshape(1),
    shapes=[(), ()],
    seed=578,
)
_asked_w = torch.tensor(7.0, dtype=torch.float64, requires_grad=True)
check.function(  # a parameter, alone in the end
    "taylor_coefficients",
    lambda a: taylor_coefficients(lambda t: _asked_w * t * t + t, a, 5),
    reference=lambda a: torch.stack([7 * a * a + a, 14 * a + 1, 7 + 0 * a, *[0 * a] * 3]),
    shapes=[(), ()],
    seed=587,
    told="a",
)
check.function(  # at 0, where coefficients vanish in between
    "taylor_coefficients",
    lambda a: taylor_coefficients(torch.sin, a, 6),
    reference=lambda a: a.new_tensor([0, 1, 0, -1 / 6, 0, 1 / 120, 0]),
    points=[0.0],
    told="a",
)
### END HIDDEN TESTS

# %% [markdown]
# Your coefficients of the sine at 0, and the polynomials that they make:

# %%
coefficients = taylor_coefficients(torch.sin, torch.tensor(0.0, dtype=torch.float64), 9)
print(", ".join(f"{c:.6f}" for c in coefficients + 0.0))

x = torch.linspace(-7, 7, 300, dtype=torch.float64)
fig, axes = plt.subplots()
axes.plot(x.cpu(), x.sin().cpu(), "k", lw=3, label="sin x")
for n, style in [(1, "--"), (3, "-."), (5, ":"), (9, "-")]:
    p = sum(coefficients[k] * x**k for k in range(n + 1))
    axes.plot(x.cpu(), p.cpu(), style, label=f"degree {n}")
axes.set(xlabel="x", ylabel="value", ylim=(-3, 3), title="Taylor polynomials of the sine at 0")
fig.legend(loc="outside lower center", ncols=3)
show(
    fig,
    alt="The sine from -7 to 7 and four polynomials through 0. Degree 1, a straight line, leaves the sine near 0.5, "
    "degree 3 near 1.5, degree 5 near 2.5, degree 9 only near 4. Beyond that each runs off steeply.",
)

# %% [markdown]
# A Taylor polynomial knows the function at one point only, by its value and $n$ derivatives there. It is good near that point; for the sine,
# a higher degree reaches further. For other functions it may not. Here are polynomials of $\log(1 + x)$ at 0, of degree 2, 4 and 6, at $x = 1.5$:

# %%
coefficients = taylor_coefficients(torch.log1p, torch.tensor(0.0, dtype=torch.float64), 6)
for n in (2, 4, 6):
    p = sum(coefficients[k] * 1.5**k for k in range(n + 1))
    print(f"degree {n}: {p:.3f}  instead of {math.log(2.5):.3f}")

# %% [markdown]
# More terms make it worse: $\log(1 + x)$ exists only for $x > -1$, and its polynomials approach it only up to $x = 1$.

# %% [raw]
# section: dual_numbers_by_hand
# title: Forward, without a graph
# path: deeper
# needs: [paths]
# gist: "Dual numbers carry the slope forward with the value: one pass for each direction, and no graph."

# %% [markdown]
# Autograd first computes the values and then walks back. One can also carry the derivative along *while* the values
# are computed. Write each number as a pair: a **value** and a **slope**,
#
# $$a + b\,\varepsilon, \qquad \varepsilon^2 = 0. \tag{7}$$
#
# Think of $\varepsilon$ as a step so small that its square is nothing. A pair of a value and a slope is called a **<dfn>dual number</dfn>**. To
# differentiate at $x = 3$, start with $3 + 1\varepsilon$: the slope of $x$ itself is 1. Then calculate as in school and
# drop $\varepsilon^2$:
#
# $$(3 + \varepsilon)^2 = 9 + 6\varepsilon + \varepsilon^2 = 9 + 6\varepsilon.$$
#
# The value is 9; the slope is 6, the derivative of $x^2$ at 3. No rule for squares was used.

# %% [raw]
# exercise: predict_dual_product
# title: what stands before ε
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Multiply out the four products. Which of them contain ε exactly once?
#   - "(1 + 2ε)(3 + 4ε) = 3 + 4ε + 6ε + 8ε², and the last one is nothing."
#   - Two products contain ε once; add their factors.

# %% [markdown]
# Multiply out $(2 + 3\varepsilon)(4 + 5\varepsilon)$. Which number stands before $\varepsilon$?

# %% nbgrader={"grade_id": "predict_dual_product", "solution": true}
### BEGIN SOLUTION stub: before_epsilon = ...  # one number
before_epsilon = 22.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_dual_product", "grade": true}
from autograder.lesson import check

check.prediction("predict_dual_product", before_epsilon)

# %%
x = torch.tensor(0.0, requires_grad=True)  # in the place of ε
product = (2 + 3 * x) * (4 + 5 * x)
(slope,) = torch.autograd.grad(product, x)
print("value", product.item(), " slope", slope.item())
check.reveal("predict_dual_product", slope)

# %% [markdown]
# $(a + b\varepsilon)(c + d\varepsilon) = ac + (ad + bc)\,\varepsilon$: the product rule has come out by itself.
# A function follows its tangent: for a function $g$ with derivative $g'$,
#
# $$g(a + b\varepsilon) = g(a) + g'(a)\, b\,\varepsilon, \tag{8}$$
#
# which is the chain rule once more. With the rules for $\cdot$, $+$, $\sin$, $\log$ and $1/x$ we can calculate (#4).

# %% [raw]
# exercise: dual_numbers
# title: a number that knows its slope
# kind: code
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print the slopes that sin, log and reciprocal return for a Dual with value 2 and slope 10, and again with slope 20. Has each of them doubled?
#   - "√ would be: the value √a, and the slope b/(2√a), the function's own slope 1/(2√a) times the slope b that comes in. At a = 9, b = 12 that is 3 and 2."
#   - "Each method ends in: return Dual(…, …), first the value, then the slope. For sin the value is self.value.sin()."

# %% [markdown]
# Complete the class `Dual`. `value` and `slope` are tensors of the same shape. Addition is done; write the other four
# operations by (#8) and the product rule. Autograd is not needed; each method is one line.


# %% nbgrader={"grade_id": "dual_numbers", "solution": true}
class Dual:
    """A value together with its slope."""

    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        ### BEGIN SOLUTION
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)
        ### END SOLUTION

    def sin(self):
        ### BEGIN SOLUTION
        return Dual(self.value.sin(), self.value.cos() * self.slope)
        ### END SOLUTION

    def log(self):
        ### BEGIN SOLUTION
        return Dual(self.value.log(), self.slope / self.value)
        ### END SOLUTION

    def reciprocal(self):
        ### BEGIN SOLUTION
        return Dual(1 / self.value, -self.slope / self.value**2)
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_dual_numbers", "grade": true}
import sine_cosine_and_the_chain_rule_exercises as asked
from autograder.lesson import check

check.function("dual_numbers", lambda x: (Dual(x, 3 * x) * Dual(x + 4, x * x)).slope, **asked.times)
check.function("dual_numbers", lambda x: Dual(x, 3 * x).sin().slope, **asked.sine)
check.function("dual_numbers", lambda x: Dual(x.abs(), 5 * x).log().slope, **asked.logarithm)
check.function("dual_numbers", lambda x: Dual(x, 4 - x).reciprocal().slope, **asked.reciprocal)
check.function("dual_numbers", lambda x: asked.f(Dual(x, x)).value, **asked.value_of_f)
### BEGIN HIDDEN TESTS
check.function(
    "dual_numbers",
    lambda x: (Dual(x.cos(), x) * Dual(x, x.exp())).slope,
    reference=lambda x: x * x + x.cos() * x.exp(),
    shapes=[(), (5,), (3, 2)],
    seed=579,
    evidence=lambda x: {"product": (x * x, x.cos() * x.exp())},
)
check.function(
    "dual_numbers",
    lambda x: asked.f(Dual(x, 7 * x)).slope,
    reference=lambda x: 7 * x * (x.cos() * torch.log(x * x) + 2 * x.sin() / x - 1 / x**2),
    shapes=[(6,), (2, 3)],
    seed=580,
)
check.function(
    "dual_numbers",
    lambda x: Dual(x, 2 - x).reciprocal().sin().reciprocal().slope,
    reference=lambda x: (2 - x) / x**2 * torch.cos(1 / x) / torch.sin(1 / x) ** 2,
    shapes=[(), (6,)],
    seed=581,
)
for _asked_f in (torch.sin, torch.reciprocal):
    check.function(
        "dual_numbers",
        lambda x, f=_asked_f: getattr(Dual(x, x + 2), f.__name__)().value,
        reference=_asked_f,
        shapes=[(3, 2)],
        seed=582,
    )
check.function(
    "dual_numbers",
    lambda x: (Dual(x, x) * Dual(x.exp(), 2 * x)).value,
    reference=lambda x: x * x.exp(),
    shapes=[(), (4,)],
    seed=593,
)
check.function(  # the slope of a logarithm, on both sides of 0
    "dual_numbers",
    lambda x: Dual(x, x + 2).log().slope,
    reference=lambda x: (x + 2) / x,
    shapes=[(6,)],
    seed=586,
)
check.function(  # a negative number has no logarithm
    "dual_numbers",
    lambda x: Dual(-x.abs(), x).log().value.isnan().to(x.dtype),
    reference=torch.ones_like,
    shapes=[(3,)],
    seed=590,
    part="whether the logarithm of a negative number is nan",
)
check.function(  # a slope of 0, which a division by it would not survive; and a value of 0
    "dual_numbers",
    lambda x: torch.stack(
        [
            (Dual(x, 0 * x) * Dual(x, x)).slope,
            (Dual(0 * x, x).sin()).slope,
            (Dual(0 * x, x) * Dual(x, 3 * x)).slope,
        ]
    ),
    reference=lambda x: torch.stack([x * x, x, x * x]),
    shapes=[(), (2, 2)],
    seed=588,
)
### END HIDDEN TESTS

# %% [markdown]
# Now one and the same function can be given a tensor or a `Dual`, as it only asks for operations that both have:


# %%
def f(x):
    return (x * x).log() * x.sin() + x.reciprocal()


at = torch.tensor([-3.0, 0.5, 2.0], dtype=torch.float64)
leaf = at.clone().requires_grad_()
(backward_slopes,) = torch.autograd.grad(f(leaf).sum(), leaf)
forward_slopes = f(Dual(at, torch.ones_like(at))).slope
print("forward: ", [f"{s:.4f}" for s in forward_slopes])
print("backward:", [f"{s:.4f}" for s in backward_slopes])
_, built_in = torch.func.jvp(f, (at,), (torch.ones_like(at),))
print("built in:", [f"{s:.4f}" for s in built_in])
print("running sums:", torch.func.jvp(lambda x: x.cumsum(0), (at,), (torch.ones_like(at),))[1])

# %% [markdown]
# The same slopes, and no graph: a pair can be forgotten as soon as nothing more is computed from it. PyTorch has this built in,
# as `torch.func.jvp`. Three slopes came from one pass because `f` works entry by entry. In general a pass carries the slope in *one* direction: with running sums, where all entries grow together, it gives (1, 2, 3), not the gradient (3, 2, 1). For the gradient with respect to a million parameters
# you would start a million times, once with each parameter's slope set to 1. Backward, one pass is enough for all. Where there are few inputs and many results, forward is better; chapter 9 returns to it.

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - For a function that works entry by entry, the gradient of `y.sum()` is the derivative at every point, from one
#   backward pass.
# - `(g,) = torch.autograd.grad(y, x)` returns the gradient and changes no leaf's `.grad`. Note the comma.
# - Chain rule in a graph: multiply the local derivatives along each path, add over all paths.
# - `create_graph=True` gives a derivative a graph of its own, so that it can be differentiated again.
# - A derivative computed without `x` has no path to `x`, and asking once more raises. Test `requires_grad`;
#   `materialize_grads=True` gives zeros where another leaf takes part.
# - Taylor: $c_k = f^{(k)}(a)/k!$. More terms help near $a$; further away they may do harm.
# - Dual numbers carry the slope forward with the value: one pass for each direction, and no graph.
#
# | What people believe | What is true |
# |---|---|
# | `y.sum().backward()` always gives the derivative at each point. | Rely on it only where entry $i$ of `y` comes from entry $i$ of `x` alone. |
# | `torch.autograd.grad` returns a tensor. | It returns a tuple, and `2 * tuple` repeats it. |
# | Agreement to the last digit proves a derivative. | Not if both sides use the same rule. Ask finite differences. |
# | A finite gradient means that the function has a value. | $2\log x$ at $-2$ is `nan`, its gradient $-1$. |
# | The derivative of a constant is 0, so autograd returns 0. | It finds no path and raises. |
# | `x * x` and `x ** 2` are the same to autograd. | Their values are; their graphs are not, nor those of their derivatives. |
#
# ## Further reading
#
# - PyTorch documentation:
#   [`torch.autograd.grad`](https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html), and [Autograd
#   mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html).
# - A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM 2008, chapters 3 and 13, on the forward and
#   the reverse mode, and on Taylor coefficients.
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul and J. M. Siskind, *Automatic Differentiation in Machine Learning: a
#   Survey*, Journal of Machine Learning Research 18, 2018.

# %% [markdown]
# ## Where you stand
#
# Chapter 6 opens the graph itself, and measures what second derivatives cost.

# %%
progress()
