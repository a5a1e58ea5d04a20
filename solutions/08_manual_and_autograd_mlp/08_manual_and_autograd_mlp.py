# %% [raw]
# chapter: A network by hand and by autograd
# builds_on: chapters 1 to 7

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **derive** the backward pass of a network with two layers, and write it with matrix products,
# - **train** one and the same network in NumPy, in torch by hand, with autograd, and with `nn` and `optim`,
# - **show** that four programs compute the same numbers, and say what `float32` changes about that,
# - **find** the mistakes that leave the loss right and the gradient wrong,
# - **cut** a long computation into pieces that can be trained, and measure what each way costs.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded: it reads this once

import platform
import time
import warnings
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

from autograder.lesson import check, device, explore, progress, show, show_graph
from autograder.lesson.kit import learning_process

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())
torch.set_num_threads(1)  # for matrices of this size, more threads wait for each other

N, D_IN, HIDDEN, D_OUT = 64, 1000, 100, 10
RATE = 1e-6


def start(dtype=torch.float64):
    """Return x, y, w1, w2: the same random numbers each time, on this course's device."""
    generator = torch.Generator(device="cpu").manual_seed(8)
    shapes = [(N, D_IN), (N, D_OUT), (D_IN, HIDDEN), (HIDDEN, D_OUT)]
    drawn = [torch.randn(s, generator=generator, dtype=torch.float64, device="cpu") for s in shapes]
    return [t.to(device(), dtype) for t in drawn]


def train(x, y, w1, w2, rate=RATE, steps=500):
    """Go through the loop of [](#three_ways), from the weights given; return the losses."""
    for w in (w1, w2):
        w.requires_grad_()
    losses = []
    for _ in range(steps):
        loss = (((x @ w1).clamp(min=0) @ w2 - y) ** 2).sum()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w1 -= rate * w1.grad
            w2 -= rate * w2.grad
        w1.grad = w2.grad = None
    return losses


# %% [raw]
# section: learning_process
# title: The learning process
# path: core
# needs: [first_gradient]
# gist: "A step of learning: forward pass, loss, backward pass, update; then the gradients are cleared."

# %% [markdown]
# Gradients are used to learn. Here is the whole process.

# %%
show(
    learning_process(),
    alt="The learning process as a circle of four parts. 1, forward: the input x goes into the model with "
    "its weights w, which gives a prediction p. 2: the loss compares p with the target y. 3, backward: "
    "from the loss, dashed, derivatives go back to the weights and become the gradient. 4: the optimiser "
    "changes the weights to w minus rate times gradient. Then it starts again from 1.",
    width=720,
)

# %% [markdown]
# 1. **Forward**: the model computes. A **<dfn>prediction</dfn>** $p$ is what a model computes from the input $x$, with its parameters $w$. Parameters that stand in matrices are usually called
#    **<dfn>weights</dfn>**.
# 2. The loss says how far the prediction is from the **<dfn>target</dfn>** $y$, the answer that we want.
# 3. **Backward**: the gradient of the loss with respect to the weights.
# 4. The **optimiser** changes the weights. In gradient descent that is $w \leftarrow w - \text{rate} \cdot \text{gradient}$, with the learning rate, as in chapter 7. Then the
#    gradient is cleared, and the next round begins. (To **train** is to go through many rounds; one round is a **step**.)
#
# Backpropagation is part 3 alone. It does not change a single weight.
#
# The smallest model has one weight: $p = w \cdot x$. Let $x = 3$, $y = 12$, and $w = 2$ at first. The loss is $(p - y)^2$.

# %% [raw]
# exercise: predict_new_weight
# title: one step
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Go once around the picture with a pencil. Which four numbers do you meet, in which order?
#   - "For p = 5w and y = 20 at w = 3 the loss is 25, and its derivative 2·(15 − 20)·5 = −50. A rate of 0.01 makes 3 + 0.5 of 3."
#   - Begin with p = 6 and with the derivative of (p − 12)² with respect to p. Then the chain rule.

# %% [markdown]
# What is $w$ after one step with the rate 0.05?

# %% nbgrader={"grade_id": "predict_new_weight", "solution": true}
### BEGIN SOLUTION stub: new_weight = ...  # one number
new_weight = 3.8
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_new_weight", "grade": true}
from autograder.lesson import check

check.prediction("predict_new_weight", new_weight)

# %%
x, y, w, rate = 3.0, 12.0, 2.0, 0.05
path = []
for _ in range(4):
    p = w * x  # 1
    loss = (p - y) ** 2  # 2
    gradient = 2 * (p - y) * x  # 3
    w = w - rate * gradient  # 4
    path.append(w)
    print(f"p = {p:6.3f}   loss = {loss:7.4f}   gradient = {gradient:7.3f}   then w = {w:.4f}")
check.reveal("predict_new_weight", round(path[0], 4))

# %% [markdown]
# By hand: $p = 6$, loss $36$, derivative $2 \cdot (6 - 12) \cdot 3 = -36$, so $w = 2 + 0.05 \cdot 36 = 3.8$. In each step $w$ comes ten times closer to 4,
# where the loss is 0. All networks of this course learn like this; this chapter is about the ways to do part 3.

# %% [raw]
# section: layers_by_hand
# title: Two layers, by hand
# path: core
# needs: [learning_process, where_heads_come_from]
# gist: "Backward through p = a W: dW = aᵀ dp and da = dp Wᵀ; through an activation, times its derivative, entry by entry."

# %% [markdown]
# Our network has two layers. With row vectors, one row for each example,
#
# $$h = x\,W_1, \qquad a = \operatorname{relu}(h), \qquad p = a\,W_2, \qquad \text{loss} = \sum (p - y)^2, \tag{1}$$
#
# where $\operatorname{relu}(h) = \max(0, h)$, entry by entry. An **<dfn>activation</dfn>** is a function that is applied to each entry between two layers. Without it, two layers
# would do no more than one, with the matrix $W_1 W_2$. One example, small enough for paper:
#
# $$x = (1, 2), \quad W_1 = \begin{pmatrix} 1 & 1 \\ 1 & -1 \end{pmatrix}, \quad W_2 = \begin{pmatrix} 2 \\ 5 \end{pmatrix}, \quad y = 4.$$
#
# Forward: $h = (3, -1)$, $a = (3, 0)$, $p = 6$, loss $4$. Now backward, one part of (#1) at a time. $dp$ is short for the gradient of the loss with respect to $p$, and so on.
#
# - $dp = 2\,(p - y) = 4$.
# - $p = a\,W_2 = 3 \cdot 2 + 0 \cdot 5$. Each entry of $W_2$ is multiplied with an entry of $a$: $dW_2 = (3 \cdot 4,\ 0 \cdot 4) = (12, 0)$, as a column.
# - Likewise $da = (2 \cdot 4,\ 5 \cdot 4) = (8, 20)$.
# - $\operatorname{relu}$ lets a derivative through where $h$ was positive, and stops it where $h$ was negative. That gives $dh$.
# - $h = x\,W_1$: entry $(i, j)$ of $W_1$ is multiplied with $x_i$ and ends up in $h_j$. So entry $(i, j)$ of $dW_1$ is $x_i \cdot dh_j$.

# %% [raw]
# exercise: predict_first_layer
# title: the gradient for the first layer
# kind: prediction
# points: 1
# minutes: 5
# difficulty: 2
# hints:
#   - Which of the two entries of da comes through the relu? Look at the signs of h.
#   - "With x = (10, 20) and dh = (0, 3), the table of all products x_i · dh_j is [[0, 30], [0, 60]]."
#   - Write down dh first, two numbers. Then a table with a row for each x_i and a column for each dh_j.

# %% [markdown]
# Finish it: which four numbers does $dW_1$ hold?

# %% nbgrader={"grade_id": "predict_first_layer", "solution": true}
### BEGIN SOLUTION stub: first_layer = ...  # two rows, like [[1.0, 2.0], [3.0, 4.0]]
first_layer = [[8.0, 0.0], [16.0, 0.0]]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_first_layer", "grade": true}
from autograder.lesson import check

check.prediction("predict_first_layer", first_layer, shape=(2, 2))

# %%
x, y = torch.tensor([[1.0, 2.0]]), torch.tensor([[4.0]])
w1 = torch.tensor([[1.0, 1.0], [1.0, -1.0]], requires_grad=True)
w2 = torch.tensor([[2.0], [5.0]], requires_grad=True)
h = x @ w1
a = h.clamp(min=0)  # relu: nothing below 0
loss = ((a @ w2 - y) ** 2).sum()
loss.backward()
print("h =", h.tolist(), "  a =", a.tolist(), "  loss =", loss.item())
print("dW2 =", w2.grad.tolist())
print("dW1 =", w1.grad.tolist())
check.reveal("predict_first_layer", w1.grad)

# %% [markdown]
# A column of the first matrix, $W_1$, with what is computed from it is called a **<dfn>hidden unit</dfn>**. For this example the second one's $h$ was negative: its weights did not
# change the prediction, so their gradient, a column, is 0.
#
# With several examples, one in each row of $x$, the loss is a sum over the rows, and so are the gradients: matrix products, as in [](#operations_for_arrays). For any sizes:
#
# $$dp = 2\,(p - y), \qquad dW_2 = a^\top dp, \qquad da = dp\,W_2^\top, \qquad dh = da \cdot [h > 0], \qquad dW_1 = x^\top dh. \tag{2}$$
#
# ($\top$ exchanges rows and columns, the dot is entry by entry, and $[h > 0]$ is 1 where $h$ is positive and 0 elsewhere. At $h = 0$ that is the convention of `torch.relu`; `clamp` has another one in version 2.13, see [](#kinks_and_ties). Random numbers do not land there.)
# You need not remember (#2): of the products of $a$ and $dp$, only $a^\top dp$ has the shape of $W_2$, unless there are as many hidden units as outputs. (Then $dp^\top a$ has it too, and is wrong.)

# %% [raw]
# exercise: backward_by_hand
# title: another activation, by hand
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# hints:
#   - Print the shapes of all your gradients, and of what they are gradients of. Which pair does not fit?
#   - "Equation (#2) changes in one place. With a = h² it would be dh = da · 2h, entry by entry: the derivative of the activation, at the point where the forward pass was."
#   - "Write the forward pass first, a = torch.tanh(x @ w1), and then begin backward with dp = 2 * (a @ w2 - y)."

# %% [markdown]
# Equations (#1) and (#2) use the relu. Replace it by $a = \tanh h$, whose derivative is $1 - a^2$. Write a function that returns the two gradients of
# the loss $\sum (p - y)^2$ by formula: autograd is switched off when your function is tested. `x` has shape `(n, in)`, `y` `(n, out)`, `w1` `(in, hidden)` and `w2`
# `(hidden, out)`.


# %% nbgrader={"grade_id": "backward_by_hand", "solution": true}
def backward_by_hand(x, y, w1, w2):
    """Return (gradient for w1, gradient for w2) of ((tanh(x @ w1) @ w2 - y) ** 2).sum()."""
    ### BEGIN SOLUTION
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    dw2 = a.T @ dp
    dh = (dp @ w2.T) * (1 - a**2)
    dw1 = x.T @ dh
    return dw1, dw2
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_backward_by_hand", "grade": true}
import manual_and_autograd_mlp_exercises as asked
from autograder.lesson import check

for _asked in asked.gradients_by_hand(backward_by_hand):
    check.gradient("backward_by_hand", **_asked, autograd=False)
### BEGIN HIDDEN TESTS
_asked_x, _asked_y = asked.waves(7, 6, 2.3), asked.waves(7, 7, 1.1)
check.gradient(
    "backward_by_hand",
    lambda w2: asked.one_of_two(
        backward_by_hand(_asked_x, _asked_y, asked.waves(6, 9, 0.9), w2), 1
    ),
    of=lambda w2: (torch.tanh(_asked_x @ asked.waves(6, 9, 0.9)) @ w2 - _asked_y).square().sum(),
    shapes=[(9, 7), (9, 7)],
    seed=81,
    told="w2",
    autograd=False,
    part="the gradient for w2",
)
check.gradient(
    "backward_by_hand",
    lambda w1: asked.one_of_two(
        backward_by_hand(_asked_x, _asked_y, w1, asked.waves(8, 7, 0.6)), 0
    ),
    of=lambda w1: (torch.tanh(_asked_x @ w1) @ asked.waves(8, 7, 0.6) - _asked_y).square().sum(),
    shapes=[(6, 8), (6, 8)],
    seed=82,
    told="w1",
    autograd=False,
    part="the gradient for w1",
)
check.gradient(  # in float32 a difference quotient shows
    "backward_by_hand",
    lambda w1: asked.one_of_two(
        backward_by_hand(_asked_x.float(), _asked_y.float(), w1, asked.waves(8, 7, 0.6).float()), 0
    ),
    of=lambda w1: asked.tanh_loss(
        _asked_x.float().double(),
        _asked_y.float().double(),
        w1,
        asked.waves(8, 7, 0.6).float().double(),
    ),
    shapes=[(6, 8), (6, 8)],
    seed=95,
    told="w1",
    autograd=False,
    dtype=torch.float32,
    part="the gradient for w1, in float32",
)
check.gradient(  # numbers so large that an exponential overflows
    "backward_by_hand",
    lambda w2: asked.one_of_two(
        backward_by_hand(900 * _asked_x, _asked_y, asked.waves(6, 3, 0.9), w2), 1
    ),
    of=lambda w2: asked.tanh_loss(900 * _asked_x, _asked_y, asked.waves(6, 3, 0.9), w2),
    shapes=[(3, 7), (3, 7)],
    seed=92,
    told="w2",
    autograd=False,
    part="the gradient for w2, where tanh is 1 or -1",
)
check.gradient(
    "backward_by_hand",
    lambda w2: asked.one_of_two(
        backward_by_hand(_asked_x[:1], _asked_y[:1, :1], asked.waves(6, 3, 0.9), w2), 1
    ),
    of=lambda w2: asked.tanh_loss(_asked_x[:1], _asked_y[:1, :1], asked.waves(6, 3, 0.9), w2),
    shapes=[(3, 1), (3, 1)],
    seed=97,
    told="w2",
    autograd=False,
    part="the gradient for w2, one example and one output",
)
### END HIDDEN TESTS

# %% [raw]
# section: three_ways
# title: The real size, three ways
# path: core
# needs: [layers_by_hand, changing_parameters]
# gist: "NumPy, torch by hand and autograd agree step by step if they begin with the same numbers."

# %% [markdown]
# Now a network that no one computes on paper: 64 examples of 1000 numbers each, 100 hidden units, 10 outputs. Inputs, targets and weights are random numbers from a
# normal distribution, so there is no rule in these data to be found; the network can only memorise them.
#
# The function `start()` of the set-up cell draws them from a fixed seed: **every program below begins with the same numbers**. The rate is $10^{-6}$.

# %%
x, y, w1, w2 = start()
print([tuple(t.shape) for t in (x, y, w1, w2)], x.dtype)
print("weights:", w1.numel() + w2.numel())

# %% [raw]
# exercise: predict_power_of_ten
# title: the first loss
# kind: prediction
# points: 1
# minutes: 5
# difficulty: 3
# hints:
#   - How large is an entry of h, a sum of 1000 products of two random numbers of size 1 and either sign?
#   - "A sum of n random numbers of size s and either sign has the size s·√n: 10,000 steps of one metre, each forward or backward by chance, end 100 metres from the start or so."
#   - Entries of h have the size √1000, about 32. Half of them pass the relu. How large is p, a sum over 100 units? And how many squares does the loss add up?

# %% [markdown]
# Before any training: of which order is the loss, the sum of $(p - y)^2$ over all examples and outputs? Answer with the power of ten: 3 for thousands, 6 for millions.

# %% nbgrader={"grade_id": "predict_power_of_ten", "solution": true}
### BEGIN SOLUTION stub: power_of_ten = ...  # a whole number from 0 to 12
power_of_ten = 7
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_power_of_ten", "grade": true}
from autograder.lesson import check

check.prediction("predict_power_of_ten", power_of_ten, between=(0, 12))

# %% [markdown]
# #### In NumPy
#
# NumPy knows arrays and nothing of gradients. Equation (#2) supplies them.


# %%
def by_hand(x, y, w1, w2, steps=500):
    """Return the losses, and the gradients of every fiftieth step; w1 and w2 are changed."""
    losses, gradients = [], []
    for step in range(steps):
        h = x @ w1
        a = h * (h > 0)  # relu
        p = a @ w2
        losses.append(((p - y) ** 2).sum().item())
        dp = 2 * (p - y)
        dw2 = a.T @ dp
        dh = (dp @ w2.T) * (h > 0)
        dw1 = x.T @ dh
        w1 -= RATE * dw1
        w2 -= RATE * dw2
        if step % 50 == 0:
            gradients.append((dw1, dw2))
    return losses, gradients


losses, gradients = {}, {}
losses["NumPy"], gradients["NumPy"] = by_hand(*(t.cpu().numpy() for t in start()))
for step in (0, 100, 200, 300, 400, 499):
    print(f"{step:3}  {losses['NumPy'][step]:.3g}")
print(f"foreseen: {N * D_OUT * (HIDDEN * D_IN / 2 + 1):.3g}")
check.reveal("predict_power_of_ten", int(np.log10(losses["NumPy"][0])))

# %% [markdown]
# The first loss can be foreseen: an entry of $h$ has the mean square 1000; relu leaves half of
# that, 500; $p$ adds up 100 such terms, so it has the mean square 50,000; and the loss adds up 640 of them: $640 \cdot 50{,}001 \approx 3.2 \cdot 10^7$. (The 1 is the mean square of $y$.)
#
# After 500 steps the loss has fallen by fourteen orders of magnitude. Two layers have memorised 640 numbers.
#
# Note three things in the loop. All gradients are computed *before* any weight changes: `dh` must use the old `w2`. The loss is noted before
# the update, so it belongs to the old weights. And `dw1` is a new array in each step, so nothing accumulates.

# %% [markdown]
# #### In torch, by hand
#
# Every line of `by_hand` means the same for tensors, so give it tensors. `.to(device())` in `start()` then decides whether
# all of it runs on the CPU or on a GPU; no other line has to change. (`device()` is the course's own: `torch.device("cpu")`, or `torch.device("cuda")` if you
# start with `AUTOGRADER_DEVICE=cuda make lab`.)

# %%
losses["torch"], gradients["torch"] = by_hand(*start())
for step in (0, 100, 499):
    print(f"{step:3}  {losses['torch'][step]:.3g}")

# %% [markdown]
# #### With autograd
#
# Now the lines of (#2) are no longer needed. What remains is the forward pass, `backward()`, and the update.

# %% [raw]
# exercise: predict_axes_of_loss
# title: the shape of the loss
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - What does .sum() without an argument do with rows and columns? Think of what backward() without an argument wants.
#   - "torch.ones(2, 3).shape has the length 2. A tensor that is a list of one number has one axis; a bare number has none."
#   - Decide between torch.Size([]), torch.Size([1]) and torch.Size([1, 1]), and count the numbers in the brackets.

# %% [markdown]
# `loss = ((p - y) ** 2).sum()` is a tensor. How many axes does it have (the length of its shape)?

# %% nbgrader={"grade_id": "predict_axes_of_loss", "solution": true}
### BEGIN SOLUTION stub: axes_of_loss = ...  # 0, 1 or 2
axes_of_loss = 0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_axes_of_loss", "grade": true}
from autograder.lesson import check

check.prediction("predict_axes_of_loss", axes_of_loss, between=(0, 2))

# %%
x, y, w1, w2 = start()
w1.requires_grad_()
w2.requires_grad_()
losses["autograd"], gradients["autograd"] = [], []
for step in range(500):
    loss = (((x @ w1).clamp(min=0) @ w2 - y) ** 2).sum()
    losses["autograd"].append(loss.item())
    loss.backward()
    if step % 50 == 0:
        gradients["autograd"].append((w1.grad, w2.grad))
    with torch.no_grad():
        w1 -= RATE * w1.grad
        w2 -= RATE * w2.grad
    w1.grad = w2.grad = None
for step in (0, 100, 499):
    print(f"{step:3}  {losses['autograd'][step]:.3g}")
print(loss.shape, loss.dim())
check.reveal("predict_axes_of_loss", loss.dim())

# %% [markdown]
# `sum()` without an argument adds up over all axes, and leaves none: the loss has the shape `()`. (You will read elsewhere that it has the shape `(1,)`. That was so in the first years of PyTorch.)
#
# The update changes the weights in place and under `no_grad`, as in chapter 3; then the gradients are cleared. `zero_()` in the place of `= None` would wipe out those
# that `gradients` keeps.
#
# #### Are they the same?
#
# All 500 losses and all gradients must agree, up to rounding. We compare the gradients of every fiftieth step, relative to their largest entry.


# %%
def difference(a, b):
    """Return the largest difference, relative to the largest entry of b."""
    a, b = torch.as_tensor(a, device="cpu"), torch.as_tensor(b, device="cpu")
    return ((a - b).abs().max() / b.abs().max()).item()


apart = {}
for name in ("torch", "autograd"):
    pairs = zip(losses[name], losses["NumPy"], strict=True)
    apart[name, "500 losses"] = max(abs(a / b - 1) for a, b in pairs)
    for k, of in enumerate(("w1", "w2")):
        pairs = zip(gradients[name], gradients["NumPy"], strict=True)
        apart[name, f"10 gradients of {of}"] = max(difference(a[k], b[k]) for a, b in pairs)
print("all below 1e-7:", max(apart.values()) < 1e-7)

# %% tags=["nbval-ignore-output"]
print("largest relative difference from NumPy")
for (name, what), by in apart.items():
    print(f"{name:8}  {what:18}  {by:.0e}")

# %% [markdown]
# Autograd computes what you would have computed by hand. It does not estimate.
#
# #### The other way, `.data`, and why not
#
# In old programs the update reads `w1.data -= RATE * w1.grad.data`, without `no_grad`: the same numbers, but edits through `.data` are not counted (chapter 3). You see the difference when
# you make a mistake. Here `w2` is updated too early, between the forward and the backward pass. Under `no_grad` PyTorch notices:

# %% tags=["raises-exception"]
x, y, w1, w2 = start()
w1.requires_grad_()
w2.requires_grad_()
loss = (((x @ w1).clamp(min=0) @ w2 - y) ** 2).sum()
with torch.no_grad():
    w2 -= 0.5 * w2  # too early
loss.backward()

# %% [markdown]
# *"modified by an inplace operation"*: the backward pass needs the old `w2` for $da = dp\,W_2^\top$, and its version counter has moved from 0 to 1: through `.data` nothing is
# counted, and a wrong gradient comes without an error ([](#writing_to_detached)). Use `no_grad`.

# %% [raw]
# exercise: descent_losses
# title: descend anything
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Print the weights and their gradient at the beginning of each step. Is the gradient empty there, and are the weights still a leaf?
#   - "Five steps for the loss w² from w = 1 with the rate 0.25 have the losses 1, 0.25, 0.0625, …: each w is half the one before. Work out what yours does in the third step."
#   - "Start with: leaf = w.clone().requires_grad_(). loss.item() makes a number of a loss, and an update of a leaf stands under no_grad."

# %% [markdown]
# Write the loop once for all models. `loss_of` is any function that turns a tensor of weights into a scalar tensor. Your function makes `steps` steps of gradient descent
# from the weights `w`, and returns the losses, a list or a tensor of `steps` numbers, each noted **before** the update of its step. `w` requires no gradient; leave it as it is.


# %% nbgrader={"grade_id": "descent_losses", "solution": true}
def descent_losses(loss_of, w, rate, steps):
    """Return the losses before each of so many steps of gradient descent from w."""
    ### BEGIN SOLUTION
    leaf = w.clone().requires_grad_()
    noted = []
    for _ in range(steps):
        loss = loss_of(leaf)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            leaf -= rate * leaf.grad
        leaf.grad = None
    return noted
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_descent_losses", "grade": true}
import manual_and_autograd_mlp_exercises as asked
from autograder.lesson import check

check.training("descent_losses", **asked.six_steps(descent_losses))
### BEGIN HIDDEN TESTS
check.training(
    "descent_losses",
    lambda w: descent_losses(lambda t: (t.exp() - 2 * t).sum(), w, 0.09, 11),
    reference=lambda w: {
        "losses": asked.descended(
            lambda t: t.exp() - 2, lambda t: (t.exp() - 2 * t).sum(), w, 0.09, 11
        )
    },
    shapes=[(), (5,), (3, 1, 2)],
    seed=83,
    told="w",
)
check.training(  # the rate is so large that the losses grow
    "descent_losses",
    lambda w: descent_losses(lambda t: t.square().sum(), w, 1.25, 5),
    reference=lambda w: {
        "losses": asked.descended(lambda t: 2 * t, lambda t: t.square().sum(), w, 1.25, 5)
    },
    shapes=[(3,), (2, 2)],
    seed=94,
    told="w",
)
check.training(  # a factor that is held fixed, as no difference can hold it
    "descent_losses",
    lambda w: descent_losses(lambda t: (t**2 * t.detach()).sum(), w, 0.03, 3),
    reference=lambda w: {
        "losses": asked.descended(lambda t: 2 * t**2, lambda t: (t**3).sum(), w, 0.03, 3)
    },
    shapes=[(3,), (2, 2)],
    seed=96,
    told="w",
)
check.training(  # the valley's floor is reached with the first step
    "descent_losses",
    lambda w: descent_losses(lambda t: t.square().sum(), w, 0.5, 4),
    reference=lambda w: {
        "losses": asked.descended(lambda t: 2 * t, lambda t: t.square().sum(), w, 0.5, 4)
    },
    shapes=[(3,), (2, 2)],
    seed=93,
    told="w",
)
### END HIDDEN TESTS

# %% [raw]
# section: in_float32
# title: "The same in `float32`"
# path: deeper
# needs: [three_ways]
# gist: "In `float32` right programs may differ by some percent after hundreds of steps."

# %% [markdown]
# Networks are seldom trained in `float64`. The usual `float32` keeps about seven digits, takes half the memory, and is faster. Here is our training once more, in both.
# From here on `train` of the set-up cell goes through the loop of [](#three_ways).


# %%
def trained(dtype):
    """Return 500 losses, and the fraction of w1's entries that each hundredth update changed."""
    x, y, w1, w2 = start(dtype)
    losses, fractions = [], []
    for _ in range(5):
        losses += train(x, y, w1, w2, steps=99)
        before = w1.detach().clone()
        losses += train(x, y, w1, w2, steps=1)
        fractions.append((w1 != before).double().mean().item())
    return losses, fractions


double, all_of_them = trained(torch.float64)

# %% [raw]
# exercise: predict_single_precision
# title: seven digits, five hundred steps
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Near the end an update changes a weight, which has a size near 1, by about 10⁻¹⁰ in float64. Which digit of the weight is that?
#   - "A balance for whole grams tells 80 kg from 79 kg. Does it show a milligram?"
#   - Decide first whether the last float32 loss is smaller, the same, or larger. Then guess how many times.

# %% [markdown]
# In `float64` the last loss is $6.7 \cdot 10^{-8}$. How many times as large is the last loss in `float32`, from the same start? (1 for equal, 1.02 for 2 % more, 0.5 for half.)

# %% nbgrader={"grade_id": "predict_single_precision", "solution": true}
### BEGIN SOLUTION stub: times_as_large = ...  # one number
times_as_large = 300.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_single_precision", "grade": true}
from autograder.lesson import check

check.prediction("predict_single_precision", times_as_large)

# %%
single, moved = trained(torch.float32)
for step in (100, 200, 300, 350):
    print(f"step {step}: float32 / float64 = {single[step] / double[step]:.1f}")
apart = next(k for k in range(500) if abs(single[k] / double[k] - 1) > 0.02)
print("differ by more than 2 % from about step", 10 * round(apart / 10), "on")
check.reveal("predict_single_precision", float(f"{single[-1] / double[-1]:.0e}"))

# %%
fig, axes = plt.subplots()
axes.plot(double, "-", label="float64")
axes.plot(single, "--", linewidth=2, label="float32")
axes.set(xlabel="step", ylabel="loss", yscale="log", title="Where float32 falls behind")
axes.legend()
show(
    fig,
    alt="The loss over 500 steps on a logarithmic axis, in float64 and in float32. Both curves are one "
    "until the loss is about 10⁻³, near step 300. From there float64 goes on falling, to below 10⁻⁷, "
    "while float32 falls ever more slowly, to about 2·10⁻⁵.",
)

# %% [markdown]
# Until about step 280 the two agree to within 2 %, at step 350 they differ by a factor of 2, and from there `float32`
# learns ever more slowly. Why? Look at the update. From 0.5 to 1, neighbouring `float32` numbers are $6 \cdot 10^{-8}$ apart. An update smaller than half of that is rounded away, and a larger one is rounded to a multiple of it:

# %%
for dtype in (torch.float32, torch.float64):
    w = torch.tensor(0.75, dtype=dtype)
    print(dtype, "moved by", [f"{(w - (w - update)).item():.0e}" for update in (2e-8, 4e-8)])
for name, fractions in (("float32", moved), ("float64", all_of_them)):
    print(
        name, "fraction of w1 that moved:", "  ".join(f"{fraction:.1f}" for fraction in fractions)
    )

# %% [markdown]
# The last two lines count how many entries of `w1` the 100th, 200th, …, 500th update changed at all. In `float32` nearly none of them moves
# at the end: their updates have become too small. Is that the cause? Keep the weights in `float64`, and compute everything else in `float32`:

# %%
x, y = start(torch.float32)[:2]
w1, w2 = start()[2:]
mixed = []
for _ in range(401):
    short = [w.float().requires_grad_() for w in (w1, w2)]
    loss = (((x @ short[0]).clamp(min=0) @ short[1] - y) ** 2).sum()
    mixed.append(loss.item())
    loss.backward()
    w1 -= RATE * short[0].grad
    w2 -= RATE * short[1].grad
for step in (350, 400):
    print(f"step {step}: mixed / float64 = {mixed[step] / double[step]:.1f}")

# %% [markdown]
# Yes, at least up to step 400.
#
# For a network on real data a loss of $10^{-8}$ is seldom the goal, so `float32` is a good choice. Programs that are compared digit by digit should run in `float64`, as our checks do.

# %% [raw]
# section: nn_and_optim
# title: "With `nn` and `optim`"
# path: core
# needs: [three_ways]
# gist: "`nn.Linear` keeps its weight transposed and has a bias; `optim.SGD` makes the update; `nn.MSELoss` takes the mean."

# %% [markdown]
# PyTorch has ready parts for this: `nn.Linear` is a layer, `nn.ReLU` the relu, `nn.Sequential` puts them in a row, and `nn.MSELoss` is a loss.
# Each of these is an `nn.Module`. A **<dfn>module</dfn>** is an object that holds weights, lists them with `parameters()`, and is called like a function. For the update there is
# `torch.optim.SGD`, an optimiser. (SGD is *stochastic gradient descent*: gradient descent on a random part of the examples at a time. Here we always take all of them.)

# %%
layer = nn.Linear(D_IN, HIDDEN)
print(layer)
print("weight:", tuple(layer.weight.shape), " bias:", tuple(layer.bias.shape), layer.weight.dtype)
print(f"largest weight: {layer.weight.abs().max():.4f}, and 1/√1000 is {1000**-0.5:.4f}")

# %% [markdown]
# Four surprises. The weight is **transposed**: its shape is (out, in), and the layer computes $x\,W^\top + b$. A **<dfn>bias</dfn>** $b$ is one number
# for each column, added to the product; equation (#1) has none. The numbers are `float32`. And the layer has drawn its own first weights, from $-1/\sqrt{\text{in}}$ to $1/\sqrt{\text{in}}$, so small that a sum over
# many inputs does not grow with their number. The choice of a model's first weights is called its **<dfn>initialisation</dfn>**. To compare with our loop, we overwrite them with ours:

# %%
x, y, w1, w2 = start()
model = nn.Sequential(
    nn.Linear(D_IN, HIDDEN, bias=False),
    nn.ReLU(),
    nn.Linear(HIDDEN, D_OUT, bias=False),
).double()  # float64, as ours
with torch.no_grad():
    model[0].weight.copy_(w1.T)
    model[2].weight.copy_(w2.T)
optimiser = torch.optim.SGD(model.parameters(), lr=RATE)
measure = nn.MSELoss(reduction="sum")
with_optim = []
for _ in range(500):
    loss = measure(model(x), y)
    with_optim.append(loss.item())
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()

# %% [markdown]
# `model.parameters()` lists the leaves, `zero_grad` clears their gradients, `step` makes the update under `no_grad`. Our own loop beside it:

# %%
by_ourselves = train(x, y, w1, w2)
print("losses: ", np.allclose(with_optim, by_ourselves, rtol=1e-7, atol=0))
print("weights:", torch.allclose(model[0].weight.T, w1), torch.allclose(model[2].weight.T, w2))

# %% [markdown]
# The same weights after 500 steps: these parts compute what [](#three_ways) computes. What they add is the initialisation, and other optimisers. **Adam**, a much used one, takes a running mean of the gradients in the place of the gradient, and divides each entry of it by a running measure of that entry's size.
#
# A model of your own is a subclass of `nn.Module`. Tensors wrapped in `nn.Parameter` are its weights, and `forward` is what a call runs:


# %%
class TwoLayers(nn.Module):
    def __init__(self, w1, w2):
        super().__init__()
        self.w1, self.w2 = nn.Parameter(w1), nn.Parameter(w2)

    def forward(self, x):
        return (x @ self.w1).clamp(min=0) @ self.w2


x, y, w1, w2 = start()
own = TwoLayers(w1, w2)
print([name for name, _ in own.named_parameters()])
print("the same loss:", np.isclose(measure(own(x), y).item(), with_optim[0]))

# %% [markdown]
# #### Data with a rule
#
# Random targets can only be memorised. Points of a sine, with some noise, follow a rule. The network learns from half of them, its **<dfn>training set</dfn>**. The other half, the **<dfn>validation set</dfn>**, only shows, under `no_grad`, its loss on points that it has not seen.

# %%
generator = torch.Generator(device="cpu").manual_seed(8)
noise = torch.randn(24, 1, generator=generator, device="cpu")
x = 4 * torch.rand(24, 1, generator=generator, device="cpu") - 2
y = torch.sin(2 * x) + 0.4 * noise
(x, x_held), (y, y_held) = (t.to(device()).split(12) for t in (x, y))
torch.manual_seed(1)
model = nn.Sequential(nn.Linear(1, 100), nn.Tanh(), nn.Linear(100, 1))
optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
grid = torch.linspace(-2, 2, 200)[:, None]
training, validation, fits = [], [], []
for _ in range(1000):
    loss = nn.functional.mse_loss(model(x), y)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    with torch.no_grad():
        training.append(loss.item())
        validation.append(nn.functional.mse_loss(model(x_held), y_held).item())
        fits.append(model(grid).cpu())
best = int(np.argmin(validation))
print("training loss, the last one the smallest:", training[-1] < 1.01 * min(training))
print("validation loss, the last one twice the smallest:", validation[-1] > 2 * validation[best])

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
left.plot(x.cpu(), y.cpu(), "o", label="training set")
left.plot(x_held.cpu(), y_held.cpu(), "x", label="validation set")
left.plot(grid.cpu(), fits[best], "-", label="at the smallest validation loss")
left.plot(grid.cpu(), fits[-1], ":", label="at the end")
left.set(xlabel="x", ylabel="y", title="What was learned", ylim=(-2.5, 2.5))
right.plot(training, "-", label="training")
right.plot(validation, "--", label="validation")
right.set(xlabel="step", ylabel="loss", yscale="log", title="How it was learned")
left.legend(fontsize="small")
right.legend()
show(
    fig,
    alt="Left: twelve training points and twelve validation points around a sine; the curve at the "
    "smallest validation loss follows the sine, the one at the end comes near each training point "
    "and misses others by far. Right: the training loss falls to the end, the validation loss falls and then rises.",
)

# %% [markdown]
# The training loss falls to the end. The validation loss falls, too, and then it rises: the network goes on to learn the noise of its twelve points. To fit the training set at the cost of all other data is called **<dfn>overfitting</dfn>**. One keeps the weights that had the smallest validation loss.
#
# One surprise is left: `reduction="sum"`. Without it, `nn.MSELoss` takes the *mean* of the squares.

# %%
x, y, w1, w2 = start()
found = []
for loss_of in (nn.MSELoss(reduction="sum"), nn.MSELoss()):
    leaf = w1.clone().requires_grad_()
    loss = loss_of((x @ leaf).clamp(min=0) @ w2, y)
    loss.backward()
    found.append((loss.item(), leaf.grad.norm().item()))
for what, of_sum, of_mean in zip(("loss", "gradient"), *found, strict=True):
    print(f"{what}: sum / mean = {of_sum / of_mean:.0f}")

# %% [markdown]
# 640, the number of entries, $64 \cdot 10$. The mean is mostly the better choice: it does not grow with the number of examples, and so one rate fits any number. But that is not the rate of the sum: here it is $640 \cdot 10^{-6}$, and not $10^{-6}$.

# %% [raw]
# exercise: as_linear
# title: a layer from a matrix
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# path: deeper
# hints:
#   - Print the shape and the dtype of your layer's weight, and of w. What are both supposed to be?
#   - "For a w of shape (7, 2), the layer takes 7 numbers and gives 2; its weight has the shape (2, 7)."
#   - "Begin with: layer = nn.Linear(…), with the two lengths, bias=False and dtype=w.dtype. t.copy_(u) writes u into t; a leaf is written into under no_grad."

# %% [markdown]
# Write a function that turns a matrix `w` of shape `(in, out)` into an `nn.Linear` for which `layer(x)` is `x @ w`: no bias, the dtype of `w`, and numbers of its own, so that training the
# layer does not change `w`.


# %% nbgrader={"grade_id": "as_linear", "solution": true}
def as_linear(w):
    """Return an nn.Linear without bias that computes x @ w."""
    ### BEGIN SOLUTION
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w.T)
    return layer
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_as_linear", "grade": true}
import manual_and_autograd_mlp_exercises as asked
from autograder.lesson import check

check.function("as_linear", **asked.weights(as_linear))
check.values("as_linear", asked.kind_of(as_linear), expected=asked.linear_without_bias)
for _asked in asked.layers(as_linear):
    check.function("as_linear", **_asked)
### BEGIN HIDDEN TESTS
check.function(
    "as_linear",
    lambda w: as_linear(w)(torch.ones(6, w.shape[0], dtype=w.dtype).cumsum(0)).detach(),
    reference=lambda w: torch.ones(6, w.shape[0], dtype=w.dtype).cumsum(0) @ w,
    shapes=[(5, 1), (1, 4), (4, 4)],
    seed=84,
    told="w",
)


def _asked_gradient(w):
    layer = as_linear(w)
    (layer(torch.eye(w.shape[0], dtype=w.dtype)) ** 2).sum().backward()
    return layer.weight.grad


check.function(
    "as_linear",
    _asked_gradient,
    reference=lambda w: 2 * w.T,
    shapes=[(3, 6), (6, 3)],
    seed=85,
    told="w",
)
check.function(
    "as_linear",
    lambda w: as_linear(w).weight.detach(),
    reference=lambda w: w.mT,
    shapes=[(2, 5), (4, 3)],
    seed=91,
    told="w",
    dtype=torch.float32,
)


def _asked_first_of_two(w):
    first = as_linear(w)
    as_linear(2 - w)
    return first.weight.detach()


check.function(
    "as_linear",
    _asked_first_of_two,
    reference=lambda w: w.mT,
    shapes=[(2, 3), (3, 2)],
    seed=99,
    told="w",
    part="the first of two layers",
)
### END HIDDEN TESTS

# %% [raw]
# section: broadcast_loss
# title: A loss that is right and a gradient that is not
# path: deeper
# needs: [nn_and_optim]
# gist: "(n, 1) against (n,) broadcasts to all pairs: compare shapes before you subtract."

# %% [markdown]
# Now a mistake that many make once. Four examples, two inputs each; the model is $p = x\,w$ with $w$ of shape `(2, 1)`, so $p$ has shape `(4, 1)`. The targets came out of a file, as a list of
# four numbers: shape `(4,)`.

# %%
x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, -1.0]], dtype=torch.float64)
y = x @ torch.tensor([1.0, 3.0], dtype=torch.float64)
w = torch.zeros(2, 1, dtype=torch.float64)
p = x @ w
print("p:", tuple(p.shape), "  y:", tuple(y.shape), "  y holds", y.tolist())

# %% [raw]
# exercise: predict_stretched
# title: how many differences?
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Write the shapes of p and y under each other, aligned at the right. Which axes must be stretched so that they fit?
#   - "A column of 3 minus a row of 5 is a table: every entry of the column meets every entry of the row."
#   - (4,) counts as (1, 4) beside (4, 1). What is the shape of the result, and how many entries has it?

# %% [markdown]
# How many entries does `p - y` have?

# %% nbgrader={"grade_id": "predict_stretched", "solution": true}
### BEGIN SOLUTION stub: how_many = ...  # one number
how_many = 16
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_stretched", "grade": true}
from autograder.lesson import check

check.prediction("predict_stretched", how_many)

# %%
print((p - y).shape)
check.reveal("predict_stretched", (p - y).numel())

# %% [markdown]
# The shapes `(4, 1)` and `(4,)` are not the same, so both are broadcast, as in chapter 7: each prediction is compared with *each* target, 16 pairs instead of four. The mean over 16 squares
# is a single number, and no error comes. Does one notice? Side by side, from $w = 0$:

# %%
noted = {}
for name, targets in (("right", y.reshape(4, 1)), ("broadcast", y)):
    w = torch.zeros(2, 1, dtype=torch.float64, requires_grad=True)
    noted[name] = []
    for step in range(40):
        loss = ((x @ w - targets) ** 2).mean()
        loss.backward()
        if step < 2:
            print(f"{name:9}  loss {loss:.4f}  gradient {w.grad.flatten()}")
        noted[name].append(loss.item())
        with torch.no_grad():
            w -= 0.2 * w.grad
        w.grad = None
    end = w.detach().flatten().round(decimals=2)
    print(f"{name:9}  after 40 steps: loss {loss:.2f}  w {end}")

# %% [markdown]
# At first **the loss is the same and the gradient is not**: with $w = 0$ all predictions are 0, and it makes no difference whether each target is compared with one zero or with four. One step later the losses differ,
# too. With broadcasting, every prediction is drawn towards the mean of all targets; the loss falls a little and stays there. That a loss falls proves little.

# %%
fig, axes = plt.subplots()
axes.plot(noted["right"], "o-", markersize=4, label="(4, 1) and (4, 1)")
axes.plot(noted["broadcast"], "s--", markersize=4, label="(4, 1) and (4,): broadcast")
axes.set(xlabel="step", ylabel="loss", title="The same first loss")
axes.legend()
show(
    fig,
    alt="The loss over 40 steps, from two programs that begin at the same value. With targets of shape "
    "(4, 1) it falls to 0. With targets of shape (4,) it falls a little in the first steps and stays high.",
)

# %% [markdown]
# `nn.MSELoss` warns of this, and a line of your own does not. Compare shapes before you subtract:

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    nn.MSELoss()(p, y)
print(str(caught[0].message))

# %% [raw]
# exercise: mean_square
# title: a loss that does not broadcast
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# hints:
#   - Print the shape of p - y in your function, once for y of shape (4,) and once for (4, 1). Is it the same both times?
#   - "A column of 3 and a list of 3 become comparable if both are made lists: t.reshape(-1) makes a list of any tensor."
#   - "What do you compare first, to refuse unequal numbers? Then bring both to one shape."

# %% [markdown]
# Write a mean squared error that is safe. Predictions `p` and targets `y` may each have the shape `(n,)` or `(n, 1)`; entry $k$ of one belongs to entry $k$ of the other. Return a tensor of
# shape `()` through which a gradient reaches `p`. If the numbers of entries differ, raise a `ValueError`.


# %% nbgrader={"grade_id": "mean_square", "solution": true}
def mean_square(p, y):
    """Return the mean of (p - y)**2 over pairs of entries, shape (); refuse unequal numbers."""
    ### BEGIN SOLUTION
    if p.numel() != y.numel():
        raise ValueError(f"{p.numel()} predictions and {y.numel()} targets")
    return ((p.reshape(-1) - y.reshape(-1)) ** 2).mean()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_mean_square", "grade": true}
import manual_and_autograd_mlp_exercises as asked
from autograder.lesson import check

check.function("mean_square", asked.with_a_list(mean_square), **asked.mean_of_pairs)
for _asked in asked.slopes:
    check.gradient("mean_square", asked.slope_with_a_column(mean_square), **_asked)
check.raises("mean_square", asked.three_and_one(mean_square), like=asked.refused)
### BEGIN HIDDEN TESTS
check.function(
    "mean_square",
    lambda p: mean_square(p, asked.targets_for(p).reshape(-1, 1)),
    reference=lambda p: (p.flatten() - asked.targets_for(p)).square().mean(),
    shapes=[(7,), (8,), (6,)],
    seed=86,
    told="p",
    evidence=asked.all_with_all,
)
check.function(
    "mean_square",
    lambda p: mean_square(p, asked.targets_for(p).reshape(p.shape)),
    reference=lambda p: (p.flatten() - asked.targets_for(p)).square().mean(),
    shapes=[(7,), (8, 1), (3,), (5,), (1,), (1, 1)],
    rtol=1e-11,
    seed=90,
    told="p",
    evidence=lambda p: asked.all_with_all(p) if p.dim() == 1 else {},
)
check.raises("mean_square", lambda: mean_square(torch.ones(1), torch.ones(9)), like=asked.refused)
### END HIDDEN TESTS

# %% [raw]
# section: learning_rate
# title: The learning rate
# path: deeper
# needs: [learning_process]
# gist: "A rate that is too large diverges; for the loss c w² the border is 1/c."

# %% [markdown]
# So far the rate was given. What if it were another?

# %% [raw]
# exercise: predict_ten_times
# title: ten times the rate
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - The gradient tells the slope at the point where you stand. For how far does it hold?
#   - "For the loss w², a step from w = 1 with the rate 0.4 leads to 0.2, with the rate 4 to −7. Where does the next one lead?"
#   - Decide whether a step ten times as long still ends lower than it began.

# %% [markdown]
# We train the large network of [](#three_ways) for 20 steps, with the rate $10^{-6}$ and with $10^{-5}$. Does the larger rate lead to the smaller loss?

# %% nbgrader={"grade_id": "predict_ten_times", "solution": true}
### BEGIN SOLUTION stub: larger_is_better = ...  # True or False
larger_is_better = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_ten_times", "grade": true}
from autograder.lesson import check

check.prediction("predict_ten_times", larger_is_better, choices=[True, False])

# %%
for rate in (1e-7, 1e-6, 1e-5):
    noted = train(*start(), rate=rate, steps=21)
    print(f"rate {rate:.0e}:", "  ".join(f"{noted[k]:.1e}" for k in (0, 1, 2, 5, 20)))
check.reveal("predict_ten_times", noted[20] < 1e6)

# %% [markdown]
# The gradient says how the loss changes close to the weights, and a longer step leaves that region. With $10^{-7}$ the loss falls slowly. With $10^{-5}$ each step lands higher on the other side of the valley, where the slope is steeper, so the next step is longer still: the loss **diverges**, until the
# numbers are beyond what a float can hold. `nan` (chapter 4) is what remains of infinity minus infinity.
#
# The next picture shows it on a network with 25 weights. The loss is a landscape over 25 axes; the map shows a plane through it, chosen to be near the path of gradient descent. Run the cell and move the rate. At which rate does the path begin to zigzag, and at which does it leave the map?

# %%
explore.learning_rate()

# %% [markdown]
# With too small a rate the path is smooth and does not arrive. From 0.25 to 0.4 it jumps from one side of the valley to the other, and in these 100 steps the loss goes up and down. From 0.5 on it leaves the map and diverges. For a valley one can say exactly where the border lies. Let the loss be $c\,w^2$ with $c > 0$, and the slope $2cw$:
#
# $$w \leftarrow w - \text{rate} \cdot 2cw = (1 - 2c \cdot \text{rate})\,w. \tag{3}$$
#
# Each step multiplies $w$ by the same number. It shrinks if that number lies between $-1$ and $1$, so for rates below $1/c$, and it arrives at once for the rate $1/(2c)$. If a landscape is such a valley along each of several axes, $\sum_i c_i w_i^2$, the largest $c_i$ decides which rates are possible; the smallest one decides
# how long it takes.

# %% [raw]
# exercise: plot_rates
# title: the loss over the rate
# kind: plot
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print the losses after 10 and after 100 steps for one rate, and compare them with equation (#3), for the loss c·w², by hand or by calculator. Is the number of steps right?
#   - "After 3 steps the loss w² from w = 1 with the rate 0.25 is (0.5³)² = 1/64. The loss before the third step is 1/16."
#   - "Make a leaf anew for each rate: leaf = w.clone().requires_grad_(). To draw u over t on logarithmic axes: axes.plot(t, u, \"o-\", label=\"name\"), then axes.set(xscale=\"log\", yscale=\"log\", ...)."

# %% [markdown]
# `loss_of` turns weights into a loss, `w` are the weights at the start, `rates` is a tensor of rates. Draw two curves over the rates, both axes logarithmic: the loss **after** 10 steps and **after** 100 steps of gradient
# descent, labelled `"10 steps"` and `"100 steps"`. Every rate starts from `w` again. Label both axes, add a title and a legend, and give the curves different markers or line styles.


# %% nbgrader={"grade_id": "plot_rates", "solution": true}
def plot_rates(loss_of, w, rates):
    """Plot the loss after 10 and after 100 steps over the learning rate; return the Axes."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION
    after = {10: [], 100: []}
    for rate in rates.tolist():
        leaf = w.clone().requires_grad_()
        for step in range(1, 101):
            (slope,) = torch.autograd.grad(loss_of(leaf), leaf)
            with torch.no_grad():
                leaf -= rate * slope
            if step in after:
                after[step].append(loss_of(leaf).item())
    axes.plot(rates.cpu(), after[10], "o-", label="10 steps")
    axes.plot(rates.cpu(), after[100], "s--", label="100 steps")
    axes.set(xlabel="rate", ylabel="loss", xscale="log", yscale="log", title="Which rate?")
    axes.legend()
    ### END SOLUTION
    return axes


# %%
x = torch.linspace(-2, 2, 20, dtype=torch.float64)
show(
    plot_rates(
        lambda w: ((w[2] * torch.tanh(w[0] * x + w[1]) - torch.sin(x)) ** 2).mean(),
        torch.tensor([0.5, 0.1, 0.5], dtype=torch.float64),
        torch.logspace(-3, 0, 16, dtype=torch.float64),
    ),
    alt="Your plot, for one hidden unit that learns a sine. Over rates from 0.001 to 1, both curves fall: "
    "hardly at the left, steeply in the middle. The curve for 100 steps lies below the one for 10 steps, "
    "and gets as low with rates that are about ten times smaller.",
)

# %% nbgrader={"grade_id": "test_plot_rates", "grade": true}
import manual_and_autograd_mlp_exercises as asked
from autograder.lesson import check

check.plot("plot_rates", asked.two_valleys(plot_rates), like=asked.losses_of_valleys)
### BEGIN HIDDEN TESTS
_asked_narrow = torch.tensor([0.6, 3.0, 0.125], dtype=torch.float64, device="cpu")
_asked_from = torch.tensor([-1.5, 0.75, 4.0], dtype=torch.float64, device="cpu")
_asked_rates = torch.tensor(
    [0.003, 0.02, 0.05, 0.12, 0.21, 0.36], dtype=torch.float64, device="cpu"
)
for _asked_start in (_asked_from, 2 - _asked_from):
    check.plot(
        "plot_rates",
        lambda start=_asked_start: plot_rates(
            lambda w: (_asked_narrow * w.square()).sum(), start.clone(), _asked_rates.clone()
        ),
        like=asked.rates_drawn(_asked_narrow, _asked_start, _asked_rates, rtol=2e-6),
    )
### END HIDDEN TESTS

# %% [raw]
# section: train_and_eval
# title: "Training and using: `train()` and `eval()`"
# path: core
# needs: [nn_and_optim]
# gist: "`eval()` changes what dropout and batch norm compute, `no_grad()` stops recording; to use a model you want both."

# %% [markdown]
# Some layers behave in one way while a network is trained, in **<dfn>training mode</dfn>**, and in another when it is used, in **<dfn>evaluation mode</dfn>**. A module has a switch for it, and so has each of its parts: `model.train()` and `model.eval()` turn all of them, and `model.training` tells the mode of the module itself. The two best known
# layers of this kind:
#
# **<dfn>Dropout</dfn>** sets a random part of its inputs to 0, so that no unit can rely on a single other one. What is left is made larger, so that on average the mean stays as it was.

# %%
torch.manual_seed(0)
dropout = nn.Dropout(0.5)
ones = torch.ones(100_000)
dropout.train()
out = dropout(ones)
print("train:", sorted(set(out.tolist())))
print("       about half are 0:", 0.49 < (out == 0).float().mean().item() < 0.51)
print("       the same twice:", torch.equal(dropout(ones), dropout(ones)))
dropout.eval()
print("eval: ", sorted(set(dropout(ones).tolist())))
print("       the same twice:", torch.equal(dropout(ones), dropout(ones)))

# %% [markdown]
# In training mode, half of the ones became 0 and the other half 2; two calls differ. In evaluation mode dropout does nothing.
#
# **<dfn>Batch norm</dfn>** brings each column to mean 0 and (unless all its entries are equal) variance 1. In training mode it takes the mean and variance of the rows that it sees just now, the **batch**; in evaluation mode, by default, running averages of those that it has seen in training mode. Then it multiplies each column by a weight and adds a bias, both to be learned: `affine=False` leaves that out.

# %%
norm = nn.BatchNorm1d(1, affine=False, dtype=torch.float64)
batch = torch.tensor([[1.0], [3.0], [8.0]], dtype=torch.float64)
norm.train()
print("train:", norm(batch).flatten())
print("running mean and variance:", norm.running_mean, norm.running_var)
norm.eval()
print("eval: ", norm(batch).flatten())

# %% [markdown]
# In training mode, $(1, 3, 8)$ is measured against its own mean 4 and its own variance $26/3$. The running mean began at 0 and went one tenth of the way to 4; the running variance went from 1 one tenth of the way to
# $(9 + 1 + 16)/2 = 13$ (for this purpose PyTorch divides by one less than the number of rows). In evaluation mode these two
# are used, so the outputs differ, and **a call in training mode has changed the model**, without any gradient or optimiser.

# %% [raw]
# exercise: predict_after_eval
# title: after eval
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - Which of the two layers above has to do with graphs? Does anything in the description of eval mention recording?
#   - "A sign 'open' on the door of a shop and a switch for the light inside: does turning the sign switch off the light?"
#   - Decide whether eval() is told to the layers or to autograd.

# %% [markdown]
# After `model.eval()`, does the output of `model(x)` still require a gradient, if the weights do?

# %% nbgrader={"grade_id": "predict_after_eval", "solution": true}
### BEGIN SOLUTION stub: still_requires = ...  # True or False
still_requires = True
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_after_eval", "grade": true}
from autograder.lesson import check

check.prediction("predict_after_eval", still_requires, choices=[True, False])

# %%
model = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.Linear(3, 1))
x = torch.ones(4, 2)
for mode in (model.train, model.eval):
    mode()
    with torch.no_grad():
        without = model(x)
    recorded = model(x)
    print(f"{mode.__name__:5} requires_grad:", recorded.requires_grad, without.requires_grad)
check.reveal("predict_after_eval", recorded.requires_grad)

# %% [markdown]
# (The second column is under `no_grad`.) `eval()` changes what the layers compute, `no_grad()` what autograd records; neither does the work of the other. A model with dropout that is used without `eval()` gives other answers each time; in evaluation mode, but without `no_grad()`, it gives the right ones, each with a graph. You want both:
#
# | | dropout and batch norm | records a graph |
# |---|---|---|
# | `model.train()` | training mode | yes |
# | `model.eval()` | evaluation mode | **yes** |
# | `model.train()`, under `no_grad()` | **training mode** | no |
# | `model.eval()`, under `no_grad()` | evaluation mode | no |

# %% [raw]
# exercise: evaluate
# title: ask, and leave no trace
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Call your function twice with the same model and input. Are the outputs the same? Then print model.training and the output's requires_grad.
#   - "A room has ten lamps, some of them lit, and you need them all off for a minute. What must you write down first, so that the room can be as it was, even if you have to leave early?"
#   - "model.modules() goes through the model and all its parts; each has a truth value training, which you may set. What stands under finally: runs after an error, too."

# %% [markdown]
# In the middle of a training somebody wants to know how good the model is. Write `evaluate(model, x)`: it returns `model(x)` in evaluation mode, recorded in no graph, and leaves the model **as
# it was**: each of its parts in the mode that it was in (a batch norm may be in evaluation mode while the rest is in training mode), with the same parameters and their gradients. The modes are as before even if `model(x)` raises an error, which goes on to the caller.


# %% nbgrader={"grade_id": "evaluate", "solution": true}
def evaluate(model, x):
    """Return model(x) in evaluation mode, without a graph; each part keeps its mode."""
    ### BEGIN SOLUTION
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    finally:
        for part, mode in modes:
            part.training = mode
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_evaluate", "grade": true}
import manual_and_autograd_mlp_exercises as asked
from autograder.lesson import check

for _asked in asked.models(evaluate):
    check.function("evaluate", **_asked)
check.values("evaluate", asked.traces(evaluate), expected=asked.no_traces)
check.raises("evaluate", asked.with_an_error(evaluate), like=asked.error_inside)
check.values("evaluate", **asked.mode_after_an_error(evaluate))
### BEGIN HIDDEN TESTS


def _asked_twice(x):
    model = asked.model_for(x)
    evaluate(model, 3 * x)
    return evaluate(model, x)


check.function(
    "evaluate", _asked_twice, reference=asked.used, shapes=[(7, 4), (6, 5), (1, 3)], seed=87
)


def _asked_modes():
    model = torch.nn.Sequential(
        asked.model_for(asked.batch()), torch.nn.ReLU(), torch.nn.Dropout(0.3)
    )
    for k, each in enumerate(model.modules()):
        each.training = k % 2 == 0
    evaluate(model, asked.batch())
    return [each.training for each in model.modules()]


check.values(
    "evaluate",
    _asked_modes,
    expected=[True, False, True, False, True, False, True],
    part="the modes of all layers afterwards",
)
### END HIDDEN TESTS

# %% [raw]
# section: program_to_judge
# title: A program to judge
# path: deeper
# needs: [broadcast_loss, train_and_eval]
# gist: "A loss that falls may belong to a program that is wrong."


# %% [raw]
# exercise: the_loss_that_fell
# title: the loss that fell
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# hints:
#   - Write the shape of each tensor beside its line. Which two meet in the loss, and what do they become?
#   - For part 2, think of [](#train_and_eval). What does dropout do in each of the calls, and which line would change that?
#   - For part 3, think of what is the same in both programs at w = 0 ([](#broadcast_loss)), and of the three opinions on a gradient in chapter 1.

# %% [markdown]
# A friend fits a model to 200 examples and writes: *"The loss fell from 9.1 to 8.7 and stays there, so that is the best that a network can do. And when I ask the finished model twice about the same example, it gives two answers."*
#
# ```python
# model = nn.Sequential(nn.Linear(5, 50), nn.ReLU(), nn.Dropout(0.2), nn.Linear(50, 1))
# optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
# for step in range(2000):
#     p = model(x)                     # x has shape (200, 5)
#     loss = ((p - y) ** 2).mean()     # y has shape (200,)
#     optimiser.zero_grad()
#     loss.backward()
#     optimiser.step()
# with torch.no_grad():
#     print(model(x[:1]), model(x[:1]))
# ```
#
# Answer in a few sentences, in your own words. A person will read and grade this one.
#
# 1. Which line stops the model from learning, why does no error come, and how do you correct the line?
# 2. Why two answers, although `no_grad` is there? What is missing?
# 3. Your friend says that autograd is to blame for the first problem. Is the gradient wrong? Of which function is it the gradient, and what would a finite difference show?

# %% [markdown] nbgrader={"grade_id": "the_loss_that_fell", "grade": true, "solution": true}
# **Model answer.** (1) The line with the loss: `p` has shape (200, 1) and `y` (200,), so both are broadcast to (200, 200), and each prediction is compared with all targets. The mean of the $200 \cdot 200$ squares is a number like any other, so nothing
# raises. The best that a model can do then is to say the mean of all targets for every example. Correct it with `y.reshape(200, 1)`, `y[:, None]` or `p.squeeze(1)`. (2) The model is still in training
# mode, so dropout sets other units to 0 in each call. `no_grad` only switches recording off. `model.eval()` is missing before the last lines. (3) The gradient is right: autograd differentiates the function that was
# computed, the mean over all pairs. A finite difference of the *same* loss line agrees with it, so it does not find the mistake; a difference of the loss that was *meant*, written with matching shapes, disagrees, and that shows that the loss is at fault
# and not the gradient.
#
# **Rubric, one point each.** The broadcast is named, with a correction that gives both the same shape. · It says why no error comes, or what the model learns instead (the mean of all targets). · Training mode with
# dropout is the reason for the two answers, and `eval()` the cure, with `no_grad` told apart from it. · The gradient is that of the loss as written; a difference of the intended loss would disagree.

# %% [raw]
# section: in_pieces
# title: A long computation in pieces
# path: deeper
# needs: [three_ways, factor_held_fixed]
# gist: "Detach the state between pieces of a long computation: the gradient then counts what happens within a piece."

# %% [markdown]
# A network that reads a text uses its layer again and again, once for each character, and passes on what it remembers, its state. The **<dfn>state</dfn>** of a network is what it passes on from one use of a layer to the next, and one such use is a **<dfn>time step</dfn>**. The smallest of this kind:
#
# $$s_{t} = w \cdot s_{t-1} + 1, \qquad s_0 = 0. \tag{4}$$
#
# With $w = 2$: $s_1 = 1$, $s_2 = 3$, $s_3 = 7$. As a formula, $s_3 = w^2 + w + 1$, so $ds_3/dw = 2w + 1 = 5$.

# %%
w = torch.tensor(2.0, requires_grad=True)
s = torch.tensor(0.0)
for _ in range(3):
    s = w * s + 1
show_graph(s)

# %% [markdown]
# Each time step makes the graph longer, and the backward pass goes through all of it. **<dfn>Backpropagation through time</dfn>** is a backward pass through all the time steps of a network. For a text of a million characters the graph has a million time steps: too much memory, and far too long to wait for the first
# update. So one updates after each piece. The obvious loop, pieces of two time steps each:

# %% tags=["raises-exception"]
w = torch.tensor(2.0, requires_grad=True)
s = torch.tensor(0.0)
for piece in range(2):
    for _ in range(2):
        s = w * s + 1
    print("piece", piece, " s =", s.item())
    s.backward()

# %% [markdown]
# *"Trying to backward through the graph a second time"*: the second piece begins with a state $s$ from the graph of the first, which has been freed (chapter 6). `retain_graph=True` would keep all pieces, which
# is what we wanted to avoid. What we want is the number of the state without its history, `s.detach()`:

# %%
w = torch.tensor(2.0, requires_grad=True)
s = torch.tensor(0.0)
for piece in range(2):
    s = s.detach()
    for _ in range(2):
        s = w * s + 1
    w.grad = None
    s.backward()
    print("piece", piece, " s =", s.item(), " w.grad =", w.grad.item())

# %% [markdown]
# The states are those of (#4). The gradient of the second piece counts how $w$ acts *within* the piece, and takes the state that the
# piece began with as given. **<dfn>Truncated backpropagation through time</dfn>** goes backward within a piece, and takes the state from before as a constant.

# %% [raw]
# exercise: predict_truncated
# title: cut after two
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Which number does the last time step take from the cut, and which operations are still recorded after it?
#   - "For s₂ = w·c + 1 with c a constant 10, the derivative with respect to w is 10, whatever c was computed from."
#   - Write s₃ with s₂ as the number 3, and differentiate.

# %% [markdown]
# Three time steps of (#4) at $w = 2$ again, but $s_2$ is detached before the third. What is `w.grad` after `s.backward()`, where the whole gradient was 5?

# %% nbgrader={"grade_id": "predict_truncated", "solution": true}
### BEGIN SOLUTION stub: truncated = ...  # one number
truncated = 3.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_truncated", "grade": true}
from autograder.lesson import check

check.prediction("predict_truncated", truncated)

# %%
w = torch.tensor(2.0, requires_grad=True)
s = torch.tensor(0.0)
for step in range(3):
    if step == 2:
        s = s.detach()
    s = w * s + 1
s.backward()
print("s =", s.item(), " w.grad =", w.grad)
check.reveal("predict_truncated", w.grad)

# %% [markdown]
# The state before the cut is a plain number now, and $w$ multiplies it once more: $s_3 = w \cdot 3 + 1$. The part that is missing, 2, is what an earlier use of $w$ contributes through the state. A truncated gradient is an approximation. It is good where the influence of the past fades
# quickly, and takes no account of how $w$ acted before the cut.

# %% [raw]
# exercise: truncated_gradient
# title: a gradient in pieces
# kind: code
# points: 4
# minutes: 20
# difficulty: 3
# hints:
#   - Print at which time steps you detach, for five of them and k = 2. They should be 2 and 4 (and 0, which does no harm), before the state is used.
#   - "With k = 1 every time step stands alone: in tanh(w·s + x) the s is then a plain number each time. With k as large as the number of inputs nothing is cut."
#   - "Begin with: leaf = w.clone().requires_grad_(), s = torch.zeros_like(w) and total = 0. In the loop over enumerate(xs), what is to be done with s where t % k == 0, before s is used?"

# %% [markdown]
# Now with an input at each time step, and an activation: $s_t = \tanh(w \cdot s_{t-1} + x_t)$, entry by entry, with $s = 0$ before the first input, and the loss is the sum of all $s_t^2$, over all time steps and entries. Write a function that returns the truncated gradient
# with respect to `w`: the state is detached before the time steps $k$, $2k$, $3k$, … (counted from 0), and nothing else is cut. `xs` is a list of numbers; `w` is a tensor of any shape that requires no gradient.


# %% nbgrader={"grade_id": "truncated_gradient", "solution": true}
def truncated_gradient(w, xs, k):
    """Return the gradient of the sum of s_t**2 at w, the state detached every k steps."""
    ### BEGIN SOLUTION
    leaf = w.clone().requires_grad_()
    s = torch.zeros_like(w)
    total = 0
    for t, x in enumerate(xs):
        if t % k == 0:
            s = s.detach()
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_truncated_gradient", "grade": true}
import manual_and_autograd_mlp_exercises as asked
from autograder.lesson import check

check.gradient("truncated_gradient", **asked.in_pieces(truncated_gradient))
### BEGIN HIDDEN TESTS
_asked_xs = [0.7, 0.4, -0.9, 0.1, 0.65, -0.25, 0.35]
check.gradient(
    "truncated_gradient",
    lambda w: truncated_gradient(w, _asked_xs, 2),
    of=lambda w, held: asked.sum_of_squares(w, held, _asked_xs, 2),
    held=lambda w: asked.states(w, _asked_xs),
    shapes=[(5,), (), (2, 3)],
    evidence=lambda w: {"foretold": {"hard-coded": asked.gradient_in_pieces(w, _asked_xs, 3)}},
    seed=88,
    told="w",
)
check.function(  # to the last digits
    "truncated_gradient",
    lambda w: truncated_gradient(w, _asked_xs, 2),
    reference=lambda w: asked.gradient_in_pieces(w, _asked_xs, 2),
    shapes=[(3,), (3,)],
    rtol=1e-11,
    seed=98,
    told="w",
)
check.gradient(  # nothing to cut
    "truncated_gradient",
    lambda w: truncated_gradient(w, _asked_xs, 70),
    of=lambda w: asked.sum_of_squares(w, asked.states(w, _asked_xs), _asked_xs, 70),
    shapes=[(4,), (1, 3)],
    seed=89,
    told="w",
)
### END HIDDEN TESTS

# %% [raw]
# section: what_each_way_costs
# title: What each way costs
# path: deeper
# needs: [three_ways]
# gist: "The ways to the same numbers differ in time, and the device decides by how much."

# %% [markdown]
# How long does a step of [](#three_ways) take, in both precisions, on the CPU, and on a GPU if PyTorch finds one? The
# numbers are those of the machine on which the cells ran last; **run them on yours**. (A GPU works while Python goes on, so the clock must wait for it: `synchronize`.)


# %%
def hand_step(x, y, w1, w2):  # arrays or tensors
    h = x @ w1
    a = h * (h > 0)
    dp = 2 * (a @ w2 - y)
    dw2, dw1 = a.T @ dp, x.T @ ((dp @ w2.T) * (h > 0))
    w1 -= RATE * dw1
    w2 -= RATE * dw2


def one_step(name, place, dtype):
    """Return a function that makes one step of a program."""
    x, y, w1, w2 = (t.to(place) for t in start(dtype))
    if name == "NumPy":
        return partial(hand_step, x.numpy(), y.numpy(), w1.numpy(), w2.numpy())
    if name == "torch by hand":
        return partial(hand_step, x, y, w1, w2)
    return partial(train, x, y, w1, w2, steps=1)


def milliseconds(name, place, dtype, steps=40):
    """Return the time of the quickest of so many steps: the others were interrupted."""
    step, best = one_step(name, place, dtype), float("inf")
    for _ in range(steps):
        begin = time.perf_counter()
        step()
        if place == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - begin)
    return 1000 * best


# %% tags=["nbval-ignore-output"]
places = {"cpu": f"CPU ({platform.machine()}, {torch.get_num_threads()} thread)"}
if torch.cuda.is_available():
    places["cuda"] = torch.cuda.get_device_name()
programs = ("NumPy", "torch by hand", "autograd")
times = {
    (name, place, dtype): milliseconds(name, place, dtype)
    for place in places
    for name in programs
    for dtype in (torch.float64, torch.float32)
    if not (name == "NumPy" and place == "cuda")
}
for (name, place, dtype), value in times.items():
    print(f"{name:14} {places[place]} {dtype}: {value:.2f} ms a step")

# %% [markdown]
# What to look for in your own numbers:
#
# - On a CPU most of the time goes into the same matrix products, so the programs lie close together. (NumPy brings a matrix product of its own.)
# - On a CPU `float32` takes about half the time of `float64`: half as many bytes, and twice as many numbers in one instruction.
# - A GPU helps where there is much to do side by side. At this size a step is some twenty small operations, which must be started one by one, and starting may take longer than computing.
#
# So the reason to use autograd is not speed. It is that you need not derive (#2), for this network or for any other.

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - A step of learning: forward, loss, backward (backpropagation), update; then clear the gradients.
# - Backward through $p = a\,W$: $dW = a^\top dp$ and $da = dp\,W^\top$. Through an activation, entry by entry, times its derivative.
# - Compute all gradients before the first weight changes.
# - NumPy, torch by hand, autograd, and `nn` with `optim` agree step by step if they begin with the same numbers. Compare in `float64`, relative to the largest entry.
# - In `float32`, an update that is smaller than half the spacing of the numbers is lost; near the end of a long training that shows.
# - `nn.Linear` keeps its weight transposed, (out, in), and has a bias unless told otherwise. `nn.MSELoss` takes the mean.
# - A loss has the shape `()`. `(n, 1)` against `(n,)` broadcasts to all pairs: compare shapes before you subtract.
# - With too large a rate the loss diverges. For the loss $c\,w^2$ the border is $1/c$.
# - `eval()` switches layers such as dropout and batch norm, `no_grad()` switches recording. To use a model you want both.
# - Detach the state between pieces of a long computation: the gradient then counts what happens within the piece.
#
# | What people believe | What is true |
# |---|---|
# | Autograd's gradients are approximations. | They are those of (#2), up to rounding. |
# | `w.data -= …` is the same as `no_grad`. | The same numbers, until you write at the wrong moment; then no error comes. |
# | If the loss falls, the program is right. | A broadcast loss falls, too, towards something else; its gradient is that of the wrong function. |
# | `eval()` switches autograd off. | It changes what layers compute, and nothing else. |
#
# ## Further reading
#
# - PyTorch documentation: [`torch.nn.Linear`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html),
#   [`torch.optim`](https://docs.pytorch.org/docs/stable/optim.html), and the notes on
#   [numerical accuracy](https://docs.pytorch.org/docs/stable/notes/numerical_accuracy.html).
# - J. Johnson, [*PyTorch examples*](https://github.com/jcjohnson/pytorch-examples): a network of this size in NumPy, in torch and with autograd, where this chapter's tour has its origin.
# - D. Rumelhart, G. Hinton and R. Williams, *Learning representations by back-propagating errors*, Nature 323, 1986.
# - N. Srivastava and others, *Dropout*, Journal of Machine Learning Research 15, 2014; S. Ioffe and C. Szegedy, *Batch Normalization*, ICML 2015.
# - R. Williams and J. Peng, *An Efficient Gradient-Based Algorithm for On-Line Training of Recurrent Network Trajectories*, Neural Computation 2, 1990, on truncated backpropagation through time.

# %% [markdown]
# ## Where you stand
#
# Chapter 9 goes beyond `backward`: derivatives as functions, and graphs before the run.

# %%
progress()
