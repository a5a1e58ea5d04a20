# %% [raw]
# chapter: Control flow
# builds_on: chapters 1 to 3

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **predict** the gradient of a function that contains `if` and `while`,
# - **verify** such a gradient in more than one way,
# - **mend** a condition that is ambiguous, a loop that never ends, and one that changes its argument,
# - **say** what autograd cannot see, and what it returns at a jump or a kink,
# - **trace** a NaN of a backward pass to the operation that made it, and cure it.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import math
import warnings

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, explore, progress, show, show_graph

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [raw]
# section: loop_and_branch
# title: A loop and a branch
# path: core
# needs: [first_gradient]
# gist: "Autograd differentiates the operations that ran, whatever `if` and `while` chose them."

# %% [markdown]
# Programs also decide: they repeat a step until a condition holds, or choose one of two steps. Can
# such a program be differentiated? Here is one. It doubles its argument at least once, and goes on until the result is large; if its sum is not positive then, it is multiplied by 100. (`b.norm()` is the **<dfn>norm</dfn>** of `b`, the root of the sum of its squared entries; for a
# single number, its absolute value.)


# %%
def f(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    if b.sum() > 0:
        return b
    return 100 * b


# %% [markdown]
# Follow it by hand for $a = 300$. First $b = 600$, less than 1000, so $b$ is doubled once more, to 1200. The sum is positive.
# So near this $a$ the program is the formula $f(a) = 2 \cdot (2 a) = 4a$, and its derivative is 4.

# %%
a = torch.tensor(300.0, requires_grad=True)
d = f(a)
d.backward()
print("f(a) =", d.item(), "  gradient:", a.grad.item())

# %% [markdown]
# Now look at what autograd wrote down on the way:

# %%
show_graph(f(a))

# %% [markdown]
# Two multiplications: no `while`, no `if`, no comparison. **Autograd records the operations that ran, not the
# program that chose them.** The condition was evaluated by Python, which needed a plain `True` or `False` and nothing that could be differentiated:

# %%
condition = d.norm() < 1000
print(condition, condition.requires_grad)
print(d.norm().requires_grad)

# %% [markdown]
# (The norm itself was recorded. But no path leads from the result to it, so `d.backward()` does not reach it.)

# %% [raw]
# exercise: predict_other_branch
# title: the other branch
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Which operations run for this a, and by what is it multiplied in all?
#   - "For a = -700: b = -1400, whose norm is 1400, so the loop does not run. The sum is negative: 100 · 2 · a."
#   - Write down each value of b for a = -300, and then multiply the factors together.

# %% [markdown]
# What will the gradient of `f` be at $a = -300$?

# %% nbgrader={"grade_id": "predict_other_branch", "solution": true}
### BEGIN SOLUTION stub: at_minus_300 = ...  # one number
at_minus_300 = 400.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_other_branch", "grade": true}
from autograder.lesson import check

check.prediction("predict_other_branch", at_minus_300)

# %%
a = torch.tensor(-300.0, requires_grad=True)
d = f(a)
d.backward()
print("f(a) =", d.item(), "  gradient:", a.grad.item())
check.reveal("predict_other_branch", a.grad)

# %%
show_graph(f(a))

# %% [markdown]
# Another number may take another **<dfn>route</dfn>** through the program, another sequence of operations, and leave another graph: this one has a third multiplication. Every forward pass builds
# its graph anew, so Python's own `if` and `while` are enough. On every route, $a$ is multiplied by constants and by nothing else, so for $a \neq 0$
#
# $$f(a) = k\,a, \qquad \text{and the gradient is } k = f(a) / a, \tag{1}$$
#
# where $k$ depends on the route. For small numbers there are many multiplications:

# %%
a = torch.tensor(1.2009, requires_grad=True)
d = f(a)
d.backward()
print("a:", a)
print("gradient:", a.grad, "  f(a) / a:", (d / a).detach())
print(a.grad == d / a)

# %% [markdown]
# $1024 = 2^{10}$: the first doubling, and nine rounds of the loop. The function also takes a tensor of shape `(1,)`, which still counts as a single number for `backward`:

# %%
a = torch.tensor([-0.3], requires_grad=True)
d = f(a)
d.backward()
print("gradient:", a.grad, "  f(a) / a:", (d / a).detach())
print(a.grad == d / a)

# %% [markdown]
# Here $k = 100 \cdot 2^{12}$: eleven rounds, and the other branch.

# %% [raw]
# section: who_decides
# title: Who decides?
# path: core
# needs: [loop_and_branch]
# gist: "A condition is one truth value for a whole tensor. Where each entry decides for itself, use `torch.where`."

# %% [markdown]
# The function once more, and a $2 \times 3$ matrix, whose entries differ widely.


# %%
def f(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


a = torch.tensor([[-0.0519, -0.5885, 0.0626], [0.1675, 1.7026, 1.4531]], requires_grad=True)
print(f(a))

# %% [markdown]
# The result is a matrix, so we send its sum backward (a head of ones, chapter 2).

# %% [raw]
# exercise: predict_different_values
# title: six entries
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - How many numbers does the condition of the loop look at?
#   - "A lift stops when the weight of all passengers together is over 500 kg. Does it stop for each passenger at another floor?"
#   - Divide two entries of f(a) by those of a, and compare the quotients.

# %% [markdown]
# The entries of `a` lie between −0.59 and 1.70; some have to be doubled more often than others to come near 1000. How many *different* values will the
# six entries of `a.grad` have?

# %% nbgrader={"grade_id": "predict_different_values", "solution": true}
### BEGIN SOLUTION stub: different_values = ...  # a whole number from 1 to 6
different_values = 1
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_different_values", "grade": true}
from autograder.lesson import check

check.prediction("predict_different_values", different_values, between=(1, 6))

# %%
a = torch.tensor([[-0.0519, -0.5885, 0.0626], [0.1675, 1.7026, 1.4531]], requires_grad=True)
d = f(a)
d.sum().backward()
print(a.grad)
print("f(a) / a:", (d / a).detach())
print(a.grad == d / a)
check.reveal("predict_different_values", len(a.grad.unique()))

# %% [markdown]
# The loop's condition looks at a single number, the norm of the whole matrix, and each round doubles **all** entries.
# The branch looks at a single number, too, the sum. So equation (#1) holds for matrices as it stands, with one $k$ for all entries, here 512.
#
# The norm depends on every entry, though. If one entry grows until the norm passes a
# threshold, $k$ jumps to half its size for *all* entries. Autograd does not report this: on the route that was taken, $k$ is a constant.

# %%
for corner in (0.9, 1.0, 1.1, 1.2):
    a = torch.tensor([[-0.1, -0.6, 0.1], [0.2, corner, 1.5]], requires_grad=True)
    f(a).sum().backward()
    print(f"corner {corner}:  gradient of the first entry {a.grad[0, 0].item()}")

# %% [markdown]
# Equation (#1) tests autograd by division. A second test divides nothing: it counts.

# %% [raw]
# exercise: gradient_by_counting
# title: the gradient, counted
# kind: code
# points: 2
# minutes: 12
# difficulty: 1
# hints:
#   - Print your k for a = 300 and for a = -300, and compare with 4 and 400. Which part of f does it forget?
#   - "A function that starts with 3 · a and triples until the result is over 50: for a = 2 it goes 6, 18, 54. The factor goes 3, 9, 27 beside it: it starts at 3, not at 1."
#   - "Begin with: b, k = 2 * a, 2. And for tensors of any shape, torch.full_like(a, k) is filled with one number."

# %% [markdown]
# Write `gradient_by_counting(a)`. It goes through the same loop and the same branch as `f`, and notes the
# factor $k$ as it goes. It returns the gradient of `f(a).sum()`, as a tensor of the shape and the dtype of `a`. The norm of `a` lies between $10^{-10}$ and $10^{10}$. Autograd is switched
# off while your function is tested, and some entries of `a` (never all) are 0, so do not divide by `a`.


# %% nbgrader={"grade_id": "gradient_by_counting", "solution": true}
def gradient_by_counting(a):
    """Return the gradient of f(a).sum() with respect to a: the factor k, in the shape of a."""
    ### BEGIN SOLUTION
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    if b.sum() <= 0:
        k = 100 * k
    return torch.full_like(a, k)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_gradient_by_counting", "grade": true}
import control_flow_exercises as asked
from autograder.lesson import check

check.gradient(
    "gradient_by_counting", gradient_by_counting, of=asked.sum_of_f, **asked.autograd_off
)
check.function("gradient_by_counting", gradient_by_counting, **asked.with_zeros_among_the_entries)
### BEGIN HIDDEN TESTS
check.gradient(
    "gradient_by_counting",
    lambda x: gradient_by_counting(40 * x) * 40,
    of=lambda x: asked.f(40 * x).sum(),
    shapes=[(), (3, 2), (4,), (1,), (2, 2, 2)],
    seed=401,
    autograd=False,
    evidence=lambda x: {"ruled_out": ("factor",)},
)
check.function(  # exactly 1000 is enough
    "gradient_by_counting",
    gradient_by_counting,
    reference=asked.factor_of_f,
    points=[125.0, [-500.0], [300.0, 400.0]],
    told="a",
)
check.function(  # large from the start, tiny, equal; and a sum of 0 is not positive
    "gradient_by_counting",
    gradient_by_counting,
    reference=asked.factor_of_f,
    points=[
        [1500.0],
        [-3e4, 7.0],
        [3.0, -3.0],
        [1e-10, 0.0],
        [-7e9, 7e9],
        [3.0, -2.9999],
        499.99999999,
        [[0.7, 0.7]],
        500.0,
        1000.0,
    ],
    told="a",
)
check.function(
    "gradient_by_counting",
    gradient_by_counting,
    reference=asked.factor_of_f,
    points=[[0.5, -3.0], [[70.0]]],
    told="a",
    dtype=torch.float32,
)
### END HIDDEN TESTS

# %% [markdown]
# #### Each entry for itself
#
# What if each entry is to be doubled until it is large enough by itself? The obvious loop does not run:

# %% tags=["raises-exception"]
a = torch.tensor([300.0, 20.0])
b = 2 * a
while b.abs() < 1000:
    b = 2 * b

# %% [markdown]
# *"Boolean value of Tensor with more than one value is ambiguous"*: `b.abs() < 1000` is a tensor of two truth values, and `while` wants one.
# Whether you mean all of them or any of them, you say with `.all()` or `.any()`.
#
# A decision for each entry is made by `torch.where(condition, this, that)`: it takes an entry of `this` where the condition is true, and of `that`
# where it is false. On the backward pass, each entry of the gradient goes to the side that was taken. For example, halve what is larger than 4:

# %%
x = torch.tensor([5.0, 0.5, 12.0], requires_grad=True)
y = torch.where(x > 4, x / 2, x)
y.sum().backward()
print(y, x.grad)

# %% [raw]
# exercise: double_each
# title: each entry for itself
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Print your result and your result divided by a for a = [300, 20]. Are there two different factors, 4 and 64?
#   - "Tripling each entry until it is over 50, starting from [20, 3]: the rounds give [60, 9], [60, 27], [60, 81]. The first entry waits, the loop goes on as long as any entry needs it."
#   - "The loop begins with: while (b.abs() < 1000).any():"

# %% [markdown]
# Write `double_each(a)`. As in `f`, every entry is doubled once, however large it is. But then each is doubled on its own until **its** absolute value is at least 1000. There
# is no branch for negative sums. The absolute values of the entries lie between $10^{-10}$ and $10^{10}$, `a` may have any shape, and the result must carry a gradient back to `a`.


# %% nbgrader={"grade_id": "double_each", "solution": true}
def double_each(a):
    """Return 2a with each entry doubled further until its absolute value is at least 1000."""
    ### BEGIN SOLUTION
    b = 2 * a
    while (b.abs() < 1000).any():
        b = torch.where(b.abs() < 1000, 2 * b, b)
    return b
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_double_each", "grade": true}
import control_flow_exercises as asked
from autograder.lesson import check

_asked_points = [[300.0, 20.0], [-700.0, 1.0, 40.0], [[0.5, -3.0], [60.0, 900.0]]]
check.function("double_each", double_each, points=_asked_points, **asked.each_for_itself)
check.function("double_each", asked.slopes(double_each), points=_asked_points, **asked.its_gradient)
### BEGIN HIDDEN TESTS
_asked_others = [(), (7,), (3, 1, 2)]


def _asked_together_at(a):
    return a * 2 ** math.ceil(max(1, math.log2(1000 / a.norm().item())))


def _asked_factors_at(a):
    return torch.pow(2.0, torch.ceil(torch.log2(1000 / a.detach().abs())).clamp(min=1))


check.function(
    "double_each",
    lambda x: double_each(x**9),
    reference=lambda x: x**9 * _asked_factors_at(x**9),
    shapes=_asked_others,
    seed=402,
    evidence=lambda x: {
        "foretold": {"whose-decision": (_asked_together_at(x**9),)},
        "ruled_out": ("factor",),
    },
)
check.gradient(
    "double_each",
    lambda x: asked.slopes(lambda a: -3 * double_each(a))(430 * x) * 430,
    of=lambda x: -3 * (430 * x * _asked_factors_at(430 * x)).sum(),
    shapes=_asked_others,
    seed=403,
    part="the gradient",
    evidence=lambda x: {"ruled_out": ("factor",)},
)
check.function(  # exactly 1000 is enough
    "double_each",
    double_each,
    reference=lambda a: a * a.new_tensor([8.0, 4.0, 256.0, 2.0]),
    points=[[125.0, -250.0, 7.0, 500.0]],
    told="a",
    evidence=lambda a: {"ruled_out": ("factor",)},
)
check.function(  # once is doubled in any case
    "double_each",
    double_each,
    reference=lambda a: 2 * a,
    points=[1600.0, [-4e3, 2500.0], [[1e3]], [3e9, -1e3]],
    told="a",
    evidence=lambda a: asked.one_round_off(2 * a),
)
check.function(  # tiny and large, equal and opposite, side by side
    "double_each",
    double_each,
    reference=lambda a: a * _asked_factors_at(a),
    points=[[1e-10, 9e9, -1e-10], [499.9, -249.99], [[6.0, 6.0], [-6.0, 6.0]]],
    told="a",
)
### END HIDDEN TESTS

# %% [raw]
# section: loop_that_never_ends
# title: A loop that never ends
# path: core
# needs: [loop_and_branch]
# gist: "A loop whose end depends on data needs a bound, and 0/0 is NaN."

# %% [markdown]
# Do not run `f(torch.tensor(0.0))`. Here is why, with a loop that is stopped after five rounds:


# %%
def f(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


b = 2 * torch.tensor(0.0)
for _ in range(5):
    print(b.item(), end="  ")
    b = 2 * b

# %% [markdown]
# The norm never reaches 1000, and `f` never returns; the notebook shows `[*]` until you press ■ (*interrupt the kernel*).
# A loop whose end depends on data needs a bound.
#
# A zero beside other numbers is harmless to the loop, since the others make the norm grow. But it spoils the division in equation (#1):

# %%
a = torch.tensor([0.0, 3.0], requires_grad=True)
d = f(a)
d.sum().backward()
print("gradient:", a.grad)
print("f(a) / a:", (d / a).detach())
print("equal:   ", a.grad == d / a)
print("product: ", a.grad * a == d)

# %% [markdown]
# The gradient, 512 twice, is right: near this `a`, the program is $512\,a$. It is the *test* that fails: **<dfn>NaN</dfn>**, "not a
# number", printed `nan`, is what a computation like $0/0$ gives. Multiplying instead says `True`, but for the entry 0 it says so of any finite gradient. What
# does verify this gradient is your function from [](#who_decides), which counts.
#
# With NaN, `<`, `>` and `==` are all false, even between NaN and itself. So a loop with a condition like ours ends at once, and returns it:

# %%
nan = torch.tensor(math.nan)
print(nan < 1000, nan > 1000, nan == nan, f(nan))

# %% [raw]
# exercise: bounded_doubling
# title: a loop with an end
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - For a = 1, the loop needs nine rounds, from 2 to 1024. Does your function return with most=9, and raise with most=8? Count your rounds with a print.
#   - "A search that tries at most three doors and then gives up: for door in doors[:3]: if it is open, return it. After the loop, not in it, comes: raise ValueError(...). Who checks the last door?"
#   - "Let a for loop over range(most) make the rounds, and break out of it where the norm is large enough. It may also end by itself: what do you know of the norm then, and what not?"

# %% [markdown]
# Write `bounded_doubling(a, most)`, which does what `f` does, the first doubling included, but goes through the loop at most `most` times. If the norm of `b` is still below
# 1000 then, it ends with `raise ValueError("…")`, with a message of your own. NaN is not tested.
#
# The test below has no zeros, so that it ends even if your loop does not; the grading has some.


# %% nbgrader={"grade_id": "bounded_doubling", "solution": true}
def bounded_doubling(a, most=60):
    """Return f(a); raise ValueError if the norm is below 1000 after `most` rounds of the loop."""
    ### BEGIN SOLUTION
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        raise ValueError(f"the norm is still below 1000 after {most} doublings")
    return b if b.sum() > 0 else 100 * b
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_bounded_doubling", "grade": true}
import control_flow_exercises as asked
from autograder.lesson import check

check.function("bounded_doubling", lambda a: bounded_doubling(a, 60), **asked.as_f)
check.gradient("bounded_doubling", asked.slopes(bounded_doubling), **asked.as_slopes_of_f)
check.function("bounded_doubling", lambda a: bounded_doubling(a, 9), **asked.as_1024_fold)
for _asked in asked.too_few_rounds(bounded_doubling):
    check.raises("bounded_doubling", **_asked)
### BEGIN HIDDEN TESTS
check.raises(
    "bounded_doubling",
    lambda: bounded_doubling(torch.zeros(3), 7),
    **asked.gives_up("bounded_doubling(zeros, 7)"),
)
check.raises(  # the bound is asked about before the branch multiplies
    "bounded_doubling",
    lambda: bounded_doubling(torch.full((1,), -70.0), 0),
    **asked.gives_up("bounded_doubling(-70, 0)"),
)
check.function(  # 1000 is enough, without another round
    "bounded_doubling",
    lambda a: bounded_doubling(a, 2),
    reference=lambda a: 8 * a,
    points=[125.0, [35.0, 120.0]],
    told="a",
    evidence=lambda a: asked.one_round_off(8 * a),
)
check.function(  # a sum of 0 is not positive; a 0 beside other numbers does no harm
    "bounded_doubling",
    lambda a: bounded_doubling(a, 9),
    reference=asked.f,
    points=[[3.0, -3.0], [[1e3, -1e3]], [0.0, 3.0], [[5.0], [0.0]]],
    told="a",
    evidence=lambda a: asked.one_round_off(asked.f(a)),
)
check.function(  # 56 rounds, where nobody says how many
    "bounded_doubling",
    lambda a: bounded_doubling(a),
    reference=asked.f,
    points=[1e-14, [0.0, 7.0]],
    told="a",
)
check.function(  # no round at all, not even for numbers that are large already
    "bounded_doubling",
    lambda a: bounded_doubling(a, 0),
    reference=lambda a: 2 * a,
    points=[1700.0, [2500.0, 1.0], [[500.0]]],
    told="a",
    evidence=lambda a: asked.one_round_off(2 * a),
)
check.function(
    "bounded_doubling",
    lambda x: bounded_doubling(x / x.norm() * 600, 0),
    reference=lambda x: asked.f(x / x.norm() * 600),
    shapes=[(3,), (2, 3)],
    seed=404,
    evidence=lambda x: asked.one_round_off(asked.f(x / x.norm() * 600)),
)
check.gradient(
    "bounded_doubling",
    asked.slopes(lambda a: -3 * bounded_doubling(a, 30)),
    of=lambda a: -3 * asked.f(a).sum(),
    shapes=[(6,), (), (1, 4)],
    seed=405,
    part="the gradient",
    told="a",
)
### END HIDDEN TESTS

# %% [raw]
# section: redesign
# title: A redesign
# path: core
# needs: [loop_and_branch]
# gist: "Verify a gradient without dividing by what may be 0, compare with a tolerance, and change nobody else's tensor in place."

# %% [markdown]
# A friend's function should divide a number by 10 until it is at most 1.


# %%
def shrink(a):
    if a > 100:
        d = a / 10
    while d > 1:
        d /= 10
    return d


a = torch.tensor(200.0, device="cpu", requires_grad=True)  # a GPU may round otherwise
d = shrink(a)
d.backward()
print("a:", a)
print("d:", d)
print("gradient:", a.grad)

# %% [markdown]
# `200 → 20 → 2 → 0.2`: three divisions, so $k = 1/1000$; value and gradient are right. Your friend
# verifies them as in equation (#1): `a.grad == d / a`.

# %% [raw]
# exercise: predict_agreement
# title: verified?
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - How many divisions are rounded on the way to a.grad, and how many on the way to d / a?
#   - "A computer multiplies by 2, 4 or 1/8 without rounding: in binary, only the point moves. Is 1/10 such a number?"
#   - Recall [](#comparing_gradients), and decide.

# %% [markdown]
# Will this be `True`?

# %% nbgrader={"grade_id": "predict_agreement", "solution": true}
### BEGIN SOLUTION stub: it_prints_true = ...  # True or False
it_prints_true = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_agreement", "grade": true}
from autograder.lesson import check

check.prediction("predict_agreement", it_prints_true, choices=[True, False])

# %%
a = torch.tensor(200.0, device="cpu", requires_grad=True)
d = shrink(a)
d.backward()
print("gradient:", a.grad)
print("d / a:   ", d / a)
print(a.grad == d / a)
print(f"{a.grad.item():.12f} and {(d / a).item():.12f}")
check.reveal("predict_agreement", a.grad == d / a)

# %% [markdown]
# One tenth has no finite expansion in binary. Forward, 200 / 10 and 20 / 10 are exact, and 2 / 10 is rounded; backward, 1 / 10, 0.1 / 10 and 0.01 / 10 are
# all rounded. So the two differ in the last digits, and a right answer is called `False`. In [](#loop_and_branch) the same `==` did no harm: doubling is exact, and with the
# factor 100 we were lucky. At $a = -0.09$ we would not have been:

# %%
a = torch.tensor(-0.09)
print(100 * 2**14, (100 * (2**14 * a) / a).item())

# %% [raw]
# exercise: confirms
# title: a verdict of your own
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# path: deeper
# hints:
#   - Print gradient - value / a for the friend's example, and then for a gradient and a value that are both 1e-5 times as large. Does your verdict stay?
#   - "With 1.4142 and 1.4142136, == says False, |u − v| < 0.001 says True. But for 0.0002 and 0.0004 this bound says True as well. A tolerance must be relative to the size of the numbers."
#   - torch.allclose(u, v, rtol=…, atol=…) gives one truth value for whole tensors ([](#comparing_gradients)). Its bound is atol plus rtol times the size. If you leave atol out, it is 1e-8; is that small beside your numbers?

# %% [markdown]
# Mend the verdict. Write `confirms(gradient, value, a)`: `True` if, up to the rounding of `float32`, every entry of `gradient` equals `value / a`, and `False` if one
# of them is off by a percent or more, or is NaN or infinite. No entry of `a` is 0; the numbers may otherwise be as small as $10^{-10}$ and as large as $10^{10}$.


# %% nbgrader={"grade_id": "confirms", "solution": true}
def confirms(gradient, value, a):
    """Return whether gradient equals value / a up to rounding, in every entry."""
    ### BEGIN SOLUTION
    return torch.allclose(gradient, value / a, rtol=1e-4, atol=0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_confirms", "grade": true}
import control_flow_exercises as asked
from autograder.lesson import check

# Nine cases, one after the other. In the messages True is 1, and False is 0.
check.function("confirms", asked.verdict_on_each(confirms), **asked.nine_cases)
### BEGIN HIDDEN TESTS
check.function(  # one bad entry among good ones, in whatever place; and none
    "confirms",
    lambda x: torch.stack(
        [
            asked.verdict(confirms, x * (1 + 0.5 * (x == x.max())), x * x.flip(0), x.flip(0)),
            asked.verdict(confirms, x, x * x.flip(0), x.flip(0)),
        ]
    ),
    reference=lambda x: x.new_tensor([0.0, 1.0]),
    shapes=[(2,), (5,), (3, 2)],
    seed=406,
    evidence=lambda x: {"ruled_out": ("zeros",)},
)
# Errors that cancel in the sum; a sign; large, small; one small entry; one of 60; rounding at a
# border of coarser numbers; quotients in another order; no numbers.
_asked_borders = torch.tensor([1.05, 1.005, 1.0005, 1.00005], dtype=torch.float32)
check.function(
    "confirms",
    lambda x: torch.stack(
        [
            asked.verdict(confirms, *case)
            for case in [
                (1 + 0.1 * torch.tensor([1.0, -1.0]), torch.ones(2), torch.ones(2)),
                (1 / (1 + 0.1 * torch.tensor([1.0, -1.0])), torch.ones(2), torch.ones(2)),
                (-x, x * x, x),
                (1e6 * x / 3, 1e6 * x * x / 3, x),
                (1.02e6 * x, 1e6 * x * x, x),
                (1e-9 * x / 3, 1e-9 * x * x / 3, x),
                (-1e-9 * x, 1e-9 * x * x, x),
                (x.new_tensor([1e5, 1.02]), x.new_tensor([1e5, 1.0]), torch.ones_like(x[:2])),
                (1 + 0.02 * (torch.arange(60) == 41), torch.ones(60), torch.ones(60)),
                (torch.tensor(1 + 2**-8 + 2**-23), torch.tensor(1 + 2**-8), torch.tensor(1.0)),
                (_asked_borders.nextafter(_asked_borders + 1), _asked_borders, torch.ones(4)),
                (x.sort().values, x * x.sort(descending=True).values, x),
                (torch.where(x == x.max(), math.nan, x), x * x, x),
                (torch.where(x == x.max(), math.inf, x), x * x, x),
            ]
        ]
    ),
    reference=lambda x: x.new_tensor([0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0]),
    shapes=[(4,), (5,)],
    seed=407,
    evidence=lambda x: {"ruled_out": ("zeros",)},
)
### END HIDDEN TESTS

# %% [markdown]
# #### The number 50
#
# Now 50:


# %% tags=["raises-exception"]
shrink(torch.tensor(50.0))

# %% [markdown]
# *UnboundLocalError*: 50 is not greater than 100, so the line that gives `d` a value was skipped. What is needed after a branch
# must be defined on both sides of it. It is tempting to begin with `d = a` instead of the `if`:


# %% tags=["raises-exception"]
def shrink_again(a):
    d = a
    while d > 1:
        d /= 10
    return d


shrink_again(torch.tensor(50.0, requires_grad=True))

# %% [markdown]
# *"a leaf Variable that requires grad is being used in an in-place operation"*: autograd protects the caller's leaf ([](#changing_parameters)). In your friend's function the same `d /= 10` went well.

# %% [raw]
# exercise: predict_callers_number
# title: without autograd
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - Is d a copy of t, or another name for it?
#   - "After u = [1]; v = u; v += [2], printing u shows [1, 2]."
#   - Decide between 5000 and the number that the function returns.

# %% [markdown]
# A tensor that requires no gradient raises no error. After
#
# ```python
# t = torch.tensor(5000.0)
# shrink_again(t)
# ```
#
# which number does `t` hold?

# %% nbgrader={"grade_id": "predict_callers_number", "solution": true}
### BEGIN SOLUTION stub: t_afterwards = ...  # one number
t_afterwards = 0.5
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_callers_number", "grade": true}
from autograder.lesson import check

check.prediction("predict_callers_number", t_afterwards)

# %%
t = torch.tensor(5000.0)
print("returned:", shrink_again(t))
print("t:       ", t)
check.reveal("predict_callers_number", t)

# %% [markdown]
# `d = a` made no new tensor, only a second name for the caller's, and `d /= 10` changes a tensor **in place**: the caller's 5000 is gone. The error with the leaf was the better case: you saw it. (In your friend's function, `d` was a computed tensor.)

# %% [raw]
# exercise: shrink_mended
# title: shrink, mended
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# path: deeper
# hints:
#   - Call your function with t = torch.tensor(5000.0) and with 50.0 and 0.5, and print the result and t each time. Do you get 0.5 three times, and is t as it was?
#   - "To count up from n without changing it: m = n, then m = m + 1, which makes a new number and moves the name m. With lists, m += [1] changes the list that n names as well."
#   - "Begin with: d = a. Then ask, of each way to divide d: does it make a new tensor, or change the one that the name a belongs to as well?"

# %% [markdown]
# Write `shrink_mended(a)`: the number `a`, of shape `()` or `(1,)`, divided by 10 until it is at most 1. A number that is at most 1 comes back as it is. It must work for every finite number, leave the caller's tensor alone, and carry a gradient back to it.


# %% nbgrader={"grade_id": "shrink_mended", "solution": true}
def shrink_mended(a):
    """Return a, divided by 10 until it is at most 1."""
    ### BEGIN SOLUTION
    d = a
    while d > 1:
        d = d / 10
    return d
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_shrink_mended", "grade": true}
import control_flow_exercises as asked
from autograder.lesson import check

_asked_points = [200.0, 50.0, [5000.0], 7.0, 1.0, [0.3], -40.0]
check.function("shrink_mended", shrink_mended, points=_asked_points, **asked.shrunk)
check.function(
    "shrink_mended", asked.slopes(shrink_mended), points=_asked_points, **asked.its_factor
)
### BEGIN HIDDEN TESTS
check.function(
    "shrink_mended",
    shrink_mended,
    reference=lambda a: a / 1,
    points=[0.1, [-1e3], 0.0, 1e-9],
    told="a",
)
check.function(  # where one is reached exactly
    "shrink_mended", shrink_mended, reference=torch.ones_like, points=[10.0, [1e9]], told="a"
)
check.function(  # and where it is just missed
    "shrink_mended",
    shrink_mended,
    reference=lambda a: a / 10 if a < 10 else a / 100,
    points=[1.001, [9.999], 10.01],
    told="a",
)


def _asked_tenths(a):
    return 10.0 ** -max(0, math.ceil(math.log10(max(a.item(), 1e-9))))


for _asked_size in (0.4, 9, 90, 1e6):
    check.function(
        "shrink_mended",
        lambda x, size=_asked_size: shrink_mended(size * x),
        reference=lambda x, size=_asked_size: size * x * _asked_tenths(size * x),
        shapes=[(), (), (1,), ()],
        seed=408,
    )
    check.function(
        "shrink_mended",
        lambda x, size=_asked_size: asked.slopes(lambda a: -3 * shrink_mended(a))(size * x),
        reference=lambda x, size=_asked_size: torch.full_like(x, -3 * _asked_tenths(size * x)),
        shapes=[(), (), (1,), ()],
        seed=409,
        part="the gradient",
    )
check.function(  # as large as numbers get
    "shrink_mended",
    shrink_mended,
    reference=lambda a: torch.full_like(a, 0.4),
    points=[[4e12], 4e35],
    told="a",
)
### END HIDDEN TESTS

# %% [raw]
# section: across_jumps
# title: Across the jumps
# path: core
# needs: [loop_and_branch]
# gist: "Autograd sees no jumps and no number that only decides: such a number gets no gradient."

# %% [markdown]
# Back to doubling. On each route, $f(a) = k\,a$: a straight line. What happens where one route ends and the next begins?


# %%
def f(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


print("f(300) =", f(torch.tensor(300.0)).item())

# %% [raw]
# exercise: predict_twice_as_much
# title: twice as much
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - How many rounds does the loop make for 600?
#   - "A machine folds paper until it is at least 1 cm thick. Paper of twice the thickness needs one fold less. Which pile is thicker in the end?"
#   - Write down the values of b, starting from 2 · 600.

# %% [markdown]
# The derivative of `f` is positive at 300. What is `f(600)`?

# %% nbgrader={"grade_id": "predict_twice_as_much", "solution": true}
### BEGIN SOLUTION stub: f_of_600 = ...  # one number
f_of_600 = 1200.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_twice_as_much", "grade": true}
from autograder.lesson import check

check.prediction("predict_twice_as_much", f_of_600)

# %%
print("f(600) =", f(torch.tensor(600.0)).item())
print("f(1) =", f(torch.tensor(1.0)).item(), " f(2) =", f(torch.tensor(2.0)).item())
check.reveal("predict_twice_as_much", f(torch.tensor(600.0)))

# %% [markdown]
# Twice the number needs one doubling less, and ends at the same value. The derivative is positive wherever there is one, and yet `f(2)` is no
# larger than `f(1)`. The function climbs on each piece and falls back in a **<dfn>jump</dfn>**, a point at which its value changes at once. Look closely at one, at $1000 / 512 = 1.953125$:

# %%
for number in (1.9, 1.95, 1.953124, 1.953125, 1.96, 2.0):
    a = torch.tensor(number, dtype=torch.float64, requires_grad=True)
    d = f(a)
    d.backward()
    print(f"a = {number:<9}  f(a) = {d.item():8.3f}  gradient {a.grad.item():.0f}")

# %% [markdown]
# Left of 1.953125, 512 times the number is less than 1000, and the loop doubles once more. At the jump itself, `f` has no derivative at all: a central difference across it goes to
# $-\infty$ as the step shrinks, since `f` drops by 1000 over an ever shorter distance. Autograd answers 512, the derivative of the piece that the point belongs to.

# %%
at = torch.tensor(1.953125, dtype=torch.float64)
for h in (1e-1, 1e-3, 1e-5):
    quotient = (f(at + h) - f(at - h)) / (2 * h)
    print(f"h = {h:.0e}: central difference {quotient.item():.3g}")

# %% [markdown]
# As in [](#who_is_right), neither is wrong; they answer different questions. **Autograd cannot see a jump**, because it sees one route and
# never its neighbour.

# %% [raw]
# exercise: plot_across_jumps
# title: a picture of the pieces
# kind: plot
# points: 4
# minutes: 20
# difficulty: 3
# path: deeper
# hints:
#   - Print the gradients at the first, middle and last point. For points from 0.5 to 4, are there different values, or one for all?
#   - "f decides once for a whole tensor. To have a gradient for each of three temperatures, ask three times, with one number each, and collect the three answers in a list."
#   - "Begin with: values, gradients = [], [] and a loop, for point in points: whose first line is a = point.clone().requires_grad_(). Which two plain numbers does each round append?"

# %% [markdown]
# Draw `f` and its gradient across the jumps. Your function gets a function `f` of one number, with or without control flow, and a tensor `points` of shape `(n,)`.
# Over `points`, draw two curves, labelled `"f"` and `"gradient"`: the value of `f` at each point, and autograd's derivative there. Both axes are linear. Give
# them labels, and add a title and a legend. ([S](#straight_through), has all the calls.)
#
# Use `axes.plot` with markers and no line, as in `axes.plot(u, v, ".")`: a line would bridge the jumps; and a different marker for each curve, `"."` and `"x"`.


# %% nbgrader={"grade_id": "plot_across_jumps", "solution": true}
def plot_across_jumps(f, points):
    """Plot f and its gradient at each of the points, one at a time; return the Axes."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION
    values, gradients = [], []
    for point in points:
        a = point.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    axes.plot(points.cpu(), values, ".", label="f")
    axes.plot(points.cpu(), gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient across the jumps")
    axes.legend()
    ### END SOLUTION
    return axes


# %% [markdown]
# Look at it: `f` should stay between 1000 and 2000, and at each jump the gradient should be halved.

# %%
show(
    plot_across_jumps(f, torch.linspace(0.5, 4, 141)),
    alt="Your plot. It should show f as a saw: four slanted pieces between 1000 and 2000, each "
    "falling back to 1000 at 0.98, 1.95 and 3.91; and the gradient as a falling staircase with "
    "the steps 2048, 1024, 512 and 256.",
)

# %% nbgrader={"grade_id": "test_plot_across_jumps", "grade": true}
import control_flow_exercises as asked
from autograder.lesson import check

for _asked_f, _asked_like in asked.doubling_and_another:
    check.plot(
        "plot_across_jumps",
        lambda f=_asked_f, x=_asked_like.x: plot_across_jumps(f, x.clone()),
        like=_asked_like,
    )
### BEGIN HIDDEN TESTS
_asked_points = torch.linspace(-3, -0.7, 33, dtype=torch.float64, device="cpu")


def _asked_tripled(a):
    b = 3 * a
    while b.abs() < 700:
        b = 3 * b
    return b if b > 0 else 7 - 5 * b


_asked_k = -5 * torch.pow(3.0, torch.ceil(torch.log(700 / -_asked_points) / math.log(3)))
_asked_tripling = asked.Curves(
    x=_asked_points,
    curves={"f": 7 + _asked_k * _asked_points, "gradient": _asked_k},
    rtol=1e-5,
    atol=1e-5,
    is_joined=False,
)
check.plot(
    "plot_across_jumps",
    lambda: plot_across_jumps(_asked_tripled, _asked_points.clone()),
    like=_asked_tripling,
)
_asked_at_jumps = torch.tensor(
    [0.9765625, 1.5, 1.953125, 3.90625], dtype=torch.float64, device="cpu"
)
_asked_k = torch.tensor([1024.0, 1024.0, 512.0, 256.0], dtype=torch.float64, device="cpu")
_asked_answers = asked.Curves(
    x=_asked_at_jumps,
    curves={"f": _asked_k * _asked_at_jumps, "gradient": _asked_k},
    is_joined=False,
)
check.plot(  # exactly at jumps, where differences explode
    "plot_across_jumps",
    lambda: plot_across_jumps(asked.f, _asked_at_jumps.clone()),
    like=_asked_answers,
)
_asked_part_held = asked.Curves(
    x=_asked_points,
    curves={"f": (_asked_points + 1) * _asked_points, "gradient": _asked_points},
    is_joined=False,
)
check.plot(  # autograd does not see the second factor, and differences do
    "plot_across_jumps",
    lambda: plot_across_jumps(lambda a: (a + 1) * a.detach(), _asked_points.clone()),
    like=_asked_part_held,
)
### END HIDDEN TESTS

# %% [markdown]
# Now with a slider, and on both sides of 0. Move $a$ and watch the tangent: it belongs to one
# piece, and knows nothing of the next. Where do the pieces become too many to be drawn?

# %%
explore.control_flow()

# %% [markdown]
# Near 0 the jumps lie ever closer, and $k$ grows without bound.
#
# #### A threshold
#
# Now let a threshold $t$ require a gradient, too.

# %% [raw]
# exercise: predict_threshold
# title: the threshold
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Which tensors take part in a multiplication, and which only in a comparison?
#   - In [](#loop_and_branch) the graph of f(300) held two multiplications. Was the 1000 in it?
#   - Is there a path in the graph from y to t? Chapter 1 showed what .grad is before any gradient has arrived.

# %% [markdown]
# ```python
# x = torch.tensor(3.0, requires_grad=True)
# t = torch.tensor(2.0, requires_grad=True)
# y = 5 * x if x > t else 2 * x
# y.backward()
# ```
#
# `x.grad` will be 5. Will `t.grad` be a tensor (perhaps holding 0), rather than `None`?

# %% nbgrader={"grade_id": "predict_threshold", "solution": true}
### BEGIN SOLUTION stub: t_grad_is_a_tensor = ...  # True or False
t_grad_is_a_tensor = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_threshold", "grade": true}
from autograder.lesson import check

check.prediction("predict_threshold", t_grad_is_a_tensor, choices=[True, False])

# %%
x = torch.tensor(3.0, requires_grad=True)
t = torch.tensor(2.0, requires_grad=True)
y = 5 * x if x > t else 2 * x
y.backward()
print("x.grad:", x.grad)
print("t.grad:", t.grad)
torch.optim.SGD([x, t], lr=0.1).step()  # one update by an optimiser
print("after an update: x =", x.item(), " t =", t.item())
check.reveal("predict_threshold", t.grad is not None)

# %% [markdown]
# `t` took part in the decision and in nothing else, so no path leads from `y` to `t`, and nothing is delivered there. The optimiser moved `x` and skipped `t` without a word.
#
# #### A question: can a threshold learn?

# %% [raw]
# exercise: the_threshold_that_never_learns
# title: the threshold that never learns
# kind: open
# points: 4
# minutes: 20
# difficulty: 3
# path: deeper
# hints:
#   - Run the code, then change t to 5 by hand and run it again. Does the loss depend on t?
#   - "Compare with the jumps of this section: which question does autograd answer there, and which one a difference?"
#   - For part 4, note that (1 + torch.tanh(u)) / 2 goes from 0 to 1 gradually near u = 0, instead of at once.

# %% [markdown]
# A friend wants to learn from data at which temperature `t` a heater should switch off, and writes
#
# ```python
# temperatures = torch.tensor([1.0, 2.0, 4.0, 6.0])
# heats = torch.tensor([5.0, 5.0, 5.0, 0.0])   # what a good heater would do
# t = torch.tensor(3.0, requires_grad=True)
#
# output = torch.where(temperatures < t, 5.0, 0.0)
# loss = ((output - heats) ** 2).sum()
# loss.backward()
# ```
#
# The last line raises a `RuntimeError`. The friend says: *"So the loss does not depend on `t`."*
#
# Answer in a few sentences, in your own words. A person will read and grade this one.
#
# 1. Why is there no gradient for `t`?
# 2. Is the friend right? Support your answer with two values of the loss.
# 3. What would a central difference with a small step say at $t = 3$, and does that help?
# 4. Propose a change to the program that lets `t` be learned by gradients, and name a drawback.

# %% [markdown] nbgrader={"grade_id": "the_threshold_that_never_learns", "grade": true, "solution": true}
# **Model answer.** (1) `t` enters only the comparison `temperatures < t`, whose result is made of truth values and has no derivative. No path in the graph leads from the loss to `t`, so there is nothing that
# requires a gradient, and `backward` raises. (2) No. At $t = 3$ the loss is 25, because the heater is off at 4 degrees where it should be on; at $t = 5$ it is 0. (3) It says 0: moving $t$ a little moves it past no
# temperature, so the loss stays the same. Only across a jump, for instance at $t = 4$, it is not 0, and there it goes to $-\infty$ as the step shrinks. So it does not help either: between jumps the
# loss is constant. (4) Replace the hard decision by a gradual one, for instance `5 * (1 + torch.tanh((t - temperatures) / width)) / 2`. Then the loss varies smoothly with $t$ and has a gradient. It costs exactness, since the heater is now half on near
# $t$; and if the width is chosen too small, the gradient is almost 0 except very near to a temperature.
#
# **Rubric, one point each.** The threshold takes part in a comparison only, so no path leads to it. · The friend is wrong, shown by two different values of the loss. · The difference is 0 at $t = 3$, and the reason is given: constant between jumps. ·
# A smooth replacement is proposed, so that the loss has a gradient, and a drawback is named.

# %% [raw]
# section: kinks_and_ties
# title: Kinks and ties
# path: deeper
# needs: [loop_and_branch, finite_differences]
# gist: "At kinks and ties autograd returns a convention, which may differ between operations."

# %% [markdown]
# At a **<dfn>kink</dfn>** a function is continuous but turns a corner, as $|x|$ does at 0: there is a slope on the left, another one on the right, and no derivative. A much used function of deep learning has one: `relu(x)`, which is $x$ where $x > 0$ and 0 elsewhere. It can be written in several ways.

# %%
three_ways = {
    "relu": torch.relu,
    "clamp(min=0)": lambda x: x.clamp(min=0),
    "maximum with 0": lambda x: torch.maximum(x, torch.tensor(0.0)),
}
print([function(torch.tensor([-2.0, 0.0, 3.0])).tolist() for function in three_ways.values()])

# %% [raw]
# exercise: predict_at_the_kink
# title: three ways to write one function
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 3
# hints:
#   - On the left of 0 the slope is 0, on the right it is 1. What would you return at 0 itself?
#   - "For |t| at 0, with slopes -1 and 1, PyTorch returns 0. Must all three ways make the same choice?"
#   - Give each operation one of the two slopes, or a number between them. You cannot know this one by reasoning.

# %% [markdown]
# All three print the same numbers. Which gradient will each of them return at $x = 0$? This one is a guess. Give three numbers, in this order: `relu`, `clamp`, `maximum`.

# %% nbgrader={"grade_id": "predict_at_the_kink", "solution": true}
### BEGIN SOLUTION stub: at_the_kink = ...  # three numbers
at_the_kink = [0.0, 1.0, 0.5]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_at_the_kink", "grade": true}
from autograder.lesson import check

check.prediction("predict_at_the_kink", at_the_kink, shape=(3,))


# %%
def slope_at_0(function):
    x = torch.tensor(0.0, requires_grad=True)
    function(x).backward()
    return x.grad.item()


slopes = [slope_at_0(function) for function in three_ways.values()]
print(dict(zip(three_ways, slopes, strict=True)))
check.reveal("predict_at_the_kink", slopes)

# %% [markdown]
# None of them is *the* derivative, for there is none. What autograd returns at a kink is a **<dfn>convention</dfn>**, written into the formula of each operation. PyTorch's documentation gives rules for it; the first that applies is to be taken.
#
# 1. Where the operation has a derivative, that one.
# 2. Where it is convex, bending upwards like these: the shortest **<dfn>subgradient</dfn>**, a slope whose line stays below the curve.
# 3. Where it is concave, bending downwards: the same, with lines above the curve.
# 4. Where it has at least a value: what the derivatives beside the point tend to, which may be infinite.
# 5. Where it has no value: anything, mostly NaN.
#
# (For operations that draw random numbers, the rules define no gradient.)

# %%
others = {
    "minimum(x, 0), by rule 3": lambda x: torch.minimum(x, torch.tensor(0.0)),
    "sqrt(x), by rule 4": torch.sqrt,
    "log(x - 1), by rule 5": lambda x: (x - 1).log(),
    "relu(x) - relu(-x)": lambda x: torch.relu(x) - torch.relu(-x),
    "clamp(min=0) + clamp(max=0)": lambda x: x.clamp(min=0) + x.clamp(max=0),
}
for name, function in others.items():
    print(f"{name:<28} slope at 0: {slope_at_0(function)}")

# %% [markdown]
# `relu` obeys rule 2, and so does `maximum`: its subgradients are the pairs $(s, 1 - s)$ for its two arguments, and $(\tfrac12, \tfrac12)$ is the shortest. `clamp(min=0)` does not. Its gradient at 0 was changed from 0 to 1 in 2018
# ([pull request 7049](https://github.com/pytorch/pytorch/pull/7049)); version 2.14 is reported to return 0 again ([issue 195931](https://github.com/pytorch/pytorch/issues/195931)). A program should not depend on a convention.
#
# Above all, **conventions do not add up**. The last two functions *are* $x$, with the derivative 1 and no kink, and both answers are wrong. That slopes of parts may be added and multiplied is a law for derivatives; here each part has a choice in place of a derivative, made without the other part.
#
# So it is with ties, that is, equal entries: which of two is the largest?

# %%
tied = {
    "x.max()": lambda x: x.max(),
    "x.amax()": lambda x: x.amax(),
    "x.max(dim=0)": lambda x: x.max(dim=0).values,
}
for name, function in tied.items():
    x = torch.tensor([3.0, 1.0, 3.0], requires_grad=True)
    function(x).backward()
    print(f"{name:<13} {x.grad.tolist()}")

# %% [markdown]
# `max()` and `amax()` share the gradient among the largest entries. `max(dim=0)` picks the one whose index it
# returns, and gives it everything.
#
# A kink can be found from outside, by a difference to the left and one to the right,
#
# $$\frac{f(x) - f(x - h)}{h} \qquad\text{and}\qquad \frac{f(x + h) - f(x)}{h}. \tag{2}$$

# %% [raw]
# exercise: three_slopes
# title: left, autograd, right
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# hints:
#   - Try your function on t² at 1 with h = 0.5. The three numbers should be 1.5, 2 and 2.5, in this order.
#   - "For g(t) = 5t at 2 with a step of 0.1, the left difference is (10 − 9.5) / 0.1 and the right one (10.5 − 10) / 0.1. Both divide by one step, not by two, and subtract the left point from the right one."
#   - "torch.stack([left, middle, right]) makes one tensor of three tensors of shape (). For the middle one, begin with leaf = x.clone().requires_grad_()"

# %% [markdown]
# Write `three_slopes(f, x, h)`. It gets a function `f` of one number, a point `x` of shape `()` that does not require a gradient, and a step `h`. It returns a tensor of shape `(3,)`: the
# left difference (#2), autograd's derivative, and the right difference (#2). The result requires no gradient, even if `f` uses a parameter that does.


# %% nbgrader={"grade_id": "three_slopes", "solution": true}
def three_slopes(f, x, h):
    """Return (left difference, derivative by autograd, right difference) of f at x, shape (3,)."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    left = (f(x) - f(x - h)) / h
    right = (f(x + h) - f(x)) / h
    return torch.stack([left, leaf.grad, right]).detach()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_three_slopes", "grade": true}
import control_flow_exercises as asked
import torch
from autograder.lesson import check

check.function("three_slopes", lambda x: three_slopes(asked.cube, x, 0.25), **asked.of_the_cube)
check.function("three_slopes", lambda x: three_slopes(torch.abs, x, 0.25), **asked.of_abs_at_0)
check.function("three_slopes", lambda x: three_slopes(asked.line, x, 0.25), **asked.of_the_line)
### BEGIN HIDDEN TESTS
check.function(
    "three_slopes",
    lambda x: three_slopes(lambda t: t**3 - t, x, 0.3),
    reference=lambda x: torch.stack(
        [3 * x**2 - 0.9 * x + 0.09 - 1, 3 * x**2 - 1, 3 * x**2 + 0.9 * x + 0.09 - 1]
    ),
    shapes=[(), (), ()],
    seed=410,
)
check.function(  # a jump at 0, and a kink there
    "three_slopes",
    lambda x: three_slopes(lambda t: 1 + 2 * t if t > 0 else 3 * t, x, 0.4),
    reference=lambda x: x.new_tensor([3.0, 3.0, 4.5]),
    points=[-0.0],
)
### END HIDDEN TESTS

# %% [markdown]
# Ask it about `relu`, about a smooth curve, and about one of the two functions above that are $x$, with a large and a small step:

# %%
for function in (torch.relu, lambda x: (1 + x) ** 2, others["relu(x) - relu(-x)"]):
    print(*[three_slopes(function, torch.tensor(0.0), h).tolist() for h in (0.5, 0.125)])

# %% [markdown]
# A smooth curve's two sides differ as well, but by less and less as $h$ shrinks. Where their difference does **not** tend to 0, there is no derivative: as a rule a kink or a jump. Where it does, the middle number may still be wrong, as the last line shows.

# %% [raw]
# section: side_not_taken
# title: The side not taken
# path: core
# needs: [who_decides]
# gist: "`torch.where` computes both sides; a NaN or infinite derivative on the side not taken spoils the gradient, and a second `where` inside helps."

# %% [markdown]
# Python's `if` runs one branch only. Both arguments of `torch.where` are computed, for all entries, before it chooses. Take the root where it
# exists, and 0 elsewhere:
#
# $$r(x) = \sqrt{x} \text{ for } x > 0, \qquad r(x) = 0 \text{ otherwise.}$$

# %%
x = torch.tensor([4.0, 1.0, -1.0], requires_grad=True)
y = torch.where(x > 0, x.sqrt(), torch.zeros(3))
print(y)

# %% [raw]
# exercise: predict_side_not_taken
# title: the constant side
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What is x.sqrt() at -1, and is its derivative computed there?
#   - "where sends the gradient 1 to the side that was taken and 0 to the other. What happens to the 0 next?"
#   - "In floating point, 0 times 7 is 0. Is 0 times anything 0?"

# %% [markdown]
# The result at $-1$ is 0, a constant, as it should be; the gradient of a constant is 0. Will `y.sum().backward()` leave 0 in the last entry of `x.grad`?

# %% nbgrader={"grade_id": "predict_side_not_taken", "solution": true}
### BEGIN SOLUTION stub: last_entry_is_0 = ...  # True or False
last_entry_is_0 = False
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_side_not_taken", "grade": true}
from autograder.lesson import check

check.prediction("predict_side_not_taken", last_entry_is_0, choices=[True, False])

# %%
x = torch.tensor([4.0, 1.0, -1.0], requires_grad=True)
y = torch.where(x > 0, x.sqrt(), torch.zeros(3))
y.sum().backward()
print(x.grad)
check.reveal("predict_side_not_taken", x.grad[2] == 0)
torch.optim.SGD([x], lr=0.1).step()
print("after an update:", x.detach())

# %% [markdown]
# The chain rule explains it. `where` sends 0 to the root's side of the last entry, since it was not taken. The root multiplies what it receives by its own derivative, $1 / (2\sqrt{x})$, and
# $\sqrt{-1}$ is NaN here. Zero times NaN is NaN, and so is $0 \cdot \infty$. So what spoils a gradient is a *local derivative* that is NaN or infinite; the value on the side not taken does not show it:

# %%
print(0 * torch.tensor([math.nan, math.inf]))
for name, side, at in [("log at -1", torch.log, -1.0), ("sqrt at 0", torch.sqrt, 0.0)]:
    x = torch.tensor(at, requires_grad=True)
    torch.where(x > 0, side(x), torch.tensor(0.0)).backward()
    print(f"{name}: value of the side {side(x).item()}, gradient {x.grad.item()}")

# %% [markdown]
# The result is right and the gradient is not, so nothing looks wrong until an update makes an entry of a parameter NaN. Multiplying the bad entries by 0 afterwards is no cure, for the same reason.
#
# The cure is the **<dfn>double where</dfn>**: it chooses a harmless argument *before* an operation, and the right result *after* it.

# %%
x = torch.tensor([4.0, 1.0, 0.0, -1.0], requires_grad=True)
is_good = x > 0
harmless = torch.where(is_good, x, torch.ones(4))  # 1 where the root must not look
y = torch.where(is_good, harmless.sqrt(), torch.zeros(4))
y.sum().backward()
print(y, x.grad)

# %% [markdown]
# The root now gets $(4, 1, 1, 1)$. From its last two entries comes $0 \cdot \tfrac12$, and the inner `where` sends that to its constant, not to `x`.
#
# #### Who made the NaN?
#
# In a longer program one NaN makes the next, and `x.grad` only shows the end. **<dfn>Anomaly mode</dfn>** looks at every step of the backward pass and raises
# an error at the first one that returns a NaN. It also remembers which line of the forward pass made that step, and tells you in a warning:


# %%
def watched(function, x):  # forward and backward in anomaly mode
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with torch.autograd.detect_anomaly():
                function(x).backward()
        except RuntimeError as error:
            print("error:", error)
    print("first warning:", caught[0].message)
    report = str(caught[-1].message).splitlines()  # for each call its place, and then its code
    places = [k for k, line in enumerate(report) if 'File "' in line]
    ours = [k for k in places if torch.__path__[0] not in report[k]]
    print("last warning:", report[ours[-1] + 1].strip())


def long_way(x):
    shifted = x + 1
    rooted = shifted.sqrt()
    chosen = torch.where(x > -1, rooted, torch.zeros_like(x))
    return (2 * chosen).sum()


watched(long_way, torch.tensor([3.0, -1.0], requires_grad=True))

# %% [markdown]
# *"Function 'SqrtBackward0' returned nan values in its 0th output"*: the backward step of a root. And the last warning shows the guilty line. (In your own work,
# `with torch.autograd.detect_anomaly():` is enough; the rest only shortens the report. As the first warning says, the mode costs time: use it for the search only.)
#
# It watches only the backward pass. If a NaN arises in the **forward** pass, the first step that returns it is named, though innocent. So look first whether the result is finite:

# %%
x = torch.tensor(-1.0, requires_grad=True)
print("finite:", x.log().isfinite().item())
watched(lambda x: (2 * x.log()) ** 2, x)

# %% [raw]
# exercise: mended_wave
# title: find the NaN and mend it
# kind: code
# points: 4
# minutes: 20
# difficulty: 3
# path: deeper
# hints:
#   - "Run watched(lambda x: wave(x).sum(), x) with x = torch.tensor([2.0, 0.0], requires_grad=True). Which line of wave does the warning show, and which entry of x is at fault?"
#   - "Reciprocals, with 5 where t is 0: torch.where(t == 0, 5.0, 1 / t) has a NaN in its gradient. With u = torch.where(t == 0, 1.0, t), torch.where(t == 0, 5.0, 1 / u) has none: the 1 in u is never looked at."
#   - "Begin by choosing a harmless divisor: safe = torch.where(x == 0, torch.ones_like(x), x)"

# %% [markdown]
# The next cell has a function of four lines whose gradient is NaN where $x = 0$. Find the line, with anomaly mode, and write `mended_wave(x)`, for an `x` of any shape: its values and slopes are those of `wave`, but
# at 0 the slope is finite and correct. ($\sin x / x$ tends to 1 as $x$ goes to 0, and its derivative to 0. The ramp has a kink at 0; leave its line as it is, so that its gradient there stays 0. Near 0 two almost equal numbers are subtracted, so that digits are lost: at 0.0001 the slope is 1.5000, and `float32` gives 1.5010. You may leave this.)


# %%
def wave(x):
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(x) / x)
    root = (1 + x + x**2).sqrt()
    return ramp + ratio * root


x = torch.tensor([2.0, 0.0, 0.0001], requires_grad=True)
wave(x).sum().backward()
print(x.grad)


# %% nbgrader={"grade_id": "mended_wave", "solution": true}
def mended_wave(x):
    """Return what wave(x) returns, entry by entry, with the right gradient at 0 as well."""
    ### BEGIN SOLUTION
    is_zero = x == 0
    safe = torch.where(is_zero, torch.ones_like(x), x)
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    ratio = torch.where(is_zero, torch.ones_like(x), torch.sin(safe) / safe)
    root = (1 + x + x**2).sqrt()
    return ramp + ratio * root
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_mended_wave", "grade": true}
import control_flow_exercises as asked
from autograder.lesson import check

_asked_points = [[2.0, 0.0, -1.0], [[0.0, 0.5], [-3.0, 0.0]], 0.0]
check.function("mended_wave", mended_wave, points=_asked_points, **asked.as_wave)
check.function(
    "mended_wave", asked.slopes(mended_wave), points=_asked_points, **asked.as_slope_of_wave
)
### BEGIN HIDDEN TESTS
_asked_points = [
    *[[0.0, 0.0], [[1.25, 0.0, -0.7]], [-4.5, 3.5, 0.0, 6.0]],
    *[[0.003, -1e-4], [0.3, -0.2, 0.03]],
]
check.function(
    "mended_wave",
    mended_wave,
    reference=asked.wave,
    points=[*_asked_points, [k * 1e-12 for k in range(-5, 6)]],
    shapes=[(), (2, 2, 2)],
    seed=412,
)
check.function(  # what comes in at the result is no 1
    "mended_wave",
    asked.slopes(lambda x: -3 * mended_wave(x)),
    reference=lambda x: -3 * asked.slope_of_wave(x),
    points=_asked_points,
    shapes=[(), (2, 2, 2)],
    seed=413,
    part="the gradient",
)
### END HIDDEN TESTS

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - Autograd differentiates the operations that ran. Conditions leave no trace in the graph.
# - The graph is built anew in each forward pass, so `if`, `while` and function calls may depend on the data.
# - A condition is one truth value for all entries, so the doubling function has one $k$ for all. Where each entry decides for itself, use `torch.where`.
# - A loop whose end depends on data needs a bound, and an error when the bound is reached.
# - Verify a gradient without dividing by what may be 0, and compare with a relative tolerance.
# - `d = a` is a second name; `d /= 10` changes the tensor itself, `d = d / 10` makes a new one.
# - Autograd sees no jumps, and no number that only decides. At kinks and ties it returns a convention, which may differ between operations and versions. Conventions do not add up.
# - `torch.where` computes both sides. A local derivative on the side not taken that is NaN or infinite spoils the gradient: use the double `where`.
# - `torch.autograd.detect_anomaly()` names the first backward step that returns a NaN, and its line in the forward pass. Look first whether the forward pass made the NaN.
#
# | What people believe | What is true |
# |---|---|
# | A function with `if` and `while` cannot be differentiated. | It can, on each of its pieces: autograd follows the route that was taken. |
# | A gradient that is not `f(a) / a` to the last digit is wrong. | Both are rounded. And where `a` is 0, the quotient is NaN and the gradient may be right. |
# | A positive derivative everywhere means that the function grows. | Only between jumps. |
# | Whatever influences the result has a gradient. | What only decides has none. |
# | At a kink autograd returns the derivative. | There is none; it returns a convention, and sums of conventions may be wrong even without a kink. |
# | `where` protects from what happens on the other side. | It protects the value, not the gradient. |
#
# ## Further reading
#
# - PyTorch documentation: [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html), the section on gradients of non-differentiable functions; and
#   [`torch.autograd.detect_anomaly`](https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection).
# - A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM 2008, chapter 14, on programs with branches and kinks.
# - W. Lee, H. Yu, X. Rival and H. Yang, *On Correctness of Automatic Differentiation for Non-Differentiable Functions*, NeurIPS 2020.
# - D. Bertoin, J. Bolte, S. Gerchinovitz and E. Pauwels, *Numerical Influence of ReLU'(0) on Backpropagation*, NeurIPS 2021.

# %% [markdown]
# ## Where you stand
#
# Chapter 5 follows a formula path by path, and differentiates derivatives.

# %%
progress()
