# %% [raw]
# chapter: Detach
# builds_on: chapters 1 and 2

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **hold** a quantity fixed with `detach`, and predict the gradient that is left,
# - **freeze** a part of a model without cutting off what lies before it,
# - **tell** which edits of numbers autograd notices, and which it does not,
# - **change** parameters under `no_grad` so that they stay leaves,
# - **decide** what it means when autograd and finite differences disagree.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. If time is short, take the core: leave out the sections and exercises that are marked as deeper. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import warnings

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, explore, progress, show, show_graph

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [raw]
# section: factor_held_fixed
# title: A factor held fixed
# path: core
# needs: [first_gradient]
# gist: "`u = y.detach()` has the numbers of `y` and no history: what is computed from `u` treats it as a constant."

# %% [markdown]
# Take $x = 2$, and compute $y = x \cdot x = 4$ and $z = y \cdot x = 8$. How fast does $z$ change when $x$ moves? The product rule adds up what its two factors contribute:
#
# $$\frac{dz}{dx} = y \cdot 1 + \frac{dy}{dx} \cdot x = 4 \cdot 1 + 4 \cdot 2 = 12. \tag{1}$$
#
# (Or at once: $z = x^3$, $dz/dx = 3x^2$.)
#
# Sometimes a factor should *not* count as moving: $y$ is
# to be the number 4, wherever it came from. PyTorch's word for this is `detach`:

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x
u = y.detach()
print(y)
print(u)
print("u requires a gradient:", u.requires_grad, " grad_fn:", u.grad_fn, " leaf:", u.is_leaf)

# %% [markdown]
# `u` has the number of `y` and none of its history: no `grad_fn`, so no way back to `x`. A tensor with the numbers of another and none of its history is **<dfn>detached</dfn>**. It is also a leaf, like every tensor without a `grad_fn`. What is computed
# from `u` treats it as a constant. `y` itself has not changed.
#
# Now four numbers at once: $x = (0, 1, 2, 3)$, $y = x \cdot x$ entry by entry, $u$ is $y$ detached, and $z = u \cdot x$.

# %% [raw]
# exercise: predict_u_times_x
# title: u times x
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Which factors of z does autograd see moving when one entry of x moves? Look again at the two terms of equation (#1).
#   - "For 7·t with the number 7, the slope is 7, no matter how that 7 was computed."
#   - Write down u first, four numbers. Then ask for the slope of u·x with each of them as a constant.

# %% [markdown]
# Which four numbers will `x.grad` hold after `z.sum().backward()`?

# %% nbgrader={"grade_id": "predict_u_times_x", "solution": true}
### BEGIN SOLUTION stub: gradient_of_z = ...  # four numbers, like [1.0, 2.0, 3.0, 4.0]
gradient_of_z = [0.0, 1.0, 4.0, 9.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_u_times_x", "grade": true}
from autograder.lesson import check

check.prediction("predict_u_times_x", gradient_of_z, shape=(4,))

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
u = y.detach()
z = u * x
z.sum().backward()
print("z:     ", z)
print("x.grad:", x.grad)
print("u:     ", u)
print(x.grad == u)
check.reveal("predict_u_times_x", x.grad)

# %% [markdown]
# `u` counts as a constant, so only the first term of (#1) is left: the gradient is `u`. At $x = 2$ autograd says 4 where the function $x^3$ has the slope 12. Both
# numbers are right; they answer different questions. [S](#who_is_right) comes back to this.
#
# (For small whole numbers `==` is safe.)
#
# One backward pass has now gone through `z`. In chapter 1, a second pass through the same graph raised an error.

# %% [raw]
# exercise: predict_pass_through_y
# title: and now y
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - Which multiplications did the pass from z.sum() walk through? Was the one that made y among them?
#   - "Two roads lead to a town, and one is closed after you have driven along it. Can a friend still come by the other?"
#   - Decide whether the first pass went through the multiplication that made y. Where it did not go, nothing was freed.

# %% [markdown]
# Next we clear `x.grad` and call `y.sum().backward()`, without computing `y` again. Will it raise an error?

# %% nbgrader={"grade_id": "predict_pass_through_y", "solution": true}
### BEGIN SOLUTION stub: pass_raises = ...  # True or False
pass_raises = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_pass_through_y", "grade": true}
from autograder.lesson import check

check.prediction("predict_pass_through_y", pass_raises, choices=[True, False])

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
z = y.detach() * x
z.sum().backward()
x.grad.zero_()
y.sum().backward()
print(x.grad)
print(x.grad == 2 * x)
check.reveal("predict_pass_through_y", False)

# %% [markdown]
# The pass from `z` stopped at the detached tensor and did not enter the graph of `y`, so that
# graph was unused: no error, and $2x$, the gradient of $y = x \cdot x$. `detach` takes nothing away from `y`; it makes a second tensor that does not know where its numbers came from.

# %% [raw]
# section: cut_drawn
# title: The cut, drawn
# path: core
# needs: [factor_held_fixed]
# gist: "A detach changes no value; it cuts the path that a backward pass could take."

# %% [markdown]
# Here are both graphs, from your own tensors. First without the detach:

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
z = y * x
show_graph(z)

# %% [markdown]
# Two paths lead from `z` up to `x`: the direct one, and the one through `y`. Each term of (#1) is what one path contributes.
# And now with `u = y.detach()` in place of `y`:

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
u = y.detach()
z = u * x
show_graph(z)

# %% [markdown]
# The path through `y` is cut, and one term is left. The values are the same: **`detach` changes no value in the forward pass, only where the backward pass may go.** And the box of `z` keeps one factor, not two. In the first picture it kept `x`, the derivative of $z$ with
# respect to `y`; nobody will ask for the derivative with respect to `u`.
#
# The next picture shows both slopes. Move $x$, and switch the detach off and on. What changes with the switch, and what stays? At which $x$ do both slopes agree?

# %%
explore.detach()

# %% [markdown]
# The curve $z$ stays. What changes is the slope that autograd reports, the dotted
# line on the left and the filled dot on the right: $x^2$ with the detach, $3x^2$ without. They agree at $x = 0$ only.

# %% [raw]
# exercise: hold_one_factor
# title: one factor held
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# hints:
#   - Print .requires_grad of the two factors right before you multiply them. Exactly one of them should say True.
#   - "On another function: for u·v with u = sin t and v = t³, the slope with u held fixed is sin t · 3t², with v held fixed cos t · t³, with nothing held the sum of both."
#   - "Start with: leaf = x.clone().requires_grad_(), and give each factor a name of its own. Which of the two names is to be a constant?"

# %% [markdown]
# Write a function that takes a tensor `x` of any shape, which requires no gradient, and returns the gradient of
#
# $$\sum_i x_i^2 \cdot e^{x_i}$$
#
# at `x` with the **second** factor, $e^{x_i}$, held fixed. Your result must not require a gradient. Let autograd do the work: `torch.exp` is the exponential function.


# %% nbgrader={"grade_id": "hold_one_factor", "solution": true}
def hold_one_factor(x):
    """Return the gradient of (x**2 * exp(x)).sum() at x, the exponential held fixed."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    held = torch.exp(leaf).detach()
    (leaf**2 * held).sum().backward()
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_hold_one_factor", "grade": true}
import detach_exercises as asked
import torch
from autograder.lesson import check

check.gradient(
    "hold_one_factor", hold_one_factor, of=asked.product, held=torch.exp, shapes=[(4,), (2, 3)]
)
### BEGIN HIDDEN TESTS
check.gradient(
    "hold_one_factor",
    hold_one_factor,
    of=lambda x, held: x.square().mul(held).sum(),
    held=lambda x: x.exp(),
    analytic=lambda x: 2 * x * x.exp(),
    shapes=[(), (7,), (3, 1, 2), (7,)],
    seed=31,
    evidence=lambda x: {"kept": x.square() * x.exp()},
)
check.function(  # 0, equal entries, large ones; and in full precision
    "hold_one_factor",
    hold_one_factor,
    reference=lambda x: 2 * x * x.exp(),
    points=[0.0, [20 / 3, 20 / 3], [[0.0, -30.0], [40 / 3, 1e-6]]],
    rtol=1e-12,
)
### END HIDDEN TESTS

# %% [raw]
# section: freezing
# title: Freezing a part of a model
# path: core
# needs: [cut_drawn]
# gist: "`requires_grad_(False)` freezes one leaf and lets gradients pass; a detach stops them on every path through it."

# %% [markdown]
# A **<dfn>layer</dfn>** of a model is a step with parameters of its own. Here is the smallest model with two layers: $h = a \cdot x$ and $p = b \cdot h$, with the
# parameters $a = 1$ and $b = 2$ and the input $x = 3$. The output should be 4, and the loss is $(p - 4)^2$. By
# hand:
#
# $$h = 3, \qquad p = 6, \qquad \text{loss} = 4, \qquad \frac{d\,\text{loss}}{dp} = 2\,(p - 4) = 4,$$
#
# $$\frac{\partial\,\text{loss}}{\partial b} = 4 \cdot h = 12, \qquad
# \frac{\partial\,\text{loss}}{\partial a} = 4 \cdot b \cdot x = 24. \tag{2}$$
#
# The gradient for $a$ passes through the multiplication by $b$: that is where its factor $b$ comes from.

# %%
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
h = a * 3
p = b * h
((p - 4) ** 2).backward()
print(a.grad, b.grad)

# %% [markdown]
# To **<dfn>freeze</dfn>** a parameter means to leave it as it is while the others learn, for instance because somebody has trained it
# already. For a leaf, `b.requires_grad_(False)` does this.

# %% [raw]
# exercise: predict_behind_b
# title: a frozen parameter
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Is b a leaf, or a result on the way from a to the loss? Does the path from the loss to a lead through b, or through the multiplication?
#   - "In p = 5·h, the 5 is no leaf and needs no gradient. Does a gradient still reach h, and with which factor?"
#   - Go through (#2) once more with b as the plain number 2. Which of its lines changes?

# %% [markdown]
# With `b` frozen in this way, what number will `a.grad` be: 24 still, 0, or another one?

# %% nbgrader={"grade_id": "predict_behind_b", "solution": true}
### BEGIN SOLUTION stub: grad_of_a = ...  # one number
grad_of_a = 24.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_behind_b", "grade": true}
from autograder.lesson import check

check.prediction("predict_behind_b", grad_of_a)

# %%
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
b.requires_grad_(False)
h = a * 3
p = b * h
((p - 4) ** 2).backward()
print(a.grad, b.grad)
check.reveal("predict_behind_b", a.grad)

# %% [markdown]
# The frozen `b` still takes part in the computation, as a number, and the gradient passes through the multiplication to `a`: 24, as before. Compare this
# with a detach between the two layers:

# %%
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
h = a * 3
p = b * h.detach()
((p - 4) ** 2).backward()
print(a.grad, b.grad)

# %% [markdown]
# Now it is the other way round: `b` learns and `a` does not. **A detach cuts every path through the detached tensor;
# `requires_grad_(False)` takes one leaf out, and leaves the paths to all others as they are.** (A leaf with another path keeps that one, as `x` did in [](#factor_held_fixed).) To hold a parameter fixed in one place only, and let it learn in another, detach
# the parameter itself there: `p = b.detach() * h`.
#
# The missing gradient is `None`, not 0. If nothing was in `.grad` before, `None` says *no path led to this leaf*, and 0 says *a path led here, and the slope is 0*. (Inside a leaf, an entry without a path
# gets 0.)
#
# A leaf that had a gradient before it was frozen keeps it, and an optimiser goes on using it. If you freeze a parameter during training, clear
# its `.grad`, too:

# %%
b = torch.tensor(2.0, requires_grad=True)
(3 * b).backward()
b.requires_grad_(False)
torch.optim.SGD([b], lr=0.1).step()  # an optimiser: PyTorch's gradient descent
print("gradient:", b.grad, "  b:", b)

# %% [markdown]
# Only a leaf can be frozen in this way. A computed tensor raises:

# %% tags=["raises-exception"]
a = torch.tensor(1.0, requires_grad=True)
h = a * 3
h.requires_grad_(False)

# %% [markdown]
# *"you can only change requires_grad flags of leaf variables."* Then the message names the remedy: *"If you want to use a computed
# variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()"*. (A *variable* is a tensor here; [](#changing_parameters) says why.)

# %% [raw]
# exercise: frozen_middle
# title: a frozen middle
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Print the three entries of your gradient. Which of them should be 0, and which of the other two did you lose, if any?
#   - "In (#2), freezing b left 24 for a. Detaching h left None for a. Which of these two did you do, at another layer?"
#   - "Take a leaf apart like this: leaf = w.clone().requires_grad_(), then first, middle, last = leaf."

# %% [markdown]
# Three layers, with one parameter each, in a tensor `w` of shape `(3,)`; `torch.tanh` is a smooth curve that rises from $-1$ to 1:
#
# $$p = w_2 \cdot \tanh\bigl(w_1 \cdot \tanh(w_0)\bigr), \qquad \text{loss} = (p - 1)^2.$$
#
# Write a function that returns the gradient of the loss with respect to `w`, as a tensor of shape `(3,)`, with the **middle**
# parameter $w_1$ frozen. Entry 1 of your gradient is 0, and the two others are what they are without freezing. `w` requires no gradient, and your result must not; leave `w` as it is.


# %% nbgrader={"grade_id": "frozen_middle", "solution": true}
def frozen_middle(w):
    """Return the gradient of the loss at w, shape (3,), with w[1] frozen."""
    ### BEGIN SOLUTION
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    p = last * torch.tanh(middle.detach() * torch.tanh(first))
    ((p - 1) ** 2).backward()
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_frozen_middle", "grade": true}
import detach_exercises as asked
from autograder.lesson import check

_asked_shapes = [(3,), (3,), (3,)]
check.gradient(
    "frozen_middle", frozen_middle, of=asked.loss, held=asked.middle, shapes=_asked_shapes
)
### BEGIN HIDDEN TESTS
check.gradient(
    "frozen_middle",
    frozen_middle,
    of=lambda w, held: (held[2] * 0 + w[2] * torch.tanh(held[1] * w[0].tanh()) - 1).square(),
    held=lambda w: w,
    shapes=[(3,), (3,), (3,), (3,)],
    seed=32,
    evidence=lambda w: {
        "kept": torch.func.grad(lambda t: (t[2] * (w[1] * w[0].tanh()).tanh() - 1).square())(w)
    },
)
check.function(  # parameters may be alike
    "frozen_middle",
    frozen_middle,
    reference=lambda w: torch.func.grad(
        lambda t: (t[2] * (w[1] * t[0].tanh()).tanh() - 1).square()
    )(w),
    points=[[0.75, 0.75, -0.5], [0.5, -1.25, -1.25], [0.5, 0.5, 0.5]],
)
### END HIDDEN TESTS

# %% [raw]
# section: writing_to_detached
# title: Writing to a detached tensor
# path: core
# needs: [factor_held_fixed]
# gist: "A detached tensor shares its numbers. An edit in place is counted and raises where a kept tensor changed; through `.data` nobody counts."

# %% [markdown]
# `detach` gives a new tensor. Are its numbers new, too?

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
d = x.detach()
print("requires a gradient:", x.requires_grad, d.requires_grad)
print("all entries equal:  ", x.eq(d).all())

# %% [raw]
# exercise: predict_first_of_x
# title: write to d, look at x
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - Does d = x.detach() copy three numbers, or give another look at the same ones? Think of g = x.grad in chapter 1.
#   - "Two people open one and the same file. One of them writes 50 and saves. What does the other one read?"
#   - Decide between 1, if there are two sets of numbers, and 999, if there is one.

# %% [markdown]
# After `d[0] = 999`, what will be the first entry of **`x`**?

# %% nbgrader={"grade_id": "predict_first_of_x", "solution": true}
### BEGIN SOLUTION stub: first_of_x = ...  # one number
first_of_x = 999.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_first_of_x", "grade": true}
from autograder.lesson import check

check.prediction("predict_first_of_x", first_of_x)

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
d = x.detach()
d[0] = 999
print(x)
print("begin at the same place in memory:", x.data_ptr() == d.data_ptr())
check.reveal("predict_first_of_x", x[0])

# %% [markdown]
# The memory in which a tensor's numbers lie is its **<dfn>storage</dfn>**. `x` and `d` have the same one: a detach copies no number. For
# numbers of your own, copy them: `x.detach().clone()`.
#
# (You may read that resizing a detached tensor raises an error. In version 2.13 it does not; the
# detached tensor changes its shape, and the first one keeps its own.)

# %%
x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
d = x.detach()
d.resize_(2)
print(d.shape, x.shape)

# %% [markdown]
# In [](#what_can_require), we wrote 999 into `x.data[0]` between the forward and the backward pass of $y = \sum x_i^2$. No
# error came, and the gradient's first entry was 1998. The tensor `x.detach()`, like `x.data`, has the storage of `x`. We write 999 into `x.detach()[0]`.

# %% [raw]
# exercise: predict_edit_through_detach
# title: the same edit through detach
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - The backward pass needs x once more, because the derivative of x² is 2x. What could PyTorch compare to find out that x has changed?
#   - "A librarian stamps a card each time a page is rewritten through the front desk. Another door leads to the pages, and nobody stamps there. Which door is detach?"
#   - "Decide: does an edit through detach leave a stamp that the backward pass can look up, or none?"

# %% [markdown]
# Will `y.backward()` raise an error?

# %% nbgrader={"grade_id": "predict_edit_through_detach", "solution": true}
### BEGIN SOLUTION stub: edit_raises = ...  # True or False
edit_raises = True
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_edit_through_detach", "grade": true}
from autograder.lesson import check

check.prediction("predict_edit_through_detach", edit_raises, choices=[True, False])

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x * x).sum()
x.detach()[0] = 999
try:
    y.backward()
    raised = False
except RuntimeError:
    raised = True
check.reveal("predict_edit_through_detach", raised)

# %% [markdown]
# Here is the same edit without the `try`. Read the last line piece by piece:

# %% tags=["raises-exception"]
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x * x).sum()
x.detach()[0] = 999
y.backward()

# %% [markdown]
#
# - *"one of the variables needed for gradient computation has been modified by an inplace operation"*: the product keeps `x` for its
#   derivative, and somebody has written into it since.
# - *"[torch.FloatTensor [3]]"*: which one. A `float32` tensor with three entries.
# - *"is at version 1; expected version 0 instead"*: how PyTorch knows. An ordinary tensor has a **<dfn>version counter</dfn>**, which goes up with each
#   in-place change that PyTorch sees. The forward pass wrote down 0; the backward pass found 1.
# - *"Hint: enable anomaly detection …"*: a tool that finds the operation in a long program. Chapter 6 uses it on this error.
#
# The counter can be read, as `_version`. A detached tensor shares the counter of its source. `.data` has a counter of its own, and `x` counts no such edit:

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
d, e = x.detach(), x.data
print("at first:           ", x._version, d._version, e._version)
d[0] = 999
print("after writing to d: ", x._version, d._version, e._version)
e[0] = 998
print("after writing to e: ", x._version, d._version, e._version, " x[0] is", x[0].item())

# %% [markdown]
# In the last line, `x[0]` went from 999 to 998, and the counter of `x` still stands at 1. (The last 1 is the counter of `e`.) NumPy,
# Python's usual library for arrays, writes without counting, too. Here are four ways to change
# numbers between a forward and a backward pass; the right gradient is $(2, 4, 6)$. (NumPy works on the CPU only, hence
# `device="cpu"`.)


# %%
for name, other_look in [
    ("x.detach()", lambda x: x.detach()),
    ("x.data", lambda x: x.data),
    ("x.detach().numpy()", lambda x: x.detach().numpy()),
    ("x.detach().clone()", lambda x: x.detach().clone()),
]:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True, device="cpu")
    y = (x * x).sum()
    other_look(x)[0] = 999
    try:
        y.backward()
        print(f"{name:20}", x.grad.tolist(), "x[0] is", x[0].item())
    except RuntimeError as error:
        print(f"{name:20}", "raises:", str(error)[:52], "…")

# %% [markdown]
# - **Raises**: the edit through `detach`. That is the good case: PyTorch tells you.
# - **Silently wrong**: the edits through `.data` and through NumPy. The gradient is that at $(999, 2, 3)$, where $y$ was never computed.
# - **Harmless**: the edit of a copy.
#
# One more case is silent, and right. A sum keeps nothing for its derivative, so no kept value can be wrong:

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x.sum()
x.detach()[0] = 999
y.backward()
print(x.grad)

# %% [markdown]
# So "no error" does not mean "no edit". It means that no counter of a *kept* tensor has moved.

# %% [raw]
# exercise: without_negatives
# title: numbers of your own
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# hints:
#   - Print x before and after a call of your function. Is it the same? Then print the result's requires_grad.
#   - "If you want to write on a page that others still read, copy the page first. x.detach() is the same page without the history; what else is needed?"
#   - "t[t < 0] = 5 writes 5 over all negative entries of t at once. What must t be, so that x does not change?"

# %% [markdown]
# Write `without_negatives(x)` for an `x` of any shape: it returns a new tensor with the numbers
# of `x`, every negative one replaced by 0. `x` may be a leaf or computed, and its backward pass may come later, so:
#
# - the result requires no gradient, and one can write into it, as into any ordinary tensor,
# - your function does not change `x`, nor does such writing, even if no entry is negative,
# - a backward pass through what was computed from `x` before still works, and gives the right gradient.


# %% nbgrader={"grade_id": "without_negatives", "solution": true}
def without_negatives(x):
    """Return a new, detached tensor like x, with 0 for each negative entry."""
    ### BEGIN SOLUTION
    mine = x.detach().clone()
    mine[mine < 0] = 0
    return mine
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_without_negatives", "grade": true}
import detach_exercises as asked
from autograder.lesson import check

_asked = asked.gradient_after(without_negatives)
check.gradient("without_negatives", _asked, of=asked.squares, shapes=[(6,), (3, 4)])
_asked = asked.on_leaf(without_negatives)
check.function("without_negatives", _asked, **asked.of_leaves)
_asked = asked.after_writing(without_negatives)
check.function("without_negatives", _asked, **asked.of_writing)
### BEGIN HIDDEN TESTS
check.function(
    "without_negatives",
    lambda x: without_negatives((x.clone().requires_grad_() * 2).sin()),
    reference=lambda x: (2 * x).sin().relu(),
    shapes=[(8,), (2, 5, 2), (), (8,)],  # twice the same: a result stays what it is
    seed=33,
)
check.function(  # nothing is too small or too large
    "without_negatives",
    asked.on_leaf(without_negatives),
    reference=lambda x: (x + x.abs()) / 2,
    points=[[0.0, -1e-4, 1e-4, -1e6, 1e6], [[-3.0, -3.0], [3.0, 3.0]], [-1.0, -2.0]],
)
check.function(  # of a float32, too, a tensor like x
    "without_negatives",
    asked.on_leaf(without_negatives),
    reference=asked.negatives_gone,
    shapes=[(4,)],
    seed=44,
    dtype=torch.float32,
)


def _asked_gradient_beside(x):
    leaf = x.clone().requires_grad_()
    leaf.sum().backward()
    y = 3 * leaf
    without_negatives(leaf)
    without_negatives(y)
    (y**2).sum().backward()
    return leaf.grad


check.function(  # x keeps its history, and the gradient that it has
    "without_negatives",
    _asked_gradient_beside,
    reference=lambda x: 1 + 18 * x,
    shapes=[(4,), (1, 3)],
    seed=42,
)
check.function(
    "without_negatives",
    asked.after_writing(without_negatives),
    reference=lambda x: x.abs(),
    shapes=[(5,), (2, 4)],
    seed=34,
    part=asked.written,
)
### END HIDDEN TESTS

# %% [raw]
# section: changing_parameters
# title: "Changing parameters: `no_grad`"
# path: core
# needs: [same_question_twice, factor_held_fixed]
# gist: "A parameter is changed in place, under `torch.no_grad()`, and its gradient is cleared afterwards."

# %% [markdown]
# `detach` takes one tensor out. To switch recording off for a whole block, write `with torch.no_grad():`.

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
print(x.requires_grad)
print((x**2).requires_grad)
with torch.no_grad():
    print((x**2).requires_grad)
    print(x[0].requires_grad, x[0].grad_fn)

# %% [markdown]
# New numbers that are computed in the block require no gradient and have no `grad_fn`, so they cannot be sent backward. A **<dfn>view</dfn>** is a tensor that shows numbers of another one, as `x[0]` does. Its `requires_grad` is `True`; but without a `grad_fn` no path leads from it to `x`.
#
# The main use is to change parameters. Let $w = 2$ be a parameter and $(w - 1)^2$ the loss. Gradient descent takes a
# small step against the gradient:
#
# $$w \leftarrow w - 0.1 \cdot \frac{d\,\text{loss}}{dw}, \qquad\text{at first}\quad 2 - 0.1 \cdot 2 = 1.8. \tag{3}$$
#
# The obvious line of Python is `w = w - 0.1 * w.grad`.

# %% [raw]
# exercise: predict_after_update
# title: w after the update
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - Who made the tensor that the name w means after the line? You, or an operation?
#   - "After n = 5; m = n; n = n + 1, what does m hold? Did n = n + 1 change the number 5, or give the name n to another one?"
#   - A leaf has no grad_fn. Does the result of a subtraction with a w that requires a gradient have one?

# %% [markdown]
# After this line, is the tensor called `w` a leaf?

# %% nbgrader={"grade_id": "predict_after_update", "solution": true}
### BEGIN SOLUTION stub: is_a_leaf = ...  # True or False
is_a_leaf = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_after_update", "grade": true}
from autograder.lesson import check

check.prediction("predict_after_update", is_a_leaf, choices=[True, False])

# %%
w = torch.tensor(2.0, requires_grad=True)
((w - 1) ** 2).backward()
w = w - 0.1 * w.grad
print(w)
check.reveal("predict_after_update", w.is_leaf)

# %% [markdown]
# `=` gave the name `w` to a new tensor, the result of a subtraction; the old leaf has no
# name any more. The value 1.8 is right, and the leaf is lost. In the next round, the gradient goes to the old leaf:

# %%
((w - 1) ** 2).backward()
with warnings.catch_warnings(record=True) as caught:  # to print one sentence of it
    warnings.simplefilter("always")
    print(w.grad)
print(str(caught[0].message).split(". ")[0])

# %% [markdown]
# So `w.grad` is `None`, with a warning, and the next update fails with a message that says nothing about leaves:

# %% tags=["raises-exception"]
with warnings.catch_warnings(action="ignore"):  # the warning that you have just read
    w = w - 0.1 * w.grad

# %% [markdown]
# *"unsupported operand type(s) for \*: 'float' and 'NoneType'"*: 0.1 times `None`. If you meet it in a training loop, look for a lost leaf, for a parameter that the loss does not use, or for an update before the first `backward`.
#
# Then change the tensor in place, with `-=`?

# %% tags=["raises-exception"]
w = torch.tensor(2.0, requires_grad=True)
((w - 1) ** 2).backward()
w -= 0.1 * w.grad

# %% [markdown]
# *"a leaf Variable that requires grad is being used in an in-place operation."* Recording is on, so the subtraction would give `w` a node, and `w` would be no leaf any more. PyTorch refuses. The update is not part of the function that we
# differentiate, so do not record it:

# %%
w = torch.tensor(2.0, requires_grad=True)
for _ in range(3):
    loss = (w - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
    print(w, w.is_leaf)

# %% [markdown]
# Both are needed: `-=` alone has just raised; with `no_grad` alone, the leaf is lost in another way:

# %% tags=["raises-exception"]
w = torch.tensor(2.0, requires_grad=True)
((w - 1) ** 2).backward()
with torch.no_grad():
    w = w - 0.1 * w.grad
print(w, w.is_leaf, w.requires_grad)
((w - 1) ** 2).backward()

# %% [markdown]
# This `w` *is* a leaf, but a new one, which requires no gradient. *"element 0 of tensors does not require grad and does not have a grad_fn"*: element 0 is
# the loss, the first (and only) tensor that `backward` was called on. No graph leads back from it. You met this message in chapter 2. It also comes when everything before the loss was detached or computed under `no_grad`.
#
# #### What became of `Variable`
#
# Why do these messages say *variable*? Until version 0.4 (2018) a tensor could not require a gradient; you had to wrap it in a `Variable`. Old code
# is full of `Variable(x)`. Since then every tensor can do what a `Variable` could, and what is left of it is a name:

# %%
from torch.autograd import Variable

v = Variable(torch.ones(2), requires_grad=True)
print(v)
print(type(v), isinstance(torch.ones(2), Variable))

# %% [markdown]
# It returns an ordinary tensor, and any tensor counts as a `Variable`. In old code you will also
# find updates like `w.data -= 0.1 * w.grad.data`. They work, and no counter sees them ([](#writing_to_detached)): write `no_grad`
# instead.

# %% [raw]
# exercise: take_step
# title: a step that keeps the leaf
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# hints:
#   - After a call, print w.is_leaf, w.requires_grad and w.grad, and compare the w of the caller with the one that you return. Which of the four is not as it should be?
#   - "Of the loop above, some lines belong to the function that is differentiated, the others to the break between two rounds. Only the lines of the break are asked for."
#   - "Begin with: with torch.no_grad(): and, in the block, change w in place. What must still be cleared afterwards?"

# %% [markdown]
# Write `take_step(w, rate)`. Somebody has just called `loss.backward()`, so the leaf `w` has a gradient. Your function makes the step (#3), with `rate`
# in the place of 0.1, **changes the caller's tensor itself**, clears its gradient, and returns that same tensor, still a leaf that requires a gradient.


# %% nbgrader={"grade_id": "take_step", "solution": true}
def take_step(w, rate):
    """Change the leaf w by -rate times its gradient, clear the gradient, return w."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    return w
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_take_step", "grade": true}
import detach_exercises as asked
from autograder.lesson import check

_asked = asked.change(take_step)  # with the rate 0.5
check.function("take_step", _asked, reference=asked.half_a_gradient, shapes=[(4,), (2, 3)])
_asked = asked.returned(take_step)
check.function("take_step", _asked, **asked.of_what_is_returned)
_asked = asked.next_gradient(take_step)  # after a step of length 0, for another loss
check.gradient("take_step", _asked, of=asked.next_loss, shapes=[(4,), (2, 3)])
### BEGIN HIDDEN TESTS
check.function(  # after a step that is longer than 0, nothing is left of the gradient
    "take_step",
    asked.next_gradient(take_step, 0.5),
    reference=lambda x: 2 * x - 3 * x**2,
    shapes=[(4,), (2, 3)],
    seed=41,
    evidence=lambda x: {"foretold": {"not-zeroed": 2 * x - 1.5 * x**2}},
    part="the gradient of the next round",
)
_asked_rounds = 3


def _asked_third_place(x):
    w = x.clone().requires_grad_()
    for _ in range(_asked_rounds):
        w.exp().sum().backward()
        take_step(w, 0.25)
    return w.detach()


def _asked_by_formula(x):
    for _ in range(_asked_rounds):
        x = x - 0.25 * x.exp()
    return x


check.function(
    "take_step",
    _asked_third_place,
    reference=_asked_by_formula,
    shapes=[(), (5,), (2, 2, 3)],
    seed=35,
)


def _asked_steep(x):
    w = x.clone().requires_grad_()
    (500 * w**2).sum().backward()
    take_step(w, 1e-3)
    return w.detach()


check.function(  # a gradient may be large
    "take_step",
    _asked_steep,
    reference=torch.zeros_like,
    points=[[1.0, -200.0, 0.125], [[50.0, 3.0], [-0.5, -1e3]]],
)
### END HIDDEN TESTS

# %% [raw]
# exercise: the_growing_total
# title: the growing total
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Run the loop for three rounds in a cell of your own, then call show_graph(total). How many of the losses are still there?
#   - Compare total = total + loss with [](#factor_held_fixed). What does total need to know of the losses, their numbers or their histories?
#   - For part 3, look at the last error of this section. Which line of the loop needs a graph?

# %% [markdown]
# A friend trains a model for days and prints the mean loss at the end. The program uses a little more memory in every round, until it is stopped. This is its central loop:
#
# ```python
# w = torch.tensor(2.0, requires_grad=True)
# total = 0.0
# for step in range(1000):
#     loss = (w - 1) ** 2
#     loss.backward()
#     with torch.no_grad():
#         w -= 0.001 * w.grad
#     w.grad = None
#     total = total + loss
# print(total / 1000)
# ```
#
# Answer in a few sentences of your own. A person will read and grade them.
#
# 1. What does `total` keep, and why does the memory in use grow with every round?
# 2. Correct it by a small change of one line, and say why no gradient is lost by that.
# 3. Your friend heard that `no_grad` saves memory, and puts the whole loop under `with torch.no_grad():`. Which line raises an error, in which
#    round, and why?

# %% [markdown] nbgrader={"grade_id": "the_growing_total", "grade": true, "solution": true}
# **Model answer.** (1) Each `loss` requires a gradient, so `total + loss` is recorded: `total` has a `grad_fn` that leads to the previous `total` and
# to this round's loss, and so on back to the first round. As long as `total` lives, the nodes of all rounds live. (`backward` has freed the values that they kept, so the growth is slow; but it never ends.) (2)
# `total = total + loss.detach()` (or `loss.item()`). Only the number of the loss is needed there; the
# gradients come from `loss.backward()`, which goes through `loss` itself and not through `total`. (3) `loss.backward()`, in the first
# round: under `no_grad` the forward pass is not recorded, so `loss` has no `grad_fn` and requires no gradient. Only the update belongs under `no_grad`.
#
# **Rubric, one point each.** `total` keeps the graphs, or the nodes, of all losses so far (not only their numbers). · The correction takes the number of the loss only,
# by `detach()`, `item()` or adding under `no_grad`. · It says that training uses `loss.backward()`, which the correction does not touch. · Part 3 names
# `loss.backward()` in the first round, and gives as reason that nothing was recorded.

# %% [raw]
# section: inference_mode
# title: "`no_grad` and `inference_mode`"
# path: deeper
# needs: [changing_parameters, writing_to_detached]
# gist: "Inference tensors can never be kept by a graph. If in doubt, use `no_grad`."

# %% [markdown]
# `torch.inference_mode()` also switches recording off, and is meant to be faster, because it keeps even fewer records. A tensor with numbers of its own that is made under `inference_mode` is an
# **<dfn>inference tensor</dfn>**. The price shows later. Let `w` be a leaf and `i` an inference tensor, used after the block:

# %% [raw]
# exercise: predict_two_uses
# title: two uses of an inference tensor
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What must be kept for the backward pass of a product, and what for that of a sum? Look at the pictures in [](#cut_drawn), at what each box keeps.
#   - "The slope of t·5 with respect to t is 5, that of t + 5 is 1. For which of them must somebody remember the 5?"
#   - Decide for each of the two whether it has to keep i. An operation that keeps it must be able to trust that it does not change.

# %% [markdown]
# Compute `w * i`, and after that `w + i`. How many of the two will raise an error?

# %% nbgrader={"grade_id": "predict_two_uses", "solution": true}
### BEGIN SOLUTION stub: how_many_raise = ...  # 0, 1 or 2
how_many_raise = 1
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_two_uses", "grade": true}
from autograder.lesson import check

check.prediction("predict_two_uses", how_many_raise, between=(0, 2))

# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.inference_mode():
    i = torch.tensor([3.0, 4.0])
raised = 0
for name, operation in [("w * i", lambda: w * i), ("w + i", lambda: w + i)]:
    try:
        print(name, "gives", operation())
    except RuntimeError:
        print(name, "raises")
        raised += 1
check.reveal("predict_two_uses", raised)

# %% [markdown]
# One of the two operations must keep `i`, and there PyTorch says:

# %% tags=["raises-exception"]
w * i

# %% [markdown]
# *"Inference tensors cannot be saved for backward."* The derivative of $w \cdot i$ with respect to $w$ is $i$, so the product must keep $i$; that of
# $w + i$ is 1, and the sum keeps nothing. Why can $i$ not be kept? A version counter guards what is kept ([](#writing_to_detached)), and an inference tensor has none:

# %% tags=["raises-exception"]
i._version

# %% [markdown]
# So nobody could notice an edit. The message names two remedies: a `clone()`, made outside of the block (made inside, it is an inference tensor, too), or `no_grad` in
# the place of `inference_mode`. (A view of `w` is no inference tensor: its numbers are those of `w`.)

# %%
print(w * i.clone())
with torch.inference_mode():
    print("made inside:", i.clone().is_inference(), " a view of w:", w[0].is_inference())
with torch.no_grad():
    n = torch.tensor([3.0, 4.0])
print(w * n)

# %% [markdown]
# | you want | write |
# |---|---|
# | one tensor held fixed | `t.detach()` |
# | numbers of your own to change | `t.detach().clone()` |
# | one leaf that does not learn | `w.requires_grad_(False)` |
# | a block that is not recorded, such as an update | `with torch.no_grad():` |
# | a block whose results need no autograd later, such as the use of a finished model | `with torch.inference_mode():` |
#
# (`model.eval()` switches no recording off: see chapter 8.)

# %% [raw]
# section: straight_through
# title: Straight through
# path: deeper
# needs: [factor_held_fixed]
# gist: "With a detached difference, a function has the value of one formula and the slope of another."

# %% [markdown]
# `round` makes whole numbers: 0.4 becomes 0, 1.6 becomes 2, 2.7 becomes 3.

# %% [raw]
# exercise: predict_rounded
# title: rounded, then squared
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - "The chain rule multiplies two slopes: that of the square, and that of round. What is the second one at 1.6?"
#   - "When 1.6 moves to 1.61, by how much does round(1.6)² move?"
#   - Work out the slope of round at each of the three points first. Then multiply.

# %% [markdown]
# For $y = \sum_i \operatorname{round}(x_i)^2$ at $x = (0.4, 1.6, 2.7)$: which three numbers will `x.grad` hold?

# %% nbgrader={"grade_id": "predict_rounded", "solution": true}
### BEGIN SOLUTION stub: gradient_of_rounded = ...  # three numbers
gradient_of_rounded = [0.0, 0.0, 0.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_rounded", "grade": true}
from autograder.lesson import check

check.prediction("predict_rounded", gradient_of_rounded, shape=(3,))

# %%
x = torch.tensor([0.4, 1.6, 2.7], requires_grad=True)
y = (x.round() ** 2).sum()
y.backward()
print(y)
print(x.grad)
check.reveal("predict_rounded", x.grad)

# %% [markdown]
# Between its jumps `round` is flat, so a small move of $x$ changes nothing: the zeros are right. But with zeros gradient descent does not move, and people
# want to train models whose numbers are rounded, so that they fit into small chips. For that, the dotted slope of this picture is more useful than the true one:

# %%
fig, axes = plt.subplots()
xs = torch.linspace(0, 3, 601)
near = torch.tensor([1.1, 2.1])
axes.plot(xs.cpu(), xs.round().cpu(), "k.", markersize=2, label="round(x)")
axes.plot(near.cpu(), [2, 2], "--", linewidth=4, label="its tangent at 1.6, slope 0")
axes.plot(near.cpu(), (near + 0.4).cpu(), ":", linewidth=3, label="what is wanted, slope 1")
axes.plot([1.6], [2], "o", color="black")
axes.set(xlabel="x", ylabel="round(x)", title="A staircase, and a wish")
axes.legend()
show(
    fig,
    alt="round(x) over x from 0 to 3: a staircase with jumps at 0.5, 1.5 and 2.5. At x = 1.6, where "
    "it is 2, a flat dashed tangent with slope 0 and a dotted line with slope 1 through the same point.",
)

# %% [markdown]
# The way out is a detach. Write
#
# $$\operatorname{round}(1.6) = 1.6 + 0.4,$$
#
# and hold the 0.4 fixed. The value is 2, as before. The slope is that of $x + \text{constant}$, so 1. A gradient that arrives at the rounding goes *straight through*, unchanged. It still depends on the rounded value: for $\operatorname{round}(x)^2$ at
# 1.6 it is $2 \cdot 2 = 4$, not 3.2. A function that keeps its value and passes the gradient on unchanged is called a **<dfn>straight-through estimator</dfn>**. Its slope is not the derivative of `round`: somebody decided to report another.

# %% [raw]
# exercise: straight_through_round
# title: straight through
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# hints:
#   - Print the value of your function at 1.6 and its slope there. Which of the two is wrong? The value should be 2, the slope 1.
#   - "With floor in place of round: floor(2.7) = 2.7 − 0.7. Hold 0.7 fixed, and t − 0.7 has the slope 1. The number that is held fixed is the difference between the two."
#   - "Begin with: gap = x.round() - x. Is gap to be seen by the backward pass, and what do you add it to?"

# %% [markdown]
# Write `straight_through_round(x)`: for a tensor `x` of any shape it returns the rounded numbers, and a gradient passes through it unchanged.


# %% nbgrader={"grade_id": "straight_through_round", "solution": true}
def straight_through_round(x):
    """Return x rounded, such that the backward pass sees the slope 1."""
    ### BEGIN SOLUTION
    return x + (x.round() - x).detach()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_straight_through_round", "grade": true}
import detach_exercises as asked
from autograder.lesson import check

_asked_q, _asked_shapes = asked.value(straight_through_round), [(6,), (2, 3)]
check.function("straight_through_round", _asked_q, reference=asked.rounded, shapes=_asked_shapes)
_asked_q, _asked_held = asked.slope_of_squares(straight_through_round), asked.from_the_squares
check.gradient(
    "straight_through_round", _asked_q, of=asked.passed_on, held=_asked_held, shapes=_asked_shapes
)
### BEGIN HIDDEN TESTS
check.function(
    "straight_through_round",
    lambda x: asked.value(straight_through_round)(13 * x),
    reference=lambda x: (13 * x).round(),
    shapes=[(), (9,), (2, 2, 3)],
    seed=36,
)
check.function(  # halves go to the even neighbour, and nothing is too large
    "straight_through_round",
    asked.value(straight_through_round),
    reference=torch.round,
    points=[[0.5, 1.5, 2.5, -0.5, -1.5, -2.5], [300.4, -1e6 + 0.3, 3e9 + 0.6], [0.0, 2.0, 1e-9]],
)
check.function(  # straight through at whole numbers and at halves, too
    "straight_through_round",
    asked.slope_of_squares(straight_through_round),
    reference=lambda x: 2 * x.round(),
    points=[[1.0, -2.0, 0.0, 2.5, -1.5]],
    evidence=lambda x: {"ruled_out": ("exponent-rule",)},
)


def _asked_slope_of_sines(x):
    leaf = x.clone().requires_grad_()
    straight_through_round(4 * leaf).sin().sum().backward()
    return leaf.grad


check.gradient(
    "straight_through_round",
    _asked_slope_of_sines,
    of=lambda x, added: (4 * x + added).sin().sum(),
    held=lambda x: (4 * x).round() - 4 * x,
    analytic=lambda x: 4 * (4 * x).round().cos(),
    shapes=[(), (8,), (3, 2, 2)],
    seed=37,
    evidence=lambda x: {"whole": None, "head": 4 * (4 * x).round().cos()},
)
### END HIDDEN TESTS

# %% [markdown]
# We look for an $x$ such that $\operatorname{round}(x) = 3$, by gradient descent on $(\operatorname{round}(x) - 3)^2$ from $x = 0.7$:
# with the plain `round`, then with yours.

# %%
for name, rounding in [("round", torch.round), ("yours", straight_through_round)]:
    x = torch.tensor(0.7, requires_grad=True)
    path = []
    for _ in range(6):
        ((rounding(x) - 3) ** 2).backward()
        with torch.no_grad():
            x -= 0.2 * x.grad
        x.grad = None
        path.append(round(x.item(), 2))
    print(name, path)

# %% [markdown]
# Through the plain `round` nothing moves. Straight through, $x$ walks until it rounds to 3, and stops there.
#
# What would a finite difference say of your function at 1.6?

# %%
x = torch.tensor(1.6, dtype=torch.float64, requires_grad=True)
straight_through_round(x).backward()
with torch.no_grad():
    difference = (straight_through_round(x + 1e-5) - straight_through_round(x - 1e-5)) / 2e-5
print(f"autograd {x.grad:.0f}   difference {difference.abs():.0f}")
x.grad = None
(straight_through_round(x) ** 2).backward()
print(f"of its square: autograd {x.grad:.1f}")

# %% [markdown]
# The values are those of `round`, and a difference knows nothing but values: it says 0, the slope of `round`. Autograd says 1, as we wanted.

# %% [raw]
# section: who_is_right
# title: Who is right?
# path: deeper
# needs: [factor_held_fixed, finite_differences]
# gist: "Where autograd and differences disagree, ask what was detached: they may answer different questions."

# %% [markdown]
# In chapter 1, finite differences decided when formula and autograd disagreed. Now ask autograd and differences about this chapter's functions. First $z = u \cdot x$ with $u = x \cdot x$ detached, at $x = 2$.


# %%
def held_product(x):
    return (x * x).detach() * x


x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
held_product(x).backward()
h = 1e-5
with torch.no_grad():
    difference = (held_product(x + h) - held_product(x - h)) / (2 * h)
print(f"autograd: {x.grad:.4f}   central difference: {difference:.4f}")

# %% [markdown]
# The difference runs the whole program again at $x + h$ and at $x - h$. There $u$ is computed anew and
# has moved, so it measures the slope of $x^3$.
#
# Next, `round`. At 1.6 both say 0.

# %% [raw]
# exercise: predict_difference_at_a_jump
# title: a difference across a jump
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What are the two values in the numerator, just above and just below the jump?
#   - "A step of height 5 on a ramp of length 0.1 has the slope 50. What is the height here, and what is the length?"
#   - What are round(2.50001) and round(2.49999), and how far apart are these two points?

# %% [markdown]
# `round` jumps from 2 to 3 at $x = 2.5$. What does the central difference with $h = 10^{-5}$ give there?

# %% nbgrader={"grade_id": "predict_difference_at_a_jump", "solution": true}
### BEGIN SOLUTION stub: difference_there = ...  # one number
difference_there = 50000.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_difference_at_a_jump", "grade": true}
from autograder.lesson import check

check.prediction("predict_difference_at_a_jump", difference_there)


# %%
def with_a_jump(x):
    return x + 5 * (x > 1)


def noisy(x):
    return x * torch.rand(())


torch.manual_seed(1)
h, measured = 1e-5, {}
for f, at in [
    (held_product, 2.0),
    (torch.round, 1.6),
    (torch.round, 2.5),
    (with_a_jump, 1.0),
    (noisy, 1.0),
]:
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    f(x).backward()
    with torch.no_grad():
        measured[f, at] = (f(x + h) - f(x - h)) / (2 * h)
    print(f"{f.__name__:12} at {at}   autograd {x.grad:2.0f}   difference {measured[f, at]:7.0f}")
check.reveal("predict_difference_at_a_jump", measured[torch.round, 2.5].round())

# %% [markdown]
# Who is right? Each of them, about its own question.
#
# - **A finite difference** answers: *by how much does the value change, if I run this program again with $x$ moved?* It sees jumps, and ignores every detach. At a jump its answer is the height divided by $2h$, plus the slope beside the jump: 250001 for
#   `with_a_jump`, which jumps by 5. It grows without limit as $h$ shrinks: there is no slope to measure.
# - **Autograd** answers: *what is the derivative of the operations that were recorded, at these numbers, with everything detached taken as
#   constant?* It sees no jump: it differentiates the piece that the point lies on.
#
# A difference also assumes that the program does the same at each call. `noisy` draws another factor each time, and the difference of two factors is divided by $2h$. (Autograd looks at one call only: its 1 is the factor drawn there, rounded.) So a disagreement may have four causes:
#
# | cause | what to do |
# |---|---|
# | something is detached (or computed under `no_grad`, or straight through) | hold it fixed in the difference, too; now they must agree, up to the error of the difference |
# | the point lies at a jump or a *kink* (a corner of the curve), or within $h$ of one | neither decides there; move away from it |
# | the program draws random numbers, or remembers something from call to call | begin each call in the same way (`torch.manual_seed` restarts the random numbers) |
# | none of these | one of them is wrong: look for a mistake, or a bad step $h$ |
#
# To hold something fixed in a difference, compute it once, at $x$, and hand the same number to both evaluations. With
# $f(x, u) = u \cdot x$ and $u = x \cdot x$:
#
# $$\frac{f(x + h,\, u(x)) - f(x - h,\, u(x))}{2h}. \tag{4}$$

# %% [raw]
# exercise: frozen_difference
# title: a difference that holds still
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# hints:
#   - Print what you hand over as u to the first and to the second evaluation of f. Are they the same numbers?
#   - "For f(t, u) = u·t with u = t², at t = 3 with h = 1: (9·4 − 9·2)/2 = 9. With u moving along it would be (16·4 − 4·2)/2 = 28."
#   - "Begin with: u = hold(x), once, before anything is moved. And note that a / 2 * b is (a / 2) · b in Python."

# %% [markdown]
# Write `frozen_difference(f, hold, x, h)`: equation (#4) for a function `f(x, u)` that works entry by entry, where `hold(x)` computes what is to be held
# fixed, perhaps a single number, perhaps from all entries of `x` together. The result has the shape of `x`, one slope for each entry; since `f` works entry by entry, all entries can be moved at once.


# %% nbgrader={"grade_id": "frozen_difference", "solution": true}
def frozen_difference(f, hold, x, h=1e-5):
    """Return the central differences of f(x, u) in x, with u = hold(x) held fixed."""
    ### BEGIN SOLUTION
    u = hold(x)
    return (f(x + h, u) - f(x - h, u)) / (2 * h)
    ### END SOLUTION


# %% [markdown]
# The first test uses a large step on purpose. For $f = u \cdot x^3$ with $u = \sin x$ and $h = 0.5$, equation (#4) gives exactly
# $\sin x \cdot (3x^2 + h^2)$.

# %% nbgrader={"grade_id": "test_frozen_difference", "grade": true}
import detach_exercises as asked
from autograder.lesson import check

_asked_q, _asked_wanted = (
    asked.with_sine_held(frozen_difference),
    asked.slopes_with_sine_held,
)  # and step 0.5
check.function("frozen_difference", _asked_q, reference=_asked_wanted, shapes=[(4,), (4,), (2, 3)])
### BEGIN HIDDEN TESTS
check.function(
    "frozen_difference",
    lambda x: frozen_difference(lambda t, u: u.sin() * t**2 + u, lambda t: t.exp(), x, 0.25),
    reference=lambda x: 2 * x * x.exp().sin(),
    shapes=[(), (6,), (2, 3, 2)],
    seed=38,
    evidence=lambda x: {
        "f": lambda t: (x.exp().sin() * t**2).sum(),
        "step": 0.25,
        "foretold": {
            "held-anew": (
                ((x + 0.25).exp().sin() * (x + 0.25) ** 2 + (x + 0.25).exp())
                - ((x - 0.25).exp().sin() * (x - 0.25) ** 2 + (x - 0.25).exp())
            )
            / (2 * 0.25)
        },
    },
)
check.function(  # what is held depends on all of x
    "frozen_difference",
    lambda x: frozen_difference(lambda t, u: u * t**2, lambda t: t.cumsum(0), x, 0.25),
    reference=lambda x: 2 * x * x.cumsum(0),
    shapes=[(4,), (3, 2)],
    seed=40,
)
check.function(  # and may be one number for all
    "frozen_difference",
    lambda x: frozen_difference(lambda t, u: u * t**2, torch.mean, x, 0.25),
    reference=lambda x: 2 * x * x.mean(),
    shapes=[(5,), (2, 2)],
    seed=45,
)
check.function(  # with the small step that is meant for use
    "frozen_difference",
    lambda x: frozen_difference(lambda t, u: u * t**3, torch.sin, x),
    reference=lambda x: 3 * x**2 * x.sin(),
    shapes=[(1, 3)],
    seed=43,
    rtol=1e-6,
)
check.function(  # and of the rounding above
    "frozen_difference",
    lambda x: frozen_difference(lambda t, u: t + u, lambda t: t.round() - t, x),
    reference=torch.ones_like,
    shapes=[(7,), (3, 3)],
    seed=39,
    rtol=1e-6,
    evidence=lambda x: {"foretold": {"held-anew": torch.zeros_like(x)}, "ruled_out": ("zeros",)},
)
### END HIDDEN TESTS

# %% [markdown]
# Now the straight-through estimator again, at 1.6, with $u = \operatorname{round}(x) - x$ held fixed:

# %%
x = torch.tensor(1.6, dtype=torch.float64)
difference = frozen_difference(lambda t, u: t + u, lambda t: t.round() - t, x)
print(f"difference, u held: {difference:.4f}")

# %% [markdown]
# 1, as autograd said. The checks of this chapter use such differences for your detached gradients.

# %% [raw]
# exercise: plot_two_slopes
# title: two witnesses, drawn
# kind: plot
# points: 4
# minutes: 20
# difficulty: 3
# hints:
#   - Print the first three values of each curve. At x = 2, held_product should give 4 for autograd and 12 for the difference.
#   - "f works entry by entry, so f(leaf).sum().backward() gives all slopes at once, and f(xs + h) all values at once. To draw u over t: axes.plot(t, u, \"o-\", label=\"name\"); then axes.set(...) for the texts and axes.legend()."
#   - "Begin with: leaf = xs.clone().requires_grad_(). What you plot must be detached: if PyTorch complains about numpy(), print .requires_grad of what you plot."

# %% [markdown]
# Your function gets a function `f` that works entry by entry, a tensor `xs` of points, which stays as it is, and a step `h`. On the given axes, draw two lines over `xs`,
# labelled `"autograd"` and `"difference"`: the slope of `f` at each point as autograd reports it, and the central difference of chapter 1,
#
# $$\frac{f(x + h) - f(x - h)}{2h},$$
#
# in which nothing is held fixed. Label both axes, add a title and a legend, and give the lines different markers or styles. (On a GPU,
# matplotlib wants `.cpu()` after what you plot.)


# %% nbgrader={"grade_id": "plot_two_slopes", "solution": true}
def plot_two_slopes(f, xs, h=1e-5):
    """Plot autograd's slopes of f over xs, and the central differences; return the Axes."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    with torch.no_grad():
        difference = (f(xs + h) - f(xs - h)) / (2 * h)
    axes.plot(xs.cpu(), leaf.grad.cpu(), "-", label="autograd")
    axes.plot(xs.cpu(), difference.cpu(), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="Two witnesses")
    axes.legend()
    ### END SOLUTION
    return axes


# %%
show(
    plot_two_slopes(held_product, torch.linspace(-2, 2, 41, dtype=torch.float64)),
    alt="Your plot. It should show two parabolas over x from -2 to 2 that touch at 0: autograd's "
    "slope x², 4 at either end, and the difference 3x², 12 at either end.",
)

# %% nbgrader={"grade_id": "test_plot_two_slopes", "grade": true}
import detach_exercises as asked
from autograder.lesson import check

_asked_draw = asked.drawn(plot_two_slopes, asked.held_product, asked.xs, 0.1)
check.plot("plot_two_slopes", _asked_draw, like=asked.slopes_of_product)
_asked_draw = asked.drawn(plot_two_slopes, asked.held_term, asked.xs, 0.1)
check.plot("plot_two_slopes", _asked_draw, like=asked.slopes_of_term)
### BEGIN HIDDEN TESTS
_asked_even = torch.linspace(0, 1, 17, dtype=torch.float64, device="cpu")
_asked_points, _asked_h = 0.3 + 2.6 * _asked_even**1.5, 0.05  # not evenly spaced
check.plot(
    "plot_two_slopes",
    asked.drawn(plot_two_slopes, lambda t: t.exp().detach() * t.sin(), _asked_points, _asked_h),
    like=asked.Curves(
        x=_asked_points,
        curves={
            "autograd": _asked_points.exp() * _asked_points.cos(),
            "difference": (
                (_asked_points + _asked_h).exp() * (_asked_points + _asked_h).sin()
                - (_asked_points - _asked_h).exp() * (_asked_points - _asked_h).sin()
            )
            / (2 * _asked_h),
        },
        rtol=2e-6,
        atol=3e-7,
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - `u = y.detach()` has the numbers of `y` and no history. What is computed from `u` treats it as a constant; `y` keeps its graph.
# - Detaching changes no value. It changes where the backward pass may go, and so the gradient.
# - `w.requires_grad_(False)` freezes one leaf and lets gradients pass; a detach cuts every path through the tensor. `None` in the `.grad` of a cleared leaf says that no path led there; a single entry without a path gets 0.
# - A detached tensor shares its storage. In-place edits through it are counted, and raise if a kept tensor has changed; edits through
#   `.data` or NumPy are not counted, and give wrong gradients in silence. `detach().clone()` is safe.
# - Update a parameter in place and under `no_grad`, then clear its gradient. `w = w - rate * w.grad` loses the leaf.
# - Inference tensors have no version counter, so no operation may keep them for its backward pass. If you are not sure, use `no_grad`.
# - A straight-through estimator has the value of one function and the slope of another: the difference of the two is detached.
# - Where autograd and differences disagree, ask what is detached, and hold it fixed in the difference; ask also what is random. Neither decides at a jump.
#
# | What people believe | What is true |
# |---|---|
# | `detach` changes `y`. | It makes a second tensor. `y` can still be sent backward. |
# | `detach` copies the numbers. | It shares them. `detach().clone()` copies. |
# | Detaching a layer's output freezes that layer alone. | The layers before it get no gradient on that path either. Freeze the parameters instead. |
# | `.grad` of a frozen parameter is 0. | No backward pass writes to it: it is `None`, or the gradient from before, with which an optimiser goes on. |
# | No error means that no number was changed. | It means that no counter of a kept tensor has moved. |
# | `w = w - rate * w.grad` updates `w`. | It gives the name to a new tensor. Change it in place, under `no_grad`. |
# | `no_grad` keeps `w = w - …` from losing the leaf. | The new `w` is a leaf that requires no gradient. |
# | `inference_mode` can replace `no_grad`. | Its tensors cannot be kept by a graph later. |
# | If differences disagree, autograd is wrong. | They may answer different questions. |
#
# ## Further reading
#
# - PyTorch documentation: [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html), sections on locally disabling gradient
#   computation and on in-place operations; [`torch.Tensor.detach`](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html);
#   [`torch.inference_mode`](https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html).
# - Y. Bengio, N. Léonard and A. Courville, *Estimating or Propagating Gradients Through Stochastic Neurons for Conditional Computation*,
#   arXiv:1308.3432, 2013, on the straight-through estimator.
# - R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, section 9.3, on "semi-gradients", where a target that
#   depends on the parameters is held fixed.

# %% [markdown]
# ## Where you stand
#
# Chapter 4 goes backward through programs that decide, with `if` and `while`.

# %%
progress()
