# %% [raw]
# chapter: Your own engine
# builds_on: chapters 1, 2, 5 and 6

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **write** an engine with a backward pass of your own, in less than a hundred lines of Python,
# - **explain** why one visit to each value is enough, what it saves, and in which order to go,
# - **undo** broadcasting in a gradient,
# - **train** a small network with an engine that you wrote,
# - **test** an engine so that its mistakes show.
#
# In chapter 6 you called PyTorch's nodes yourself, path by path. Now you write the nodes, too, and a better way to walk: an **engine**, a program that differentiates programs. PyTorch's tensors stay, as a calculator: no
# `requires_grad`, no `backward` of theirs, except where yours is compared with them.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.
#
# The set-up cell ends with a small class, the beginning of your engine. [S](#value_remembers) explains it.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import inspect

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, progress, show, show_graph
from autograder.lesson.kit import Array, doublings, engines, random_expression

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())


class Value:
    """A number, or several in a tensor, that remembers how it was computed."""

    def __init__(self, data, parents=(), operation="", shares=None):
        self.data = torch.as_tensor(data)
        self.parents = parents
        self.operation = operation
        self.shares = shares
        self.grad = 0.0

    def __add__(self, other):
        other = as_value(other)

        def shares(head):
            return head, head

        return Value(self.data + other.data, (self, other), "+", shares)

    def __mul__(self, other):
        other = as_value(other)

        def shares(head):
            return head * other.data, head * self.data

        return Value(self.data * other.data, (self, other), "*", shares)

    __radd__, __rmul__ = __add__, __mul__  # for 1 + a and 2 * a


def as_value(other):
    """Return a value as it is, and anything else as a new leaf."""
    return other if hasattr(other, "parents") else Value(1.0 * other)


def briefly(function, *inputs):
    """Call function; of an error, if there is one, show the message alone."""
    try:
        return function(*inputs)
    except Exception as error:
        raise error.with_traceback(None) from None


# %% [raw]
# section: value_remembers
# title: What a value must remember
# path: core
# needs: [paths]
# gist: "A value of an engine remembers its number, its parents, and a function from its head to a share for each parent."

# %% [markdown]
# Take $a = 2$, $b = 3$, then $c = a \cdot b = 6$ and $y = c + a = 8$. How fast does $y$ change with $a$ and with $b$? Go backward, one operation after
# the other, as in chapter 2: the **head** of a value is the derivative of the result with respect to it.
#
# - The head of $y$ is 1.
# - $y$ is a sum. Each of its two operands gets the head as it is: 1 for $c$, 1 for $a$.
# - $c$ is a product, and its head is 1. Its operand $a$ gets the head times the other factor, $1 \cdot b = 3$, and $b$ gets $1 \cdot a = 2$.
# - $a$ has received 1 and 3, together 4. $b$ has received 2.
#
# So $\partial y/\partial a = 4$ and $\partial y/\partial b = 2$.
#
# What did you have to know at each value? Where it came from, and what it hands on. The class `Value` in the set-up cell
# keeps just that:
#
# - `data`, the number itself, as a tensor,
# - `parents`, the values that it was computed from: two for a sum or a product, and for $a + a$ twice the same one; a **leaf** was not computed and has none,
# - `operation`, a short text for the picture,
# - `shares`, a function: from the head of this value to one share for each parent; a leaf has `None`,
# - `grad`, what has arrived so far; 0 in the beginning. Each head that arrives is a tensor of the shape of `data`.
#
# A **<dfn>share</dfn>** is what a parent receives from one value that was computed from it.
#
# Python calls `__add__` for `+` and `__mul__` for `*`. Both compute the number, and make a new `Value` around it that knows its parents. A plain number beside a value, as in `2 * a`, becomes a leaf. Neither calls the function `shares`. It is defined inside `__add__` or `__mul__`, and so remembers `self` and `other`, the operands.

# %%
a, b = Value(2.0), Value(3.0)
c = a * b
y = c + a
print("y:", y.data, " made by", y.operation, " from", [parent.data for parent in y.parents])
head = torch.tensor(1.0)
print("what y hands on:", y.shares(head))
print("what c hands on:", c.shares(head))
print("2a + 1:", (2 * a + 1).data)

# %% [markdown]
# The same picture that you know from PyTorch's tensors can be drawn from your values. `a` enters twice:

# %%
show_graph(y)

# %% [raw]
# exercise: predict_shares
# title: two shares
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - Which number multiplies the head on the way to the first operand, its own or the other one's?
#   - "For 6 · 7 with the head 1 the shares are 7 and 6, in this order; with the head 2 they are 14 and 12."
#   - Look at the line of __mul__ that begins with return head, and put in the three numbers.

# %% [markdown]
# Let $v = p \cdot q$ with $p = 2$ and $q = 5$. In some larger expression the head of $v$ is 10. Which two numbers will `v.shares(torch.tensor(10.0))` return?

# %% nbgrader={"grade_id": "predict_shares", "solution": true}
### BEGIN SOLUTION stub: shares_of_v = ...  # two numbers, the one for p first
shares_of_v = [50.0, 20.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_shares", "grade": true}
from autograder.lesson import check

check.prediction("predict_shares", shares_of_v, shape=(2,))

# %%
p, q = Value(2.0), Value(5.0)
v = p * q
both = v.shares(torch.tensor(10.0))
print(both)
check.reveal("predict_shares", both)

# %% [markdown]
# Each share is the head times the derivative by that parent. In chapter 2's words, `shares` is
# the operation's own vector–Jacobian product.
#
# Now add a third operation.

# %% [raw]
# exercise: power
# title: a third operation
# kind: code
# points: 2
# minutes: 10
# difficulty: 1
# hints:
#   - Print power(Value(2.0), 3).shares(1.0) and the same with the head 10.0. Is the second ten times the first? And how many shares are there, one for each parent?
#   - "For 1/t the derivative is −1/t². At t = 2 with the head 8 the share is 8 · (−1/4) = −2, in a tuple of one: (-2.0,)."
#   - "Begin with a function like the one in __mul__: def shares(head). A tuple of one thing needs its comma: return (something,)."

# %% [markdown]
# Write `power(a, n)` for a `Value` `a` and a plain number `n`. It returns a new `Value` for $a^n$, with `a` as its only parent, the operation `"**"`, and `shares` that returns, by formula (autograd is switched off), a tuple of **one**. The tests put several numbers into `a.data` at once, and a head for each; `*` and `**` work on them entry by entry.


# %% nbgrader={"grade_id": "power", "solution": true}
def power(a, n):
    """Return a Value for a**n, where a is a Value and n a plain number."""
    ### BEGIN SOLUTION

    def shares(head):
        return (head * n * a.data ** (n - 1),)

    return Value(a.data**n, (a,), "**", shares)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_power", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

check.function("power", lambda x: power(Value(x), 3).data, reference=lambda x: x**3, shapes=[(4,)])
check.jacobian("power", **asked.share_of_cube(power, Value))  # for a given head
check.values("power", **asked.whose_parents(power, Value))
check.gradient("power", **asked.sum_of_powers(power, Value))  # and in a graph
### BEGIN HIDDEN TESTS
check.function(
    "power", lambda x: power(Value(x), -2).data, reference=lambda x: 1 / x**2, shapes=[(5,), ()]
)
check.jacobian(
    "power",
    asked.share(lambda x: power(Value(x), -2), lambda x: 2 - x),
    of=lambda x: x**-2.0,
    head=lambda x: 2 - x,
    shapes=[(5,), (1,), (3, 2)],
    seed=701,
    autograd=False,
)
check.gradient(
    "power",
    asked.in_a_graph(lambda a: power(power(a, 2) + a * a, 3), Value),
    of=lambda x: 8 * (x**6).sum(),
    shapes=[(4,), (2,)],
    seed=702,
)
check.function(  # an n that is no whole number
    "power",
    asked.share(lambda x: power(Value(x), 2.5), torch.cos),
    reference=lambda x: 2.5 * x**1.5 * x.cos(),
    points=[[0.5, 2.0, 3.0], [4.0, 0.25]],
)
check.function(  # at 0, at equal numbers, at large and tiny ones
    "power",
    lambda x: torch.stack([*power(Value(x), 2).shares(x + 1), power(Value(x), 1).data]),
    reference=lambda x: torch.stack([2 * x * (x + 1), x]),
    points=[0.0, [3.0, 3.0], [0.0, -1e6, 1e-9]],
)
### END HIDDEN TESTS

# %% [raw]
# section: path_by_path
# title: Path by path
# path: core
# needs: [value_remembers]
# gist: "A recursion that goes back along each path is right."

# %% [markdown]
# The calculation of [](#value_remembers) can be told to a machine. Start at the result with the head 1, and whenever a value receives a head:
#
# 1. add it to the value's `grad`;
# 2. compute the shares that this head leads to;
# 3. let each parent receive its share, in the same way.
#
# A recipe or a function that calls itself is **<dfn>recursive</dfn>**. Ours does so on its third line; follow it for $y = ab + a$:
#
# | call | value | head | `grad` afterwards |
# |---|---|---|---|
# | 1 | $y$ | 1 | 1 |
# | 2 | $c$ | 1 | 1 |
# | 3 | $a$, through $c$ | 3 | 3 |
# | 4 | $b$, through $c$ | 2 | 2 |
# | 5 | $a$, directly | 1 | 4 |
#
# Each call stands for one path from $y$ to a value. This is chapter 5's rule: multiply along each path, add over all paths. It is also `printed` of chapter 6, with its two faults corrected.

# %% [raw]
# exercise: by_paths
# title: every path
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Print value.operation and head at the top of your function, for y = c + a with c = a * b. Do you see the five lines of the table?
#   - "A value that receives 3 and later 1 has the grad 4 in the end. It passes on what the 3 leads to when the 3 comes, and what the 1 leads to when the 1 comes, never what the 4 leads to."
#   - "Each line of the recipe becomes a line or two of yours. Which of them must a leaf leave out, as it has no parents and no shares?"

# %% [markdown]
# Write `pass_on(value, head)`, which carries out the recipe for one value and, by calling itself, for all that it was computed from. It returns nothing; the
# gradients are in the `grad` of each value, those in the middle and the result included. (`zip(p, q, strict=True)` goes through two sequences together, and complains if one is longer.) The function `by_paths` is given: it makes leaves, computes `f` on them, and sends a head of 1 back with your function.


# %% nbgrader={"grade_id": "by_paths", "solution": true}
def pass_on(value, head):
    """Add head to the grad of value, and pass on to its parents what this head leads to."""
    ### BEGIN SOLUTION
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head), strict=True):
            pass_on(parent, share)
    ### END SOLUTION


def by_paths(f, x):
    """Return the gradient of f at the numbers in x, shape (n,), path by path."""
    leaves = [Value(number) for number in x]
    result = f(*leaves)
    pass_on(result, torch.ones_like(result.data))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% nbgrader={"grade_id": "test_by_paths", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

for _asked in asked.formulas_by_paths(by_paths):
    check.gradient("by_paths", **_asked, autograd=False)
check.values("by_paths", asked.grads_by_paths(pass_on, Value), **asked.of_the_example)
### BEGIN HIDDEN TESTS
for _asked_seed in range(720, 728):
    _asked = asked.random_expression(_asked_seed, inputs=4)
    check.gradient(
        "by_paths",
        lambda x, f=_asked: by_paths(f, x),
        of=lambda x, f=_asked: f(*x),
        shapes=[(4,), (4,), (4,)],
        seed=_asked_seed,
        autograd=False,
        evidence=asked.engine_mistakes(_asked, paths=True),
    )
### END HIDDEN TESTS

# %% [markdown]
# (The test makes up formulas with `random_expression`; [](#testing_an_engine) says more.)
#
# Path by path is right. Before we look at its price, a tempting variation. The picture shows *one* number at each value, its `grad`. Why not pass that on, instead of the head that has just come?

# %% [raw]
# exercise: predict_two_doublings
# title: passing on what is there
# kind: prediction
# points: 1
# minutes: 5
# difficulty: 2
# hints:
#   - How often is the middle value called, and what is its grad each time, right after the head was added?
#   - "With one doubling only, y = x + x: two calls at x, with the heads 1 and 1, and x.grad is 2, as it should be. The trouble begins with a value in the middle that has parents of its own."
#   - Make a table like the one above for x, m and y. When m is called for the second time, its grad becomes 2.

# %% [markdown]
# Double twice: $m = x + x$ and $y = m + m$, so that $y = 4x$. Each call adds the head that it receives to the value's `grad`, as before, and then passes on what this **`grad`** leads to. What will `x.grad` be, if $y$ begins with the head 1?

# %% nbgrader={"grade_id": "predict_two_doublings", "solution": true}
### BEGIN SOLUTION stub: grad_of_x = ...  # one number
grad_of_x = 6.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_two_doublings", "grade": true}
from autograder.lesson import check

check.prediction("predict_two_doublings", grad_of_x)

# %%
x = Value(1.0)
m = x + x
y = m + m
for share_of_m in y.shares(torch.tensor(1.0)):  # m is called twice
    m.grad = m.grad + share_of_m
    for share_of_x in m.shares(m.grad):  # and should pass on what share_of_m leads to
        x.grad = x.grad + share_of_x
    print("m.grad:", m.grad, " x.grad:", x.grad)
check.reveal("predict_two_doublings", x.grad)

# %% [markdown]
# `m` receives 1 and passes on 1, twice; so far `x` has 2. Then `m` receives the second 1, its `grad` is 2, and it passes on 2, twice: that makes 6, where 4 is right. The first 1 has been sent
# **again**. On $ab + a$ this mistake does not show: only leaves receive more than one share there. It needs a reused value that has parents.

# %% [raw]
# section: cost_of_paths
# title: What it costs
# path: core
# needs: [path_by_path]
# gist: "Path by path costs a call for each path, and their number may grow exponentially."

# %% [markdown]
# How often is `pass_on` called? Once for the value itself, plus all the calls that each of its parents leads to:


# %%
def calls(value):
    """Return how often pass_on runs if it is started at value."""
    return 1 + sum(calls(parent) for parent in value.parents)


def doubled(depth):
    """Return a Value that was added to itself depth times."""
    n = Value(1.0)
    for _ in range(depth):
        n = n + n
    return n


print("once:       ", calls(doubled(1)), "calls")
print("three times:", calls(doubled(3)), "calls")

# %%
show_graph(doubled(3))

# %% [markdown]
# Four values, fifteen calls: there are 8 paths from the bottom to the top.

# %% [raw]
# exercise: predict_sixteen
# title: sixteen times
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - By which factor does the number of calls grow from one doubling to the next, about?
#   - "A rumour that each person tells to two others, who tell two others each: 1, then 1 + 2, then 1 + 2 + 4. How many have heard it after ten rounds?"
#   - The sum 1 + 2 + 4 + … + 2^k is 2^(k+1) − 1. What is k here?

# %% [markdown]
# `n = n + n`, sixteen times: 17 values. How many calls?

# %% nbgrader={"grade_id": "predict_sixteen", "solution": true}
### BEGIN SOLUTION stub: calls_for_sixteen = ...  # a whole number
calls_for_sixteen = 131071
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_sixteen", "grade": true}
from autograder.lesson import check

check.prediction("predict_sixteen", calls_for_sixteen)


# %%
def paths(value):
    """Return how many paths lead from value to a leaf."""
    return sum(paths(parent) for parent in value.parents) if value.parents else 1


y = doubled(16)
print("paths:", paths(y), " calls:", calls(y))
check.reveal("predict_sixteen", calls(y))

# %% [markdown]
# Each doubling doubles the number of paths, to $2^{16} = 65{,}536$. The calls are $1 + 2 + 4 + \dots + 2^{16} = 131{,}071$, for 17 values. Where values are reused at each level, the number of paths grows **exponentially** with
# the depth. Some neural networks do that, some do not. In a plain chain of layers each result goes to the next layer only. A **<dfn>skip connection</dfn>** adds a layer's
# input to its output, and so uses it twice.

# %%
chain = skipping = Value(1.0)
for _ in range(12):
    chain = 0.5 * chain
    skipping = skipping + 0.5 * skipping
print("12 layers in a chain:      ", calls(chain), "calls")
print("12 with a skip connection: ", calls(skipping), "calls")

# %% [raw]
# exercise: plot_calls
# title: calls against values
# kind: plot
# points: 4
# minutes: 20
# difficulty: 3
# path: deeper
# hints:
#   - Print both counts for doubled(3). They should be 15 and 4. Which of yours is not?
#   - "To count each word once in 'to be or not to be', put the words into a set: it has four. A set may hold values of your engine, too; walk upward, and stop at what you have met."
#   - "Begin with: results = [build(depth) for depth in depths]. To draw u over t: axes.plot(t, u, \"o-\", label=\"name\"); then axes.set(...) for the texts, and axes.legend()."

# %% [markdown]
# Draw it. Your function gets `build`, which turns a depth into a `Value` (like `doubled`), and a list of depths. Draw two curves over `depths`, labelled `"path by path"` and
# `"each value once"`: the number of calls of `pass_on`, and the number of *different* values in the graph, leaves included. Label both axes, add a title and a
# legend, and give the curves different markers or line styles. Both axes stay linear.


# %% nbgrader={"grade_id": "plot_calls", "solution": true}
def plot_calls(build, depths):
    """Plot the calls of pass_on, and the number of values, over depths; return the Axes."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION

    def count(value):
        return 1 + sum(count(parent) for parent in value.parents)

    def collect(value, seen):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                collect(parent, seen)
        return seen

    results = [build(depth) for depth in depths]
    axes.plot(depths, [count(y) for y in results], "o-", label="path by path")
    axes.plot(depths, [len(collect(y, set())) for y in results], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    ### END SOLUTION
    return axes


# %%
show(
    plot_calls(doubled, list(range(9))),
    alt="Your plot. It should show two curves over depths from 0 to 8: path by path, which doubles "
    "from step to step up to 511, and each value once, a line from 1 to 9 at the bottom.",
)


# %% nbgrader={"grade_id": "test_plot_calls", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

check.plot(
    "plot_calls",
    lambda: plot_calls(asked.doubling(Value), list(range(8))),
    like=asked.calls_of_doublings,
)
### BEGIN HIDDEN TESTS
_asked_depths = torch.tensor([2.0, 5.0, 9.0, 12.0], device="cpu")


def _asked_rabbits(depth):
    older, younger = Value(torch.tensor(1.0)), Value(torch.tensor(2.0))
    for _ in range(depth):
        older, younger = younger, older * younger
    return younger


check.plot(
    "plot_calls",
    lambda: plot_calls(_asked_rabbits, [2, 5, 9, 12]),
    like=asked.Curves(
        x=_asked_depths,
        curves={
            "path by path": torch.tensor([5.0, 25.0, 177.0, 753.0], device="cpu"),
            "each value once": _asked_depths + 2,
        },
        rtol=0.0,
        atol=0.02,
        evidence={
            "path by path": {
                "foretold": {
                    "leaves-left-out": torch.tensor([2.0, 12.0, 88.0, 376.0], device="cpu"),
                    "hard-coded": 2 ** (_asked_depths + 1) - 1,
                }
            },
            "each value once": {
                "foretold": {"leaves-left-out": _asked_depths, "hard-coded": _asked_depths + 1}
            },
        },
    ),
)


def _asked_chain(depth):
    n = Value(torch.tensor(1.0))
    for _ in range(depth):
        n = 0.5 * n
    return n


_asked_depths = torch.arange(8.0, device="cpu")
check.plot(  # the depths of the first test, and other graphs
    "plot_calls",
    lambda: plot_calls(_asked_chain, list(range(8))),
    like=asked.Curves(
        x=_asked_depths,
        curves=dict.fromkeys(["path by path", "each value once"], 2 * _asked_depths + 1),
        rtol=0.0,
        atol=0.01,
    ),
)
### END HIDDEN TESTS

# %% [raw]
# section: each_value_once
# title: Each value once
# path: core
# needs: [cost_of_paths]
# gist: "In reversed topological order each value is visited once, with its whole gradient collected."

# %% [markdown]
# What the heads 1 and 1 lead to, added up, is what the head 2 leads to: every share is the head times a fixed factor. So let a value
# wait until *all* its shares have arrived, add them, and pass on the sum, **once**. For sixteen doublings that makes 17 visits.
#
# When have all shares arrived? When every value that was computed *from* it and leads to the result has been visited. The trouble is to find an order of visits with this property. Take
#
# $$x = 1, \qquad a = 2x, \qquad b = 3a, \qquad y = a + b. \tag{1}$$
#
# Then $y = 8x$. Let us visit the values by their distance from $y$: first $y$, then its parents $a$ and $b$, then theirs. The numbers 2 and 3 are leaves as well; we leave them out,
# for nobody asks for their gradients.

# %%
x = Value(1.0)
a = x * 2
b = a * 3
y = a + b
show_graph(y)

# %% [raw]
# exercise: predict_by_distance
# title: visits by distance
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 2
# hints:
#   - What has a received by the time it is visited, and what does it receive later?
#   - "In m = x·5, n = m·7, y = m + n the same thing happens: m is visited with the head 1, passes on 5, and then gets a 7 that nobody passes on."
#   - Write down a.grad and x.grad after each of the four visits. Each value is visited a single time.

# %% [markdown]
# The visits are $y, a, b, x$, one each. At a visit a value passes on what it has by then. What will `x.grad` be in the end?

# %% nbgrader={"grade_id": "predict_by_distance", "solution": true}
### BEGIN SOLUTION stub: grad_by_distance = ...  # one number
grad_by_distance = 2.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_by_distance", "grade": true}
from autograder.lesson import check

check.prediction("predict_by_distance", grad_by_distance)

# %%
x = Value(1.0)
a = x * 2
b = a * 3
y = a + b
y.grad = torch.tensor(1.0)
print("y passes on", y.shares(y.grad))
a.grad, b.grad = y.shares(y.grad)
print("a passes on", a.shares(a.grad)[0])
x.grad = x.grad + a.shares(a.grad)[0]
print("b passes on", b.shares(b.grad)[0])
a.grad = a.grad + b.shares(b.grad)[0]
print("x.grad:", x.grad, " a.grad:", a.grad)
check.reveal("predict_by_distance", x.grad)

# %% [markdown]
# `a` was visited too early: its second share, the 3 from `b`, came after it had passed on the first. So `x` has only 2 of its 8, although `a.grad` is 4 in the end, as it should be. `b` was computed from `a`, so `b` must be visited first: $y, b, a, x$.
#
# In the forward pass no value can be made before its parents. Any list with **parents before what was made from them** is called a **topological order** of the graph; backward we go
# through it from its end. (Chapter 6's order, along PyTorch's edges, begins with the result: it is this one, read from its end.) There is a simple way to find one: *before you write a value down, write down its parents.*


# %%
def in_order(result):
    """Return the values that led to result: each once, and parents first."""
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


unused = 5 * a  # computed from a, but it does not lead to y
print([(value.operation or "leaf", value.data.item()) for value in in_order(y)])
print("unused is among them:", unused in in_order(y))
print("sixteen doublings:", len(in_order(doublings(x, 16))), "values")

# %% [markdown]
# The set `seen` is what makes it fast: the second time that a value is met, nothing happens. And only what leads to the result is found, so nobody waits for a share of `unused`.

# %% [raw]
# exercise: one_pass
# title: backward, once and for all
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# hints:
#   - Print value.operation and value.grad at each visit, for the values of (#1). Is y the first, and is its grad 1 there? Is b visited before a?
#   - "A value with two shares, 1 and 3, has the grad 4 when its turn comes. If you find 3, the second share has replaced the first; if you find 1, its turn came too early."
#   - "First line: result.grad = torch.ones_like(result.data). To go through a list from its end: for value in reversed(some_list)."

# %% [markdown]
# Write `backward(result)`: it sets the `grad` of `result` to 1 (a tensor of its shape, `torch.ones_like(result.data)`), visits once, in the right order, every value that led to it, and lets each add its shares to the `grad` of its parents, on top of what is there. It
# uses `in_order` and returns nothing. The function `one_pass` is given, as before.


# %% nbgrader={"grade_id": "one_pass", "solution": true}
def backward(result):
    """Fill in the grad of every value that led to result."""
    ### BEGIN SOLUTION
    result.grad = torch.ones_like(result.data)
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad), strict=True):
                parent.grad = parent.grad + share
    ### END SOLUTION


def one_pass(f, x):
    """Return the gradient of f at the numbers in x, shape (n,), by your backward."""
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% nbgrader={"grade_id": "test_one_pass", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

for _asked in asked.formulas(one_pass):
    check.gradient("one_pass", **_asked, autograd=False)
check.values("one_pass", asked.grads_by_pass(backward, Value), **asked.of_the_example)
check.values("one_pass", **asked.grads_of_two(backward, Value))
check.function("one_pass", **asked.head_of_result(backward, Value))
### BEGIN HIDDEN TESTS
for _asked_seed in range(740, 748):
    _asked = asked.random_expression(_asked_seed, inputs=4)
    check.gradient(
        "one_pass",
        lambda x, f=_asked: one_pass(f, x),
        of=lambda x, f=_asked: f(*x),
        shapes=[(4,), (4,), (4,)],
        seed=_asked_seed,
        autograd=False,
        evidence=asked.engine_mistakes(_asked),
    )
check.gradient(
    "one_pass",
    lambda x: one_pass(lambda a, b: a + asked.doublings(a + b, 40), x),
    of=lambda x: x[0] + 2**40 * (x[0] + x[1]),
    shapes=[(2,)],
    autograd=False,
    seed=748,
)
### END HIDDEN TESTS

# %% [markdown]
# With this your engine can go backward. On $ab + a$, with the gradients that your `backward` filled in:

# %%
a, b = Value(2.0), Value(3.0)
c = a * b
y = c + a
backward(y)
show_graph(y)

# %% [markdown]
# And on sixteen doublings, where the derivative is as large as the number of paths:

# %%
x = Value(1.0)
y = doublings(x, 16)
backward(y)
print(x.grad)

# %% [raw]
# section: running_total
# title: A running total
# path: deeper
# needs: [each_value_once]
# gist: "A stack of one's own finds the order of a chain that is longer than Python's limit for recursion."

# %% [markdown]
# Somebody adds up in a loop. (`in_order` is that of [](#each_value_once); after a restart run its cell, too.)

# %%
x = Value(1.0)
chain = x
for _ in range(20_000):
    chain = chain + x
print(chain.data)

# %% [raw]
# exercise: predict_long_chain
# title: a long chain
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 1
# hints:
#   - How many calls of visit have begun and not yet ended, at the moment when x is reached?
#   - "A stack of plates: each unfinished call lies on the one that made it. How high is the stack for 3 additions in a row?"
#   - Python allows about a thousand unfinished calls, unless it is told otherwise. Compare that with the length of this chain.

# %% [markdown]
# 20,001 values, and `in_order` visits each of them once: no exponential growth here. Will `in_order(chain)` raise an error?

# %% nbgrader={"grade_id": "predict_long_chain", "solution": true}
### BEGIN SOLUTION stub: chain_raises = ...  # True or False
chain_raises = True
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_long_chain", "grade": true}
from autograder.lesson import check

check.prediction("predict_long_chain", chain_raises, choices=[True, False])

# %% tags=["raises-exception"]
order = []
order = briefly(in_order, chain)

# %%
check.reveal("predict_long_chain", not order)

# %% [markdown]
# Each visit waits for the one that it has called: *"maximum recursion depth exceeded"*. Too many calls have begun and not ended. Python allows only so many (`sys.getrecursionlimit()` says how many). The limit could be raised, but then a longer chain meets it again. PyTorch does not go back by recursion:

# %%
leaf = torch.tensor(1.0, requires_grad=True)
sum([leaf] * 20_000, leaf).backward()  # as many additions
print(leaf.grad)

# %% [markdown]
# The cure is to keep the list of what is still to be done yourself, instead of leaving it to Python's calls. A **<dfn>stack</dfn>** is a list from which one always takes what was put in last; `append` puts on it, `pop` takes off. A value must come up
# twice: first *to have its parents put on the stack*, and again, when they are done, *to be written down*. So put pairs on the stack: a value, and whether its parents are done.
#
# | taken off the stack | what to do |
# |---|---|
# | (value, not ready), met for the first time | put back (value, ready), then put on (parent, not ready) for each parent |
# | (value, not ready), met before | nothing |
# | (value, ready) | write it down |
#
# Is each parent written down before the value? The parents lie above `(value, ready)`, so they all come off before it does. One that comes off for the first time is written down before anything below it comes off. One that was met before is written down already: the only values
# that are met and not yet written down are those whose `(value, ready)` waits further down, and these were computed from this one.

# %% [raw]
# exercise: iterative_order
# title: an order without recursion
# kind: code
# points: 4
# minutes: 25
# difficulty: 3
# hints:
#   - Print the operations of your list for y = c + a with c = a * b. Is y last? Does each value stand there once, and c after a and b?
#   - "Follow the table for m = x + x: stack (m, no); then (m, yes), (x, no), (x, no); x is taken off, put back as ready and written down; the second (x, no) is dropped; m is written down. Order: x, m."
#   - "Begin with: order, seen, stack = [], set(), [(result, False)]. Then: while stack: value, is_ready = stack.pop()."

# %% [markdown]
# Write `iterative_order(result)`: like `in_order`, a list of the values that led to `result`, each once and parents first, for a graph of any depth. No function may call itself.


# %% nbgrader={"grade_id": "iterative_order", "solution": true}
def iterative_order(result):
    """Return the values that led to result: each once, parents first; of any depth."""
    ### BEGIN SOLUTION
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            for parent in value.parents:
                stack.append((parent, False))
    return order
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_iterative_order", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

for _asked in asked.orders(iterative_order, Value):  # the course's backward pass through yours
    check.gradient("iterative_order", **_asked)
check.values("iterative_order", **asked.lengths(iterative_order, Value))  # leaves included
check.values("iterative_order", **asked.before_and_again(iterative_order, Value))
### BEGIN HIDDEN TESTS
for _asked_seed in range(760, 768):
    _asked = asked.random_expression(_asked_seed, inputs=4)
    check.gradient(
        "iterative_order",
        lambda x, f=_asked: torch.stack(asked.gradients(f, *map(Value, x), order=iterative_order)),
        of=lambda x, f=_asked: f(*x),
        shapes=[(4,), (4,), (4,)],
        seed=_asked_seed,
        evidence=asked.engine_mistakes(_asked, only_order=True),
    )


def _asked_ladder(a, b):
    for k in range(4000):
        a, b = (b, a + b * Value(torch.full_like(b.data, 1e-3))) if k % 2 else (a + b, b)
    return a + b * b


def _asked_counts():
    found = iterative_order(_asked_ladder(Value(torch.tensor(1.0)), Value(torch.tensor(2.0))))
    return [len(found), len(set(found)), asked.late(found)]


# Each once and parents first, in a graph that is deep and reuses values at each level.
check.values("iterative_order", _asked_counts, expected=[8004, 8004, 0])
### END HIDDEN TESTS

# %% [raw]
# section: numbers_to_arrays
# title: From numbers to arrays
# path: deeper
# needs: [each_value_once]
# gist: "Broadcasting is reuse: on the way back, sum over the axes that were stretched."

# %% [markdown]
# Nothing in `Value` says that `data` is one number. Give it several, and everything that works entry by entry goes on working. The head has the shape of the value:

# %%
p = Value(torch.tensor([1.0, 2.0, 3.0]))
q = Value(torch.tensor([4.0, 5.0, 6.0]))
v = p * q
print(v.data)
print(v.shares(torch.ones(3)))

# %% [markdown]
# And shapes that differ? An **<dfn>axis</dfn>** of a tensor is a position in its shape. **<dfn>Broadcasting</dfn>** stretches a tensor along each axis that it lacks in front, or in which it has length 1. So PyTorch and NumPy add a vector `b` of three to each row of a $2 \times 3$ matrix.

# %%
x = Value(torch.zeros(2, 3))
b = Value(torch.tensor([10.0, 20.0, 30.0]))
v = x + b
print(v.data)
head = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
for parent, share in zip(v.parents, v.shares(head), strict=True):
    print("parent", tuple(parent.data.shape), " share", tuple(share.shape))

# %% [markdown]
# But `b` has three entries, so its gradient must have three numbers, and the share that `+` hands it has six.

# %% [raw]
# exercise: predict_share_of_b
# title: the share of b
# kind: prediction
# points: 1
# minutes: 4
# difficulty: 2
# hints:
#   - In how many entries of v does the first entry of b take part, and what are their heads?
#   - "If flour goes into 7 cakes and into 2 loaves, and costs 1 more for each, the bill grows by 9."
#   - For each column, add up what its two entries hand back.

# %% [markdown]
# With the head of the cell above, $\begin{pmatrix}1 & 2 & 3\\ 4 & 5 & 6\end{pmatrix}$: which three numbers should `b` receive?

# %% nbgrader={"grade_id": "predict_share_of_b", "solution": true}
### BEGIN SOLUTION stub: share_of_b = ...  # three numbers
share_of_b = [5.0, 7.0, 9.0]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_share_of_b", "grade": true}
from autograder.lesson import check

check.prediction("predict_share_of_b", share_of_b, shape=(3,))

# %%
b = torch.tensor([10.0, 20.0, 30.0], requires_grad=True)
(torch.zeros(2, 3) + b).backward(head)
print(b.grad)
check.reveal("predict_share_of_b", b.grad)

# %% [markdown]
# The first entry of `b` was used twice, once in each row, so it has two shares, 1 and 4, and they add up. Broadcasting is **reuse**: *stretch forward, sum backward.*
#
# Which axes must be summed? Write both shapes with their *last* axes below each other, as broadcasting does.
#
# | share | parent | sum over | result |
# |---|---|---|---|
# | `(2, 3)` | `(3,)` | axis 0, which the parent does not have | `(3,)` |
# | `(2, 3)` | `(2, 1)` | axis 1, where the parent has length 1; keep it | `(2, 1)` |
# | `(2, 3)` | `()` | both | `()` |
# | `(2, 3)` | `(1, 3)` | axis 0, keep it | `(1, 3)` |
#
# Beware of the case `(3, 3)` and `(3, 1)`, or `(3, 3)` and `(3,)`: sums over the wrong axis have the right number of entries there, and nothing raises.

# %% [raw]
# exercise: sum_to_shape
# title: undo the broadcasting
# kind: code
# points: 4
# minutes: 20
# difficulty: 3
# hints:
#   - Print the shape of your result for each line of the table above. Which line is the first that does not fit?
#   - "From (4, 2, 3) back to (2, 1): one axis too many in front, so sum over axis 0 first, which leaves (2, 3); then the parent has length 1 in axis 1, so sum over axis 1 and keep it: (2, 1)."
#   - "While gradient has more axes than shape, which one is too many? gradient.sum(k) removes axis k, gradient.sum(k, keepdim=True) keeps it, with the length 1."

# %% [markdown]
# Write `sum_to_shape(gradient, shape)`: add up the entries of `gradient` that came from one and the same entry of a tensor of the given `shape`. The result has this shape. You may assume that a tensor of `shape` can be broadcast to the
# shape of `gradient`.


# %% nbgrader={"grade_id": "sum_to_shape", "solution": true}
def sum_to_shape(gradient, shape):
    """Return gradient, summed over the axes along which a tensor of shape was stretched."""
    ### BEGIN SOLUTION
    while gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis, keepdim=True)
    return gradient
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_sum_to_shape", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

for _asked in asked.stretched(sum_to_shape):
    check.function("sum_to_shape", **_asked)
### BEGIN HIDDEN TESTS
for _asked, _asked_from in [
    ((2, 1), (4, 2, 3)),
    ((1,), (5, 4)),
    ((3,), (3, 3)),
    ((1, 3), (3, 3)),
    ((3, 1), (3, 3)),
    ((2, 1, 3), (2, 4, 3)),
    ((1, 2, 1), (6, 3, 2, 2)),
    ((2, 3), (2, 3)),
    ((), (2, 2, 2)),
]:
    check.function(
        "sum_to_shape",
        **asked.summing(sum_to_shape, _asked, [_asked_from] * 3, seed=780 + len(_asked_from)),
    )
check.function(  # a gradient whose memory is in another order
    "sum_to_shape",
    lambda g: sum_to_shape(g.transpose(0, 1), (2,)),
    reference=lambda g: g.sum((0, 1)),
    shapes=[(3, 4, 2), (4, 3, 2)],
    seed=789,
    told=lambda g: "a gradient, its first two axes exchanged",
)
### END HIDDEN TESTS

# %% [markdown]
# PyTorch's tensors have a method for it. Yours beside it:

# %%
print(sum_to_shape(head, (2, 1)).tolist(), head.sum_to_size(2, 1).tolist())

# %% [raw]
# section: operations_for_arrays
# title: Operations for arrays
# path: deeper
# needs: [numbers_to_arrays]
# gist: "The shares of a matrix product A B are H Bᵀ and Aᵀ H, with the head H."

# %% [markdown]
# Every operation that broadcasts must sum its shares to the shapes of its parents. The addition becomes
#
# ```python
# def add(a, b):
#     def shares(head):
#         return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)
#
#     return Value(a.data + b.data, (a, b), "+", shares)
# ```
#
# and the multiplication follows the same pattern. Three more operations make a neural network possible.
#
# **The hyperbolic tangent**, entry by entry: $t = \tanh a$ has the derivative $1 - t^2$. The forward pass has computed $t$ already.
#
# **The sum of all entries**, a single number $s = a_0 + a_1 + \dots$: if $s$ has the head 5, a tensor of shape `()`, each entry of $a$ receives 5. The share has the shape of $a$. It is the mirror image of broadcasting: *sum forward, stretch backward.*
#
# **The matrix product** $C = A B$. By hand, for one row and one column: $c = a_0 b_0 + a_1 b_1$ with the head $h$ sends $h b_0$ and $h b_1$ to the entries of the row, $h a_0$ and $h a_1$ to those of the column. In general $c_{ik} = \sum_j a_{ij} b_{jk}$, so $a_{ij}$ takes part
# in the whole row $i$ of $C$, and in each entry $c_{ik}$ with the factor $b_{jk}$:
#
# $$\text{share of } a_{ij} = \sum_k h_{ik}\, b_{jk}, \qquad \text{share of } b_{jk} = \sum_i a_{ij}\, h_{ik}. \tag{2}$$
#
# Both are matrix products with a transpose. Unless some lengths are equal, the shapes alone tell their order: the head has the shape of $C$, each share that of its parent.

# %% [raw]
# exercise: array_operations
# title: four operations for arrays
# kind: code
# points: 3
# minutes: 25
# difficulty: 2
# hints:
#   - For each of your four operations, print the shapes of the parents and of the shares. Which share does not have the shape of its parent?
#   - "For A of shape (2, 3) and B of shape (3, 4) the head has shape (2, 4). Only one product of the head with a transpose has shape (2, 3), and only one has shape (3, 4)."
#   - "mul: begin as in add, and ask by what the head is multiplied for each parent. total: torch.ones_like(a.data) has the right shape. A tuple of one needs its comma."

# %% [markdown]
# Write the four. Each takes values and returns a new `Value` with its operands as parents, in their order, a short text as operation, and `shares`, a function from a head (of the new value's shape) to a tuple, by formula (autograd is switched off). `matmul` is for two matrices. The first line takes the course's `sum_to_shape`, in case
# yours is not ready; if it is, delete the line.


# %% nbgrader={"grade_id": "array_operations", "solution": true}
sum_to_shape = engines.sum_to_shape  # delete this line to use your own


def add(a, b):
    """Return a Value for a + b."""

    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    """Return a Value for a * b, entry by entry, with broadcasting."""
    ### BEGIN SOLUTION

    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)
    ### END SOLUTION


def tanh(a):
    """Return a Value for the hyperbolic tangent of a, entry by entry."""
    ### BEGIN SOLUTION
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))
    ### END SOLUTION


def total(a):
    """Return a Value for the sum of all entries of a, of shape ()."""
    ### BEGIN SOLUTION
    ones = torch.ones_like(a.data)
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * ones,))
    ### END SOLUTION


def matmul(a, b):
    """Return a Value for the matrix product of a and b."""
    ### BEGIN SOLUTION
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_array_operations", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

for _asked in asked.shares(Value, mul, tanh, matmul):
    check.jacobian("array_operations", **_asked)
check.function("array_operations", asked.share_of_total(Value, total), **asked.of_total)
_asked = asked.layer(Value, lambda x, w, b: total(mul(tanh(add(matmul(x, w), b)), b)))
check.gradient("array_operations", _asked, of=asked.layer_of, shapes=[(3, 4), (3, 4)])
check.values("array_operations", **asked.remembered(Value, mul, tanh, total, matmul))
### BEGIN HIDDEN TESTS
_asked_operands = [
    torch.linspace(0.2, 1.4, 20, dtype=torch.float64).reshape(5, 4).sin(),
    torch.linspace(-0.9, 0.7, 8, dtype=torch.float64).reshape(4, 2).exp(),
    torch.linspace(-0.3, 0.6, 2, dtype=torch.float64),
]


def _asked_with(x, which):
    return [x if k == which else each for k, each in enumerate(_asked_operands)]


for _asked in range(3):
    check.gradient(
        "array_operations",
        lambda x, which=_asked: asked.gradients(
            lambda a, w, b: total(mul(tanh(add(matmul(a, w), b)), mul(b, b))),
            *map(Value, _asked_with(x, which)),
        )[which],
        of=lambda x, which=_asked: (lambda a, w, b: ((a @ w + b).tanh() * b * b).sum())(
            *_asked_with(x, which)
        ),
        shapes=[tuple(_asked_operands[_asked].shape)] * 3,
        seed=790 + _asked,
    )
check.jacobian(
    "array_operations",
    asked.share(lambda x: tanh(Value(x)), torch.cos),
    of=torch.tanh,
    head=torch.cos,
    shapes=[(4,), (1,), (2, 2, 2)],
    seed=794,
)
check.function(  # at 0, where tanh is nearly 1, at equal entries, and where an exponential overflows
    "array_operations",
    lambda x: torch.stack([tanh(Value(x)).data, *tanh(Value(x)).shares(x)]),
    reference=lambda x: torch.stack([x.tanh(), x * (1 - x.tanh() ** 2)]),
    points=[[-15.0, 0.0, 12.0], [0.5, 0.5], [-1e3, 800.0]],
)
check.gradient(  # each operation more than once, and with one value as both of its operands
    "array_operations",
    lambda x: asked.gradients(lambda a: total(tanh(mul(tanh(matmul(a, a)), mul(a, a)))), Value(x))[
        0
    ],
    of=lambda x: ((x @ x).tanh() * x * x).tanh().sum(),
    shapes=[(3, 3), (2, 2)],
    seed=799,
)
_asked_square = torch.linspace(-1, 3, 9, dtype=torch.float64).reshape(3, 3).sin()
for _asked in range(2):  # square matrices: the shapes do not tell which product it is
    check.jacobian(
        "array_operations",
        asked.share(
            lambda x, k=_asked: matmul(*map(Value, (x, _asked_square)[:: 1 - 2 * k])),
            lambda x: x.T - 2,
            _asked,
        ),
        of=lambda x, k=_asked: _asked_square @ x if k else x @ _asked_square,
        head=lambda x: x.T - 2,
        shapes=[(3, 3)],
        seed=797,
        autograd=False,
    )
check.jacobian(
    "array_operations",
    asked.share(lambda x: total(Value(x)), lambda x: x.sum() + 1),
    of=torch.sum,
    head=lambda x: x.sum() + 1,
    shapes=[(6,), (3, 2)],
    seed=795,
)
check.function(
    "array_operations",
    lambda x: total(mul(tanh(Value(x)), Value(x[0]))).data,
    reference=lambda x: (x.tanh() * x[0]).sum(),
    shapes=[(3, 5), (2, 2)],
    seed=796,
)
### END HIDDEN TESTS

# %% [raw]
# section: engine_at_work
# title: The engine, whole, at work
# path: core
# needs: [each_value_once]
# gist: "An engine of less than a hundred lines trains a small network."

# %% [markdown]
# Now put the parts together. Python lets you add functions to a class afterwards; `a @ b` then calls `__matmul__`. Subtraction needs no operation of its own, since $a - b = a + (-1) \cdot b$, and division neither: $a / b = a \cdot b^{-1}$. And `backward` looks for the name `in_order`
# when it runs, so from now on it finds the order without recursion.
#
# The next cell uses your answers to [](#power), [](#one_pass), [](#iterative_order) and [](#array_operations); after a restart run their cells again. If one is missing or raises, `Array` takes the place of `Value`: the course's own
# engine.

# %%
try:
    in_order = iterative_order
    Value.__add__ = Value.__radd__ = lambda a, b: add(a, as_value(b))
    Value.__mul__ = Value.__rmul__ = lambda a, b: mul(a, as_value(b))
    Value.__pow__, Value.__matmul__ = power, matmul
    Value.__neg__, Value.__sub__ = lambda a: -1 * a, lambda a, b: a + -1 * as_value(b)
    Value.__truediv__ = lambda a, b: a * as_value(b) ** -1
    Value.sum, Value.tanh, Value.backward = total, tanh, backward
    one = Value(torch.ones(2, 2))
    ((2 * one @ one - one / 4).tanh() ** 2).sum().backward()  # does every part run?
    (one @ one).backward()
    parts = [Value.__init__, add, mul, power, tanh, total, matmul]
    parts += [sum_to_shape, iterative_order, backward]
except Exception as error:
    print("A part is missing, or raises, and Array takes the place of Value.", repr(error))
    Value, parts = Array, [Array]

source = "\n\n".join(inspect.getsource(part) for part in parts).splitlines()
lines = [line.strip() for line in source if not line.strip().startswith("#")]
code = [line for line in lines if line and not line.startswith('"')]
print("lines:", len(lines), " of code:", len(code))

# %% [markdown]
# That is all of it. (From here on `Value` has your operations for arrays. Before you go back to the sections on single numbers, run the set-up cell, and for [](#running_total) that of `in_order`.)
#
# A first test on all of it: $\sum \tanh(XW + b)^2$ for a $4 \times 2$ matrix, a $2 \times 3$ matrix and a vector of three. First with your engine, then with PyTorch.

# %%
x = torch.linspace(-1, 1, 8, dtype=torch.float64).reshape(4, 2)
w = torch.linspace(-0.5, 2, 6, dtype=torch.float64).reshape(2, 3)
b = torch.tensor([0.1, -0.2, 0.3], dtype=torch.float64)
X, W, B = Value(x), Value(w), Value(b)
loss = ((X @ W + B).tanh() ** 2).sum()
loss.backward()

w.requires_grad_()
b.requires_grad_()
((x @ w + b).tanh() ** 2).sum().backward()
print("W agrees to 1e-12:", torch.allclose(W.grad, w.grad, rtol=1e-12, atol=1e-12))
print("B agrees to 1e-12:", torch.allclose(B.grad, b.grad, rtol=1e-12, atol=1e-12))
show_graph(loss)

# %% [markdown]
# Next, training. First a straight line through points: for inputs $x$ in a column, targets $t$ in a column, the model is $p = x w + b$ and the loss
#
# $$L = \sum_i (p_i - t_i)^2. \tag{3}$$
#
# **One step of gradient descent** (chapter 3) goes forward, goes backward, and moves each parameter against its gradient. The **<dfn>learning rate</dfn>**, or rate for short, is the small positive number by which the gradient is multiplied before it is subtracted. With the letter $\eta$ for it:
#
# $$w \leftarrow w - \eta\, \frac{\partial L}{\partial w}, \qquad b \leftarrow b - \eta\, \frac{\partial L}{\partial b}. \tag{4}$$
#
# Take the points $(1, 3)$ and $(2, 5)$ and start at $w = b = 0$. The errors $p - t$ are $-3$ and $-5$; $\partial L/\partial w = 2\,(-3 \cdot 1 - 5 \cdot 2) = -26$ and $\partial L/\partial b = 2\,(-3 - 5) = -16$. With the rate 0.01
# the step leads to $w = 0.26$, $b = 0.16$.

# %% [raw]
# exercise: training_step
# title: one step of training
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Print your loss and the two gradients for the points of the example. They should be 34, −26 and −16.
#   - "If the gradient is −26, the loss falls when w grows: the new w is 0 − 0.01 · (−26) = 0.26. Going up the slope instead would give −0.26."
#   - "The engine differentiates by its own values only, and w is a plain tensor. Which tensors must become values first, and where are their gradients after backward()?"

# %% [markdown]
# Write `training_step(engine, x, t, w, b, rate)`: one step (#4) for the loss (#3). `engine` is a class of values with `@`, `+`, `-`, `*`, `**`, `.sum()` and `.backward()`: yours, or the course's. `x` has shape `(n, k)`, `t` has `(n, 1)`, `w` has
# `(k, 1)` and `b` has `(1,)`; they are plain tensors. Return the new `w` and the new `b`, plain tensors too, and leave the old ones as they are.


# %% nbgrader={"grade_id": "training_step", "solution": true}
def training_step(engine, x, t, w, b, rate):
    """Return (w, b) after one step of gradient descent on the sum of squared errors."""
    ### BEGIN SOLUTION
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad
    ### END SOLUTION


# %%
points = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [5.0]])
print(training_step(Array, *points, torch.zeros(1, 1), torch.zeros(1), 0.01))


# %% nbgrader={"grade_id": "test_training_step", "grade": true}
import your_own_engine_exercises as asked
from autograder.lesson import check

# What you subtract, divided by the rate, should be the gradient: for w, and for b.
for _asked in asked.losses(training_step):
    check.gradient("training_step", **_asked, autograd=False)
### BEGIN HIDDEN TESTS
_asked_x = torch.linspace(-2, 1.5, 18, dtype=torch.float64).reshape(6, 3).sin()
_asked_t = torch.linspace(-3, 1.7, 6, dtype=torch.float64).reshape(6, 1).exp()
_asked_b = torch.tensor([-0.6], dtype=torch.float64)
check.gradient(
    "training_step",
    lambda w: (
        asked.subtracted(training_step(asked.Array, _asked_x, _asked_t, w, _asked_b, 0.0625)[0], w)
        / 0.0625
    ),
    of=lambda w: (_asked_x @ w + _asked_b - _asked_t).square().sum(),
    shapes=[(3, 1), (3, 1)],
    autograd=False,
    seed=797,
)
check.gradient(
    "training_step",
    lambda b: (
        asked.subtracted(
            training_step(asked.Array, _asked_x, _asked_t, _asked_x[:3, :1], b, 0.5)[1], b
        )
        / 0.5
    ),
    of=lambda b: (_asked_x @ _asked_x[:3, :1] + b - _asked_t).square().sum(),
    shapes=[(1,), (1,), (1,)],
    autograd=False,
    seed=798,
)
### END HIDDEN TESTS

# %% [markdown]
# Last, a **network**. Points on two rings, with targets $-1$ inside and $+1$ outside: no straight line separates them. Two matrix products with a tanh between them can, with eight
# columns in the middle, and they need nothing that your engine does not have.


# %%
def model(x, w1, b1, w2, b2):
    """Return one number for each row of x; for tensors, or for the values of an engine."""
    return (x @ w1 + b1).tanh() @ w2 + b2


angle = torch.linspace(0, 6.1, 30, dtype=torch.float64)[:, None]
ring = torch.cat([angle.cos(), angle.sin()], 1)
x = torch.cat([0.6 * ring, 1.4 * ring])
t = torch.cat([torch.full_like(angle, -1), torch.ones_like(angle)])


def trained(go_backward, steps=300, rate=0.003):
    """Return the losses and the final weights, with the gradients that go_backward fills in."""
    numbers = torch.arange(33, dtype=torch.float64).mul(2.4).sin() / 2  # no two alike
    parts = zip(numbers.split([16, 8, 8, 1]), (8, 8, 1, 1), strict=True)
    weights = [part.reshape(-1, columns) for part, columns in parts]
    losses = []
    for _ in range(steps):
        values = [Value(w) for w in weights]
        loss = ((model(Value(x), *values) - Value(t)) ** 2).sum()
        go_backward(loss)
        losses.append(loss.data.item())
        weights = [w - rate * value.grad for w, value in zip(weights, values, strict=True)]
    return losses, weights


losses, weights = trained(Value.backward)
print(f"loss {losses[0]:.2f} -> {losses[-1]:.2f}")

# %%
figure, axes = plt.subplots(figsize=(4.2, 4))
axis = torch.linspace(-2, 2, 80, dtype=torch.float64)
says = model(torch.cartesian_prod(axis, axis), *weights).reshape(80, 80).T.cpu()
axes.contourf(axis.cpu(), axis.cpu(), says > 0, levels=[-1, 0.5, 2], alpha=0.25)
axes.plot(*x[:30].T.cpu(), "o", label="−1")
axes.plot(*x[30:].T.cpu(), "s", label="+1")
axes.set(xlabel="x₀", ylabel="x₁", title="Where the network says + or −")
axes.legend(loc="upper right")
show(
    figure,
    alt="Two rings of points in the plane, and around the inner one a closed region where the "
    "network's number is negative; the outer ring lies outside it.",
)

# %% [markdown]
# A network has learned from data, and every derivative on the way came from so short an engine.

# %% [raw]
# section: testing_an_engine
# title: How to test an engine
# path: deeper
# needs: [engine_at_work, finite_differences]
# gist: "Test an engine with values that are reused, with long chains, with stretched shapes, and against differences."

# %% [markdown]
# Would you have noticed a mistake? Here is a backward pass with one. It goes path by path, and at the marked line a share replaces what was there before. The network of [](#engine_at_work),
# trained with it and with yours:


# %%
def replacing(result):
    """Go backward with a mistake."""
    waiting = [(result, torch.ones_like(result.data))]
    while waiting:
        value, head = waiting.pop(0)
        value.grad = head  # the mistake
        if value.parents:
            waiting += zip(value.parents, value.shares(head), strict=True)


with_mistake, other_weights = trained(replacing)
print(f"last losses: {losses[-1]:.4f} and {with_mistake[-1]:.4f}")
print("the same weights:", all(map(torch.equal, weights, other_weights)))

# %% [markdown]
# The same, to the last bit: an engine that is wrong need not raise, and training need not show it. So test it against others, on expressions that nobody chose to be easy. `random_expression(seed)` makes them up:

# %%
for seed in (4, 9):
    print(random_expression(seed))
print(random_expression(4, reuse=False))

# %% [markdown]
# The inputs are `a`, `b` and `c`. The letters after them name what is computed on the way, and the last one is the result. The third expression was made with `reuse=False`. The right gradient comes from PyTorch: `torch.func.grad(f)` is a function that returns the gradient of `f`.

# %%
point = torch.tensor([1.5, -0.7, 1.2], dtype=torch.float64)


def caught(reuse):
    """Return how many of 100 random expressions show that the engine is wrong."""
    count = 0
    for seed in range(100):
        f = random_expression(seed, reuse=reuse)
        leaves = [Value(number) for number in point]
        replacing(f(*leaves))
        found = torch.stack([leaf.grad for leaf in leaves])
        count += not torch.allclose(found, torch.func.grad(lambda t, f=f: f(*t))(point))
    return count


print("caught by expressions with reuse=True:", caught(reuse=True), "of 100")

# %% [raw]
# exercise: predict_caught
# title: what a test can see
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Look at the third expression above. How often does each letter stand on the right of an equals sign?
#   - "Write each payment over the balance of an account, which is 0 in the beginning. For which accounts is the result right?"
#   - Decide in how many expressions with reuse=False some value receives two shares.

# %% [markdown]
# All hundred expressions with `reuse=True` find the mistake. How many of a hundred with `reuse=False` will find it?

# %% nbgrader={"grade_id": "predict_caught", "solution": true}
### BEGIN SOLUTION stub: caught_without_reuse = ...  # a whole number from 0 to 100
caught_without_reuse = 0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_caught", "grade": true}
from autograder.lesson import check

check.prediction("predict_caught", caught_without_reuse, between=(0, 100))

# %%
found = caught(reuse=False)
print("caught by expressions with reuse=False:", found, "of 100")
check.reveal("predict_caught", found)

# %% [markdown]
# There each value is used exactly once and receives one share: to replace 0 by it, or to add it to 0, is the same. So none of these expressions can find the mistake, and neither can a network that is a plain chain of layers. A test of an engine needs values that are reused, also in the middle; long chains; shapes that are stretched, along each axis; heads that are not 1.
#
# And if there is no other engine? Then compare with finite differences, as in chapter 1, in `float64`, moving one entry at a time. (For operations that you add to PyTorch, `torch.autograd.gradcheck` does this: chapter 9.)


# %%
def differences(f, x, h=1e-5):
    """Return central differences of f(*x), one for each entry of x."""
    slopes = []
    for step in h * torch.eye(len(x), dtype=x.dtype):
        slopes.append((f(*(x + step)) - f(*(x - step))) / (2 * h))
    return torch.stack(slopes)


agree = 0
for seed in range(100):
    f = random_expression(seed)
    leaves = [Value(number) for number in point]
    f(*leaves).backward()
    mine = torch.stack([leaf.grad for leaf in leaves])
    agree += torch.allclose(mine, differences(f, point), rtol=1e-6, atol=1e-6)
print(Value.__name__, "agrees with differences on", agree, "of 100")

# %% [raw]
# section: engine_to_judge
# title: An engine to judge
# path: deeper
# needs: [testing_an_engine]
# gist: "A loss that falls does not prove an engine."


# %% [raw]
# exercise: friends_engine
# title: a friend's engine
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# hints:
#   - For part 1, try y = x + x by hand with the friend's line, and then find a different expression with two leaves.
#   - For part 2, ask of each of the friend's tests how often a value is used in it.
#   - For part 3, look at what broadcasting is, in [](#numbers_to_arrays), and at how many rows of x @ w get the same b.

# %% [markdown]
# A friend has written an engine. Its backward pass has the right order, each value once, and this line in it:
#
# ```python
# parent.grad = share
# ```
#
# *"It passes all my tests: each operation on its own against central differences, a chain of fifty operations, and a hundred random trees of sums and products, like the third expression above. And without the addition, nobody ever has to set `grad` back to zero."*
#
# Answer in a few sentences, in your own words. A person will read and grade this one.
#
# 1. Give an expression for which the engine is wrong, with the number that it gives and the right one.
# 2. Why do all the friend's tests pass? Propose one that would not.
# 3. With `sum_to_shape` in place, the engine's gradient for a vector `b` of shape `(3,)` in `(x @ w + b).tanh().sum()` is right, although `b` is used for every row. Why?
# 4. Besides right numbers, what does the friend lose without the addition? Propose a backward pass that does not lose it, and after which nobody has to set `grad` back to zero.

# %% [markdown] nbgrader={"grade_id": "friends_engine", "grade": true, "solution": true}
# **Model answer.** (1) $y = x \cdot x$ at $x = 3$: both shares are 3, the second replaces the first, and `x.grad` is 3 instead of 6. (2) In a tree, in a chain and in a single operation on different operands, each value is used once and so gets a single share; 0 + share and share are the same. A random expression in which values are
# used again, such as `c = a * b; y = c + a`, finds it. (3) Within the graph, `b` is the operand of one operation only. The reuse in the rows happens inside that operation, and `sum_to_shape` adds up its shares before they are stored. (4) Gradients of several losses, or of several batches, can no longer be accumulated in the leaves. (It does not help to set the `grad` of all values
# to 0 before each pass: the first loss is lost as well.) Let `backward` keep the heads of a pass in a dictionary of its own, and return those of the leaves, as `torch.autograd.grad` does. There is no `grad` to set back, and whoever wants the sum of two passes adds what they return.
#
# **Rubric, one point each.** An expression with a reused value, with the wrong and the right number. · Each value is used once in all the tests, and a test with reuse is proposed. · The rows are summed within one operation, before the share is stored. · Accumulation over several passes is lost, and a proposal that does not lose it: the gradients of a pass are kept apart and returned. To set all `grad` to 0 before each pass does not count.

# %% [raw]
# section: beyond_the_engine
# title: What PyTorch does beyond this
# path: deeper
# needs: [engine_at_work, backward_twice]
# gist: "PyTorch frees what its nodes kept, guards it with counters, and records a backward pass when it is asked to."

# %% [markdown]
# Your engine and PyTorch's go backward by the same plan: an order, each node once, shares added up. PyTorch does some things besides. First, what happens if `backward` is called twice on one graph?

# %% [raw]
# exercise: predict_second_pass
# title: and once more
# kind: prediction
# points: 1
# minutes: 5
# difficulty: 3
# hints:
#   - Which values still hold something in grad when the second pass begins? Is s among them?
#   - "For y = x + x there is no value in the middle: after one pass x.grad is 2, after two 4, simply added up. A value in the middle starts the second pass with what the first one left there."
#   - In the second pass, z.grad is set to 1, and s receives 1 + 1 on top of the 2 that it holds. Write down what s.grad is then, and what s passes on to x.

# %% [markdown]
# Take $x = 3$, $s = x \cdot x$ and $z = s + s$. The derivative is $4x = 12$. Now call `z.backward()` **twice**, on the same graph, and clear nothing in between. Your `backward` sets `z.grad` to 1 and adds to everything else. PyTorch, with `retain_graph=True`, would have 24 in
# `x.grad`. What will the engine have?

# %% nbgrader={"grade_id": "predict_second_pass", "solution": true}
### BEGIN SOLUTION stub: after_second_pass = ...  # one number
after_second_pass = 36.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_second_pass", "grade": true}
from autograder.lesson import check

check.prediction("predict_second_pass", after_second_pass)

# %%
x = Value(torch.tensor(3.0))
s = x * x
z = s + s
z.backward()
print("after one pass:   s.grad", float(s.grad), " x.grad", float(x.grad))
z.backward()
print("after two passes: s.grad", float(s.grad), " x.grad", float(x.grad))
check.reveal("predict_second_pass", x.grad)

leaf = torch.tensor(3.0, requires_grad=True)
square = leaf * leaf
twice = square + square
twice.backward(retain_graph=True)
twice.backward()
print("PyTorch:", leaf.grad)

# %% [markdown]
# In the second pass `s` still held the 2 of the first, received 2 more, and passed on 4. So `x` has $12 + 24 = 36$: the mistake of [](#path_by_path) again. PyTorch collects the heads anew in each pass. It adds to `.grad` of leaves, and of tensors that were told to `retain_grad()`,
# but does not send on what stands in a `.grad`.
#
# Second, what `shares` will use is kept, and as in PyTorch a kept tensor is no copy. But your engine does not notice if somebody changes its numbers in between:

# %%
x = Value(torch.tensor([1.0, 2.0]))
y = (x * x).sum()
x.data[0] = 999.0
y.backward()
print("engine: ", x.grad)

leaf = torch.tensor([1.0, 2.0], requires_grad=True)
for edited in (leaf.data, leaf.detach()):
    y = (leaf * leaf).sum()
    edited[0] = 999.0
    try:
        print("PyTorch:", torch.autograd.grad(y, leaf)[0])
    except RuntimeError as error:
        print("PyTorch:", str(error).partition(":")[0])

# %% [markdown]
# The engine says 1998, the derivative at a point where $y$ was never computed. PyTorch counts edits and refuses, unless they are made through `.data` (chapter 3). Side by side:
#
# | | your engine | PyTorch |
# |---|---|---|
# | a node | the value itself | a `grad_fn` of its own; the tensor may be forgotten, the node stays |
# | order | a list made before the pass | counts of missing shares: a node is ready when its last one has come |
# | second pass | wrong where a value in the middle still holds its first head | refused where a kept tensor was freed (`retain_graph=True` prevents that), otherwise right |
# | memory | all is kept as long as the result lives | what the nodes have kept is freed while the pass goes on |
# | numbers changed in between | wrong in silence | counted and refused; through `.data`, wrong in silence |
# | derivative of the derivative | none: `shares` computes with plain tensors | `create_graph=True` records the backward pass as well |

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - A value of an engine remembers its number, its parents, and a function from its head to one share for each parent.
# - Path by path, backward is right, and exponential where values are reused at each level: sixteen doublings take 131,071 calls.
# - Each value once, in an order in which a value comes after all that was computed from it and leads to the result: reversed topological order.
# - Reused values add up their shares. Broadcasting is reuse: sum over the axes that were stretched. A sum is stretched on the way back.
# - Find the order with a stack of your own: recursion ends at Python's limit.
# - The shares of a matrix product are $H B^\top$ and $A^\top H$, with the head $H$.
# - Training need not show a mistake. Test with values that are reused, in the middle too, with long chains, with stretched shapes, against another engine and against differences.
#
# | What people believe | What is true |
# |---|---|
# | Autograd is too complicated to write oneself. | The core is below 100 lines. |
# | A right recursion is good enough. | It comes to a value as often as there are paths from the result to it, and their number may grow exponentially. |
# | Many passing tests, or a loss that falls, prove an engine. | Not if none of them reuses a value. |
#
# ## Further reading
#
# - A. Karpathy, [*micrograd*](https://github.com/karpathy/micrograd): an engine for scalars, of the size of yours.
# - D. Maclaurin, D. Duvenaud and M. Johnson, [*Autograd*](https://github.com/HIPS/autograd): one for NumPy, in which `shares` is differentiable itself.
# - PyTorch documentation: [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html).
# - A. Griewank and A. Walther, *Evaluating Derivatives*, 2nd edition, SIAM 2008, chapters 3 and 4, on the reverse mode and what it costs.
# - S. Linnainmaa, *Taylor Expansion of the Accumulated Rounding Error*, BIT 16, 1976: this algorithm, from his thesis of 1970.

# %% [markdown]
# ## Where you stand
#
# Chapter 8 trains a network, by hand and by autograd.

# %%
progress()
