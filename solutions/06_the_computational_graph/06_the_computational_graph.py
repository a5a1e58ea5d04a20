# %% [raw]
# chapter: The computational graph
# builds_on: chapters 1 to 5

# %% [markdown]
# At the end of this chapter you will be able to
#
# - **read** a graph node by node, and write the code that made it,
# - **walk** it backward yourself, and change a gradient on its way,
# - **predict** whether a second backward pass raises, from what the graph has kept,
# - **find** the line that spoils a backward pass, however far from the error it stands,
# - **measure** what a derivative of a derivative costs.
#
# Predictions, exercises and hints work as in chapter 1. The minutes are for a reader who met PyTorch in the chapters
# before; if you have used it for a while, halve them. After a restart, run the set-up cell and then the cells of your
# section from its heading on. What is said about PyTorch was run with version 2.13.

# %% nbgrader={"grade_id": "setup", "locked": true}
# No module named 'autograder'? Then: pip install autograd_workbook-*.whl (it came with this file)
import re
import warnings
import weakref
from time import perf_counter

import matplotlib.pyplot as plt
import torch

from autograder.lesson import check, device, progress, show, show_graph, step_backward
from autograder.lesson.kit import TensorsMade

# %matplotlib inline
plt.style.use("autograder.lesson.course")
if device().type != "cpu":  # the same notebook on a GPU: set AUTOGRADER_DEVICE=cuda
    torch.set_default_device(device())

# %% [raw]
# section: tensor_and_node
# title: What a tensor stores, and what its node stores
# path: core
# needs: [first_gradient]
# gist: "A tensor knows its `grad_fn`; that node knows its rule, what it has kept, and in `next_functions` where it hands on."

# %% [markdown]
# The smallest graph: two leaves and their product.

# %%
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
c = a * b
for name, t in [("a", a), ("c", c)]:
    print(f"{name}  data {t.data}  requires_grad {t.requires_grad}  is_leaf {t.is_leaf}", end="  ")
    print("grad_fn", t.grad_fn.name() if t.grad_fn else None)
print("a.grad", a.grad)

# %% [markdown]
# Five attributes: the numbers (`data`), whether operations on them are to be recorded (`requires_grad`), the gradient that was
# delivered (`grad`, at first `None`), the node of the operation that made the tensor (`grad_fn`), and whether it is a leaf (`is_leaf`). What a tensor does *not* store is from which
# tensors it was computed. That is known to the node, which stores three things:

# %%
node = c.grad_fn
print("its name:         ", node.name())
print("what it has kept: ", node._saved_self, node._saved_other)
for following, _ in node.next_functions:
    print("it hands on to:   ", following.name(), "of a leaf with", following.variable.data)

# %% [markdown]
# - Its **name** says which rule it applies on the way back: `MulBackward0`, the backward step of a multiplication.
# - What it has **kept** is what that rule needs. The derivative of $a b$ with respect to $a$ is $b$, and with respect to $b$ it is $a$. (*self* is the first operand, *other* the second. The underscore
#   warns that these names may change.)
# - **`next_functions`** says where it hands on the results: one entry for each operand that its rule could differentiate, in order. The number beside each, which we skip, matters for operations with several outputs.
#
# A leaf has no `grad_fn`, yet something must receive its gradient. An **<dfn>`AccumulateGrad`</dfn>** is the node that stands for a leaf, and adds what arrives to the leaf's `.grad`. (It is printed with its C++ namespace, `torch::autograd::`, and has the leaf in its `variable`.) A constant needs no gradient,
# so nothing is handed on to it. In the place of a constant tensor stands `None`; for a Python number there is `None`, or no place at all:

# %%
a = torch.tensor(2.0, requires_grad=True)
c = a * torch.tensor(3.0)
for t in (c, a - 3, 3 - a, a**3):
    print(t.grad_fn.name(), [to and to.name() for to, _ in t.grad_fn.next_functions])
show_graph(c)

# %% [markdown]
# An **<dfn>edge</dfn>** leads from a node to each entry of its `next_functions`, against the arrows of our pictures. You may read that *"the nodes are tensors, and the edges are the functions between them"*. In PyTorch it is the other way round: **nodes are functions, and along the
# edges tensors travel**: values when the graph is built, gradients on the way back. In our pictures a leaf's box stands for its `AccumulateGrad`. A tensor in the middle can vanish while its node lives on:

# %%
h = 3 * a
c = h + 1
ghost = weakref.ref(h)  # looks at h without keeping it alive
del h
print("the tensor h:", ghost())
print("its node:    ", c.grad_fn.next_functions[0][0].name())
c.backward()
print("a.grad:      ", a.grad)

# %% [markdown]
# The memory of $h = 6$ was given back. The gradient goes through nevertheless, for the derivative of $h + 1$ does not need $h$.

# %% [raw]
# exercise: predict_nodes
# title: how many nodes
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 1
# hints:
#   - How many operations run in this line, and how many leaves are there? How many mailboxes does a leaf have, if two letters go to it?
#   - "For y = a·b + a with two leaves there are two operations and two leaves. How many nodes is that?"
#   - Count each operation once and each leaf once, however many edges lead to it.

# %% [markdown]
# How many nodes does the graph of `y = x * x + x` have, where `x` is a leaf that requires a gradient? Count every `AccumulateGrad`, too.

# %% nbgrader={"grade_id": "predict_nodes", "solution": true}
### BEGIN SOLUTION stub: nodes_in_all = ...  # a whole number
nodes_in_all = 3
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_nodes", "grade": true}
from autograder.lesson import check

check.prediction("predict_nodes", nodes_in_all)

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x + x
addition = y.grad_fn
product, to_x = (following for following, _ in addition.next_functions)
ends = [following for following, _ in product.next_functions]
print(addition.name(), "->", product.name(), "and", to_x.name())
print(product.name(), "->", ends[0].name(), "and", ends[1].name())
print("all three ends are one node:", to_x is ends[0] and to_x is ends[1])
check.reveal("predict_nodes", len({addition, product, to_x, *ends}))

# %%
show_graph(y)

# %% [markdown]
# A leaf has one `AccumulateGrad`, however many edges end at it (in the picture, three arrows leave the box of `x`). With an addition and a multiplication that makes three. In a **<dfn>directed acyclic graph</dfn>**, a DAG, edges may meet again but never run in a circle. Here there can be no circle, because an operation can
# only use tensors that existed before it.

# %% [raw]
# exercise: count_nodes
# title: count the nodes
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Print the name of every node when you count it, for y = x * x + x. Does a name appear more often than it should? Does one of the three not appear?
#   - "In a house with several doors between the rooms, you count rooms, not doors you walk through. What do you need in order to know that you have been in a room before?"
#   - "Begin with: seen = set() and waiting = [y.grad_fn]. Nodes can be put into a set. Take one out of waiting with pop(), and mind that None may stand among its next_functions."

# %% [markdown]
# Write `count_nodes(y)`: the number of different nodes in the graph of a tensor `y`, with an `AccumulateGrad` for each leaf, as a whole number. A tensor without a `grad_fn` has 0 of them.


# %% nbgrader={"grade_id": "count_nodes", "solution": true}
def count_nodes(y):
    """Return how many different nodes can be reached from y.grad_fn, itself included."""
    ### BEGIN SOLUTION
    seen, waiting = set(), [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [following for following, _ in node.next_functions]
    return len(seen)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_count_nodes", "grade": true}
import the_computational_graph_exercises as asked
from autograder.lesson import check

check.values(  # three sines of sines, four sums of sums, x * w, x * 2, and two without a graph
    "count_nodes",
    lambda: [count_nodes(tensor) for tensor in asked.graphs()],
    expected=[2, 3, 4, 2, 3, 4, 5, 3, 2, 0, 0],
    **asked.counted(),
)
### BEGIN HIDDEN TESTS
_asked_sizes = [3, 5, 2, 4, 18, 0]


def _asked_others():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    return [
        *[x * w, (x * w + x).sum(), 5 * x, torch.stack([x, w, x, x]).mean()],
        *[asked.doubled(x * 3, 16), w.detach()],
    ]


check.values(
    "count_nodes",
    lambda: [count_nodes(tensor) for tensor in _asked_others()],
    expected=_asked_sizes,
    told=[
        *["x * w", "(x * w + x).sum()", "5 * x", "torch.stack([x, w, x, x]).mean()"],
        *["3 * x, added to itself, and so on sixteen times", "w.detach()"],
    ],
)


def _asked_more():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.unbind()
    return [
        *[y[0] * y[1], torch.where(x > 1, x, 2 * x), 3 - x, x.view(2, 1) @ x.view(1, 2)],
        *[torch.autograd.grad(x.sin().sum(), x, create_graph=True)[0], x > 0],
    ]


check.values(  # several results of one operation, constants without a place, a derivative's graph
    "count_nodes",
    lambda: [count_nodes(tensor) for tensor in _asked_more()],
    expected=[3, 3, 2, 4, 3, 0],
    told=[
        *["y[0] * y[1] for y = x.unbind()", "torch.where(x > 1, x, 2 * x)", "3 - x"],
        *["x.view(2, 1) @ x.view(1, 2)", "the derivative of the sine, recorded", "x > 0"],
    ],
)
### END HIDDEN TESTS

# %% [raw]
# section: what_is_a_leaf
# title: What is a leaf?
# path: core
# needs: [tensor_and_node]
# gist: "Leaves are made, computed without being recorded, or detached; each that requires a gradient has one `AccumulateGrad`, which adds."

# %% [markdown]
# A leaf is a tensor without a `grad_fn`. How many of the following six are leaves?

# %% [raw]
# exercise: predict_leaves
# title: leaves among six
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Which of the six were made by an operation that had to be recorded? Here, that is one with an operand that requires a gradient.
#   - "If nobody takes notes at a meeting, its result looks as if it was always there. At which of these meetings did somebody take notes?"
#   - Go through the lines one by one and ask whether an operand requires a gradient. Changing the dtype is an operation, too.

# %% [markdown]
# ```python
# a = torch.ones(2, requires_grad=True)
# b = torch.ones(2)
# c = 3 * b
# d = 3 * a
# e = d.detach()
# f = torch.ones(2, requires_grad=True).to(torch.float64)
# ```

# %% nbgrader={"grade_id": "predict_leaves", "solution": true}
### BEGIN SOLUTION stub: leaves = ...  # a whole number from 0 to 6
leaves = 4
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_leaves", "grade": true}
from autograder.lesson import check

check.prediction("predict_leaves", leaves, between=(0, 6))

# %%
a = torch.ones(2, requires_grad=True)
b = torch.ones(2)
c = 3 * b
d = 3 * a
e = d.detach()
f = torch.ones(2, requires_grad=True).to(torch.float64)
for name, t in zip("abcdef", [a, b, c, d, e, f], strict=True):
    made_by = t.grad_fn.name() if t.grad_fn else "-"
    print(f"{name}  leaf: {t.is_leaf!s:5}  requires_grad: {t.requires_grad!s:5}  {made_by}")
check.reveal("predict_leaves", sum(t.is_leaf for t in (a, b, c, d, e, f)))

# %% [markdown]
# There are three ways to be a leaf:
#
# 1. You **made** it from plain numbers: `a` and `b`.
# 2. It was computed, but the operation was **not recorded**: no operand required a gradient (`c`), or recording was switched off (`no_grad`), or the result has no derivative, like whole numbers and truth values.
# 3. It was **detached**: `e`.
#
# `d` was computed from `a` and recorded. And `f` is a trap: its `.to(...)` had something to convert, and was recorded. So the leaf is the nameless tensor before it, and `f.grad` stays `None`. Convert first, then call `requires_grad_()`.

# %%
f.sum().backward()
with warnings.catch_warnings(action="ignore"):  # [](#gradients_on_the_way) reads this warning
    print("f.grad:", f.grad)
print("nothing to convert, the same leaf:", a.to(a.dtype) is a)
with torch.no_grad():
    print("computed under no_grad, a leaf:", (3 * a).is_leaf)
print("truth values, an index, whole numbers:", [t.is_leaf for t in (a > 0, a.argmax(), a.long())])

# %% [markdown]
# `backward` fills the `.grad` of those leaves that require a gradient: of the six, only `a` can get one (here it got none, as `f` was not made from it).

# %% [raw]
# section: graph_to_code
# title: From a graph back to the code
# path: core
# needs: [tensor_and_node]
# gist: "A graph can be read back into the line of code that made it."

# %% [markdown]
# Here is a graph as a table: each node with a number, its name, and the nodes that it hands on to.

# %% [markdown]
# | node | name | hands on to | has kept |
# |---|---|---|---|
# | 1 | `MeanBackward0` | 2 | |
# | 2 | `MulBackward0` | 3, 4 | the results of 3 and 4 |
# | 3 | `SinBackward0` | 5 | the result of 5 |
# | 4 | `AddBackward0` | 5, 6 | |
# | 5 | `PowBackward0` | 6 | `x`, and the exponent 3 |
# | 6 | `AccumulateGrad` | | the leaf `x` |
#
# Read it upwards: 6 is the leaf, 5 is computed from it, and so on. Note that 5 appears twice in the third column.

# %% [raw]
# exercise: rebuilt
# title: the code behind the table
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# path: deeper
# hints:
#   - Draw your result with show_graph(rebuilt(x)) and hold it against the table. Are there as many boxes as rows?
#   - "The table 1 Mul → 2, 2; 2 Exp → 3; 3 AccumulateGrad belongs to e = x.exp(), then e * e. Writing x.exp() * x.exp() would make two nodes Exp. Which row of our table is used twice?"
#   - "Begin with the row next to the leaf, and give it a name: cubed = x**3"

# %% [markdown]
# Write `rebuilt(x)`, which computes from a leaf `x` of any shape a result with exactly this graph. (The two operands of a sum or a product may be exchanged.)


# %% nbgrader={"grade_id": "rebuilt", "solution": true}
def rebuilt(x):
    """Return a number whose graph is that of the table."""
    ### BEGIN SOLUTION
    cubed = x**3
    return (cubed.sin() * (cubed + x)).mean()
    ### END SOLUTION


# %%
x = torch.tensor([0.5, 1.0], requires_grad=True)
show_graph(rebuilt(x))

# %% nbgrader={"grade_id": "test_rebuilt", "grade": true}
import the_computational_graph_exercises as asked
from autograder.lesson import check

check.graph("rebuilt", lambda: rebuilt(asked.leaf()), requires_grad=True, **asked.as_in_the_table)
check.function("rebuilt", asked.slopes(rebuilt), **asked.slopes_of_the_table)
### BEGIN HIDDEN TESTS
check.function(
    "rebuilt",
    lambda x: rebuilt(x.clone().requires_grad_()).detach(),
    reference=lambda x: (torch.sin(x**3) * (x**3 + x)).mean(),
    shapes=[(3,), (2, 3), ()],
    seed=61,
)
check.graph(  # a matrix leads to the same graph
    "rebuilt",
    lambda: rebuilt(torch.ones(2, 3, requires_grad=True)),
    **asked.as_in_the_table,
)
check.graph(  # and so does a single number
    "rebuilt", lambda: rebuilt(torch.tensor(0.0, requires_grad=True)), **asked.as_in_the_table
)
### END HIDDEN TESTS

# %% [raw]
# section: walking_backward
# title: Walking backward
# path: core
# needs: [tensor_and_node, paths]
# gist: "The engine calls each node once, in topological order, with the sum of what came in."

# %% [markdown]
# A node is a function, and you may call it, as in chapter 5: it takes the incoming gradient, multiplies it by the local derivatives, and answers with one gradient for each entry of
# `next_functions`. So everything is there for a backward pass of our own. The example is that of chapter 5, $u = x^2$, $v = 5x$, $y = u \cdot v$ at $x = 2$, where one path contributes 40 and the other 20.

# %%
x = torch.tensor(2.0, requires_grad=True)
u = x**2
v = 5 * x
y = u * v
with torch.no_grad():
    to_u, to_v = y.grad_fn(torch.tensor(1.0))
    print("y's node hands on:", to_u.item(), "to", y.grad_fn.next_functions[0][0].name())
    print("              and:", to_v.item(), "to", y.grad_fn.next_functions[1][0].name())
    print("u's node hands on:", u.grad_fn(to_u).item())
    print("v's node hands on:", [g and g.item() for g in v.grad_fn(to_v)])

# %% [markdown]
# (`no_grad`, because the walk itself need not be recorded. The constant 5 gets no gradient: `None`. It comes second, since `5 * x` is run as `x * 5`. And a node with one entry in `next_functions` answers with a tensor, not with a tuple.)
#
# You may meet the next algorithm as a picture of what `backward` does. In words: *store the gradient that comes in; for each operand that was itself computed, multiply by the local derivative and go there; otherwise go on with the next operand.*


# %%
def handed_on(node, incoming):
    """Return what a node hands on, always as a tuple."""
    outgoing = node(incoming)
    return outgoing if isinstance(outgoing, tuple) else (outgoing,)


def printed(node, incoming, grads):
    grads[node] = incoming
    for (to, _), outgoing in zip(node.next_functions, handed_on(node, incoming), strict=True):
        if to is not None and to.next_functions:  # it was computed, it is no leaf
            printed(to, outgoing, grads)


grads = {}
with torch.no_grad():
    printed(y.grad_fn, torch.tensor(1.0), grads)
for node, gradient in grads.items():
    print(node.name(), gradient.item())

# %% [markdown]
# The gradients of `y`, `u` and `v`, but none of `x`. The algorithm goes on only to operands that were computed, so **it never reaches a leaf.** That is easily mended: drop the condition, and stop at the leaf.


# %%
def reaching(node, incoming, grads):
    grads[node] = incoming
    if not node.next_functions:  # a leaf's AccumulateGrad
        return
    for (to, _), outgoing in zip(node.next_functions, handed_on(node, incoming), strict=True):
        if to is not None:
            reaching(to, outgoing, grads)


grads = {}
with torch.no_grad():
    reaching(y.grad_fn, torch.tensor(1.0), grads)

# %% [raw]
# exercise: predict_at_the_leaf
# title: what is stored for the leaf
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Two paths lead to the leaf's node. What does the first line of the function do when it comes there for the second time?
#   - "A blackboard is wiped before each new number is written. After 7 and then 3, what does it show?"
#   - Decide in which order the two operands of y are visited, and what each path brings.

# %% [markdown]
# The whole gradient is $40 + 20 = 60$. Which number does `grads` hold for the leaf's node now?

# %% nbgrader={"grade_id": "predict_at_the_leaf", "solution": true}
### BEGIN SOLUTION stub: at_the_leaf = ...  # one number
at_the_leaf = 20.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_at_the_leaf", "grade": true}
from autograder.lesson import check

check.prediction("predict_at_the_leaf", at_the_leaf)

# %%
for node, gradient in grads.items():
    print(node.name().rpartition("::")[2], gradient.item())
check.reveal("predict_at_the_leaf", grads[u.grad_fn.next_functions[0][0]])

# %% [markdown]
# **`=` overwrites where paths meet**: the 20 of the second path has replaced the 40 of the first. The sum over the paths wants an addition. The first algorithm has both faults.

# %% [raw]
# exercise: gradient_by_nodes
# title: the algorithm, mended
# kind: code
# points: 4
# minutes: 25
# difficulty: 3
# path: deeper
# hints:
#   - Print the name of each node that you come to, with what comes in. How often do you arrive at AccumulateGrad, and what do you do with each arrival?
#   - "If 40 euros come by one road and 20 by the other, the box at the end holds 60, provided that nobody empties it in between. Which line of yours fills the box, and which one makes it empty?"
#   - "Begin with: leaf = x.clone().requires_grad_(), then y = f(leaf), and a total that starts as torch.zeros_like(x). An AccumulateGrad is the node without next_functions."

# %% [markdown]
# Write `gradient_by_nodes(f, x)`: the gradient at `x` of a function `f` that turns a tensor into a single number, by calling the nodes of its graph yourself. The `x` that you get requires no gradient; leave it as it is.
# `backward` and `torch.autograd.grad` are blocked in the test. The graph of its `f` has one leaf, and each operation one result: the number beside each following node can be skipped, as above. What you return requires no gradient.


# %% nbgrader={"grade_id": "gradient_by_nodes", "solution": true}
def gradient_by_nodes(f, x):
    """Return the gradient of f at x, without backward() and without torch.autograd.grad."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    total = torch.zeros_like(x)

    def visit(node, incoming):
        if not node.next_functions:
            total.add_(incoming)
            return
        outgoing = node(incoming)
        if not isinstance(outgoing, tuple):
            outgoing = (outgoing,)
        for (following, _), gradient in zip(node.next_functions, outgoing, strict=True):
            if following is not None:
                visit(following, gradient)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return total
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_gradient_by_nodes", "grade": true}
import the_computational_graph_exercises as asked
from autograder.lesson import check

for _asked in asked.one_path_and_two(gradient_by_nodes):
    check.gradient("gradient_by_nodes", **_asked)
### BEGIN HIDDEN TESTS
check.gradient(  # a node in the middle that is used twice
    "gradient_by_nodes",
    asked.without_engine(gradient_by_nodes, lambda t: (lambda u: (u * u + u).mean())(t**3)),
    of=lambda x: (x**6 + x**3).mean(),
    shapes=[(5,), (3, 2), ()],
    seed=62,
    evidence=lambda x: {
        "foretold": {
            "sent-again": (
                (5 * x**3 + 1) * 3 * x**2 / x.numel(),
                (3 * x**3 + 3) * 3 * x**2 / x.numel(),
            ),
            "sent-early": (3 * x**2 / x.numel(),),
        }
    },
)
check.gradient(  # the same, where the shorter way comes first
    "gradient_by_nodes",
    asked.without_engine(gradient_by_nodes, lambda t: (lambda u: (u + u * u).mean())(t**3)),
    of=lambda x: (x**6 + x**3).mean(),
    shapes=[(5,), (3, 2), ()],
    seed=68,
    evidence=lambda x: {
        "foretold": {
            "sent-again": (
                (2 * x**3 + 2) * 3 * x**2 / x.numel(),
                (3 * x**3 + 3) * 3 * x**2 / x.numel(),
            ),
            "sent-early": (3 * x**2 / x.numel(),),
        }
    },
)
check.gradient(  # constants, and the leaf used four times
    "gradient_by_nodes",
    asked.without_engine(gradient_by_nodes, lambda t: (t.exp() * t - (2 - t) * t.cos() / 4).sum()),
    of=lambda x: (x.exp() * x - (2 - x) * x.cos() / 4).sum(),
    shapes=[(4,), (2, 2)],
    seed=63,
)
check.gradient(  # a linear function, and an operation without a place for its constant
    "gradient_by_nodes",
    asked.without_engine(gradient_by_nodes, lambda t: (3 - t.flip(0)).cumsum(0).sum()),
    of=lambda x: (3 - x.flip(0)).cumsum(0).sum(),
    shapes=[(4,), (2, 3)],
    seed=69,
)
check.gradient(  # a sum hands the same tensor on to all its operands, the leaf first
    "gradient_by_nodes",
    asked.without_engine(
        gradient_by_nodes,
        lambda t: (2 * (t + t.sin() + t**2) + 3 * (t.exp() + (t + t.cos()))).sum(),
    ),
    of=lambda x: (2 * (x + x.sin() + x**2) + 3 * (x.exp() + (x + x.cos()))).sum(),
    shapes=[(4,), (2, 3)],
    seed=76,
)
check.function(  # a constant in the first place; and what differences cannot miss, nodes not see
    "gradient_by_nodes",
    asked.without_engine(gradient_by_nodes, lambda t: (t.detach().sin() * t**2).sum()),
    reference=lambda x: 2 * x * x.sin(),
    shapes=[(3,), (2, 3)],
    seed=67,
    part="a function with a detached factor",
)
### END HIDDEN TESTS

# %% [markdown]
# #### Nodes that are used again and again
#
# Your walk takes every path on its own. That is right, but how many paths are there? Here each sum uses the one before it twice:

# %%
x = torch.tensor(1.0, requires_grad=True)
n = x
for _ in range(4):
    n = n + n
show_graph(n)

# %% [markdown]
# There are two ways to go at each of four sums, so $2 \cdot 2 \cdot 2 \cdot 2 = 16$ paths from the result to the leaf. With ten sums there are $2^{10} = 1024$. A **<dfn>hook</dfn>** on a node is a function that is called
# each time PyTorch has run the node. So we can count how often this happens.

# %% [raw]
# exercise: predict_runs
# title: how often is a node run
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What would happen to the time of a backward pass, if a network with a hundred such sums were walked path by path?
#   - "Two rivers flow together above a mill. Does the miller grind twice, once with the water of each river?"
#   - Decide between one run for each path that comes to a node, and one run for each node, with everything that came in added up.

# %% [markdown]
# For ten sums: how many runs of an `AddBackward0` will the hooks count in one backward pass, all ten nodes together?

# %% nbgrader={"grade_id": "predict_runs", "solution": true}
### BEGIN SOLUTION stub: runs_in_all = ...  # a whole number
runs_in_all = 10
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_runs", "grade": true}
from autograder.lesson import check

check.prediction("predict_runs", runs_in_all)

# %%
x = torch.tensor(1.0, requires_grad=True)
runs, n = [], x
for _ in range(10):
    n = n + n
    n.grad_fn.register_hook(lambda handed, came_in: runs.append(came_in[0].item()))
n.backward()
print("runs:", len(runs), " paths:", 2**10, " x.grad:", x.grad)
print("what came in:", runs)
check.reveal("predict_runs", len(runs))

# %% [markdown]
# PyTorch's **<dfn>engine</dfn>** is the program behind `backward`. It counts beforehand how many edges lead into each node. It runs a node only when something has come in along each of them, *adds* it
# up, and calls the node once with the sum: ten runs for 1024 paths. What goes into the second node is therefore 2, into the third 4, and so on. An order in which every node stands behind all those that hand on to it is called a **<dfn>topological order</dfn>**. So the
# cost of a backward pass grows with the number of nodes, not of paths. In chapter 7 you will build such an engine.
#
# Watch it on $u = x^2$, $y = u \cdot u + u$ at $x = 2$. Three contributions come in at the box of `u`, and it hands on once.

# %%
x = torch.tensor(2.0, requires_grad=True)
u = x**2
y = u * u + u
step_backward(y)

# %% [raw]
# section: gradients_on_the_way
# title: Gradients on the way
# path: core
# needs: [walking_backward]
# gist: "Gradients on the way are forgotten; `retain_grad()` before the pass keeps one."

# %% [markdown]
# We return to the matrix of chapter 1: $y = x + 2$, $z = 3y^2$, $o = \operatorname{mean}(z) = 27$. After a backward pass, `x.grad` is 4.5 everywhere. And what did `out` and `y` get?

# %%
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
out = z.mean()
print(out)
out.backward()
print(x.grad)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("out.grad:", out.grad, "  y.grad:", y.grad)
for sentence in str(caught[0].message).split(". ")[:3]:
    print("-", sentence)

# %% [markdown]
# `None`, and a warning. Read it sentence by sentence: you are asking a tensor that is no leaf; its `.grad` *"won't be populated"*, because a gradient on the way is handed on and forgotten; and if you want it all the same, there is
# `retain_grad()`. Ask for it **before** the pass:

# %%
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
out = z.mean()
y.retain_grad()
out.retain_grad()
out.backward()
print("out.grad:", out.grad)
print("y.grad:", y.grad)

# %% [markdown]
# The gradient of $o$ with respect to itself is 1, and that with respect to $y$ is the incoming gradient of its node: $\tfrac14 \cdot 6 y = 4.5$. It equals `x.grad`, since $y = x + 2$.

# %% [raw]
# exercise: gradient_in_the_middle
# title: a gradient in the middle
# kind: code
# points: 2
# minutes: 8
# difficulty: 1
# hints:
#   - Print .is_leaf of the tensor whose gradient you return, and its .grad. What did the warning advise?
#   - "For h = 4t and y = h² at t = 1: the gradient with respect to h is 2h = 8, that with respect to t is 32. Which of the two do you return?"
#   - "Begin with: leaf = x.clone().requires_grad_() and h = f(leaf). What must h be told before the pass begins?"

# %% [markdown]
# Write `gradient_in_the_middle(f, g, x)`: for $h = f(x)$ and the single number $y = g(h)$, return the gradient of $y$ with respect to **h**. `x` requires no gradient; leave it as it is.


# %% nbgrader={"grade_id": "gradient_in_the_middle", "solution": true}
def gradient_in_the_middle(f, g, x):
    """Return the gradient of g(h) with respect to h, at h = f(x)."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.retain_grad()
    g(h).backward()
    return h.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_gradient_in_the_middle", "grade": true}
import the_computational_graph_exercises as asked
from autograder.lesson import check

check.function(
    "gradient_in_the_middle",
    lambda x: gradient_in_the_middle(asked.cube, asked.sum_of_sines, x),
    **asked.in_the_middle,
)
### BEGIN HIDDEN TESTS
check.function(
    "gradient_in_the_middle",
    lambda x: gradient_in_the_middle(
        lambda t: torch.outer(t.sin(), t), lambda h: (h**3).sum() + h.mean(), x
    ),
    reference=lambda x: 3 * torch.outer(x.sin(), x) ** 2 + 1 / x.numel() ** 2,
    shapes=[(3,), (4,)],
    seed=64,
    is_plain=False,
)
check.function(  # autograd does not see it, and differences cannot miss it
    "gradient_in_the_middle",
    lambda x: gradient_in_the_middle(torch.exp, lambda h: (h**2 * h.detach().sin()).sum(), x),
    reference=lambda x: 2 * x.exp() * x.exp().sin(),
    shapes=[(3,), (2, 2)],
    seed=72,
    is_plain=False,
    part="a function with a detached factor",
)
check.function(  # an f that hands back what it gets
    "gradient_in_the_middle",
    lambda x: gradient_in_the_middle(lambda t: t, asked.sum_of_squares, x),
    reference=lambda x: 2 * x,
    shapes=[(3,), (3,), ()],
    seed=73,
    is_plain=False,
)
### END HIDDEN TESTS

# %% [markdown]
# #### Hooks
#
# `retain_grad` stores a gradient. In [](#walking_backward) a hook watched a node. One on a **tensor** does with the gradient whatever you like: `y.register_hook(function)` lets PyTorch call your function with the gradient with respect to `y`, as soon as that is complete. If the
# function returns a tensor, that one goes on in place of the gradient.

# %%
x = torch.tensor(2.0, requires_grad=True)
u = x**2
handle = u.register_hook(lambda gradient: print("comes in at u:", gradient.item()))
(u * (5 * x)).backward()
handle.remove()  # from now on it is not called any more
print("x.grad:", x.grad)

# %% [markdown]
# 10 comes in at `u`, and the sum of both paths is 60, as before. Now the hook returns twice what comes in. One of the two paths leads through `u`:

# %%
x = torch.tensor(2.0, requires_grad=True)
u = x**2
u.register_hook(lambda gradient: 2 * gradient)
(u * (5 * x)).backward()
print("x.grad:", x.grad)

# %% [markdown]
# $2 \cdot 40 + 20 = 100$: only what goes through `u` is doubled. What arrives at `x` is no longer the gradient of $y$. Sometimes this is what you want: in long chains gradients can become huge, and one cuts them off. The usual tool, `torch.nn.utils.clip_grad_norm_`, does it after the pass, at the leaves; a hook does it on the way.

# %% [raw]
# exercise: clipped_on_the_way
# title: cut off on the way
# kind: code
# points: 3
# minutes: 12
# difficulty: 2
# path: deeper
# hints:
#   - Print the gradient that comes in at h, before and after your cut. Does any entry exceed the limit? And which multiplication comes after it?
#   - "For h = 5t, a gradient of 20 at h, and the limit 3: cut off first, then multiply, gives 3 · 5 = 15. Multiplying first and then cutting gives 3. Which is yours?"
#   - "gradient.clamp(-limit, limit) cuts off. Begin with: leaf = x.clone().requires_grad_() and h = f(leaf). Where must the cut stand so that it acts at h?"

# %% [markdown]
# Write `clipped_on_the_way(f, g, x, limit)`. For $h = f(x)$ and the single number $y = g(h)$ it returns what arrives at `x`, if each entry of the gradient **at h** is first clipped to lie between `-limit` and `limit`. `x` requires no gradient; leave it as it is.


# %% nbgrader={"grade_id": "clipped_on_the_way", "solution": true}
def clipped_on_the_way(f, g, x, limit):
    """Return the gradient that reaches x if the one at h = f(x) is cut off at ±limit."""
    ### BEGIN SOLUTION
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    g(h).backward()
    return leaf.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_clipped_on_the_way", "grade": true}
import the_computational_graph_exercises as asked
from autograder.lesson import check

check.function(
    "clipped_on_the_way",
    lambda x: clipped_on_the_way(asked.cube, asked.sum_of_squares, x, 0.5),
    **asked.clipped,
)
### BEGIN HIDDEN TESTS
check.function(  # f is not entry by entry: a product with its transposed Jacobian
    "clipped_on_the_way",
    lambda x: clipped_on_the_way(
        lambda t: t.cumsum(0).sin(), lambda h: (h**3).sum() - (4 * h).sum(), x, 2.5
    ),
    reference=lambda x: (
        ((3 * x.cumsum(0).sin() ** 2 - 4).clamp(-2.5, 2.5) * x.cumsum(0).cos())
        .flip(0)
        .cumsum(0)
        .flip(0)
    ),
    shapes=[(5,), (7,)],
    seed=65,
    is_plain=False,
)
check.function(  # the gradient of a sum is one number, shown many times
    "clipped_on_the_way",
    lambda x: clipped_on_the_way(torch.sin, torch.sum, x, 0.75),
    reference=lambda x: 0.75 * x.cos(),
    shapes=[(4,), (2, 3), ()],
    seed=74,
    is_plain=False,
)
### END HIDDEN TESTS

# %% [raw]
# section: backward_twice
# title: Backward a second time
# path: core
# needs: [same_question_twice, derivative_of_derivative]
# gist: "A pass frees what the nodes have kept. A second one raises if anything was kept, and else silently adds once more."

# %% [markdown]
# Chapter 1 promised the full story. The matrix once more, with two passes in a row:

# %% tags=["raises-exception"]
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
out = z.mean()
out.backward()
out.backward()

# %% [markdown]
# *"Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed)."* A pass throws away what the nodes have kept, as it goes; the nodes themselves stay. There are two ways out. The usual one is a new forward pass. The other, which the message names, is `retain_graph=True` in the pass *before*: keep everything for another time. Here we use both, and record the pass itself (`create_graph=True`, chapter 5), which keeps
# the graph as well:

# %%
y = x + 2
z = 3 * y**2
out = z.mean()
out.retain_grad()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    torch.set_warn_always(True)  # PyTorch gives this warning once, and then no more
    out.backward(create_graph=True, retain_graph=True)
    torch.set_warn_always(False)
print(x.grad)
print(str(caught[0].message).split(". ")[0])

# %% [markdown]
# $4.5 + 4.5 = 9$: the first pass of this section has left its 4.5, and `.grad` accumulates. This time `x.grad` itself has a `grad_fn`, since the pass was recorded. And there is a warning: `x` now holds a gradient, and the gradient's graph holds `x`. Python cannot easily free such a circle of references. (The edges still form none.) To differentiate a derivative, `torch.autograd.grad` is the better way.
#
# Now clear `.grad` in place, and go backward once more through the same graph. It raises no error, for the graph was kept.

# %% [raw]
# exercise: predict_out_grad
# title: the gradient of the result
# kind: prediction
# points: 1
# minutes: 2
# difficulty: 2
# hints:
#   - How many passes has this out seen since retain_grad was called on it? What was cleared in between, and what was not?
#   - "Two meters run in one house. You set one of them back to zero. What does the other show?"
#   - Each pass starts with 1 at the result. Decide whether a retained gradient accumulates, as a leaf's does.

# %% [markdown]
# `out.retain_grad()` still holds. After `x.grad.zero_()` and another `out.backward()`: what is `out.grad`?

# %% nbgrader={"grade_id": "predict_out_grad", "solution": true}
### BEGIN SOLUTION stub: out_grad = ...  # one number
out_grad = 2.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_out_grad", "grade": true}
from autograder.lesson import check

check.prediction("predict_out_grad", out_grad)

# %%
x.grad.zero_()
print(x.grad)
out.backward()
print(x.grad)
print(out.grad)
with warnings.catch_warnings(action="ignore"):  # the warning of [](#gradients_on_the_way)
    print(y.grad)
check.reveal("predict_out_grad", out.grad)

# %% [markdown]
# `x.grad` was zeroed, and got one pass: 4.5. (The `grad_fn` beside it is that of `zero_()`: since the pass was recorded, so was the clearing.) Nobody cleared `out.grad`, and it got two passes: 2, although the derivative of `out` with respect to itself is 1. `y.grad` is `None`, for nobody asked `y` to retain anything.
#
# #### Which graphs survive
#
# A second pass does not always raise. In chapter 1 a sum let it through in silence, and added once more. That is the worse case: it looks as if the same derivative had been calculated again. When does it raise? What a pass frees are the tensors that the nodes have **kept**.

# %% [raw]
# exercise: predict_survivors
# title: ten expressions, two passes
# kind: prediction
# points: 1
# minutes: 5
# difficulty: 2
# path: deeper
# hints:
#   - Write beside each expression its derivative. Which of them mention a tensor of numbers, and which need at most a shape?
#   - "To go back along 7 + t one need not know t: the answer is 1 whatever it is. To go back along t³ one needs t."
#   - Is a constant factor something that the derivative needs? And is a table of where x was positive?

# %% [markdown]
# Each of these ten is computed from a fresh $2 \times 2$ leaf `x` and sent backward twice, with a head of ones. Which of them survive the second pass? Write down ten times `True` (survives) or `False` (raises), in this order:
#
# | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |
# |---|---|---|---|---|---|---|---|---|---|
# | `x.sum()` | `x ** 2` | `x + 2` | `x.exp()` | `-x` | `2 * x` | `x.mean()` | `x.relu()` | `x.view(4)` | `x.cumsum(0)` |

# %% nbgrader={"grade_id": "predict_survivors", "solution": true}
### BEGIN SOLUTION stub: survive = ...  # ten truth values, like [True, False, ...]
survive = [True, False, True, False, True, False, True, False, True, True]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_survivors", "grade": true}
from autograder.lesson import check

check.prediction("predict_survivors", survive, shape=(10,))


# %%
def kept_by(node):
    """Return the names of the tensors that a node keeps."""
    names = [name for name in dir(node) if name.startswith("_saved_")]
    return [n[7:] for n in names if isinstance(getattr(node, n), torch.Tensor)]


expressions = {
    "x.sum()": lambda x: x.sum(),
    "x ** 2": lambda x: x**2,
    "x + 2": lambda x: x + 2,
    "x.exp()": lambda x: x.exp(),
    "-x": lambda x: -x,
    "2 * x": lambda x: 2 * x,
    "x.mean()": lambda x: x.mean(),
    "x.relu()": lambda x: x.relu(),
    "x.view(4)": lambda x: x.view(4),
    "x.cumsum(0)": lambda x: x.cumsum(0),
}
outcomes = []
for text, expression in expressions.items():
    y = expression(torch.ones(2, 2, requires_grad=True))
    kept = kept_by(y.grad_fn)
    y.backward(torch.ones_like(y))
    try:
        y.backward(torch.ones_like(y))
        outcomes.append(True)
    except RuntimeError:
        outcomes.append(False)
    print(f"{text:12}", "survives" if outcomes[-1] else "raises  ", " keeps:", *kept or ["-"])
check.reveal("predict_survivors", outcomes)

# %% [markdown]
# The rule has no exception here: **what has kept a tensor raises; what has kept none survives.** The square needs `x`, the exponential its own `result` (it is its own derivative), `relu` its result too, to see where it was positive. The surprise is `2 * x`. Its node keeps *other*, the 2, wrapped into a
# tensor, and after the first pass it is gone like the rest. A sum, a mean and a view need shapes only; those are not tensors, and are not freed. In a longer graph, one node that has kept something is enough to raise.
#
# So whether a second pass raises says nothing about whether it makes sense. It depends on how the operations are written.
#
# #### A question: kept for ever?

# %% [raw]
# exercise: kept_for_ever
# title: kept for ever
# kind: open
# points: 4
# minutes: 15
# difficulty: 2
# path: deeper
# hints:
#   - Run two rounds of the loop in a cell of your own, without the backward pass, and draw the loss with show_graph. Which nodes belong to the first round?
#   - Count the nodes of the graph of loss after one, two and three rounds. Which line ties the next round's graph to the one before?
#   - For part 3, compare with the growing total of chapter 3. What does the next round need of state, its number or its history?

# %% [markdown]
# A friend computes a state that goes from each round of a loop into the next:
#
# ```python
# w = torch.tensor(0.5, requires_grad=True)
# state = torch.tensor(1.0)
# for step in range(100):
#     state = torch.tanh(w * state)
#     loss = (state - 0.2) ** 2
#     loss.backward()
#     w.grad = None
# ```
#
# The second round raises *"Trying to backward through the graph a second time"*. The friend reads on, finds *"Specify retain_graph=True"*, and writes `loss.backward(retain_graph=True)`. Now it runs, but every round is slower than the one before.
#
# Answer in a few sentences, in your own words. A person will read and grade this one.
#
# 1. In the second round, the loss is new. Which part of its graph was gone through already?
# 2. Why does each round become slower with `retain_graph=True`? Give the number of nodes of the graph of `loss` in rounds 1, 2 and 3.
# 3. Mend the loop by a small change of one line, without `retain_graph`.
# 4. From the second round on, your mended loop finds another gradient than your friend's. What does it leave out?

# %% [markdown] nbgrader={"grade_id": "kept_for_ever", "grade": true, "solution": true}
# **Model answer.** (1) `state` is computed from the `state` of the round before, so the new graph leads through the old one: its multiplication and its `tanh` (and the way to `w`) were gone through in the first round, which freed what they had kept. (2) The graph is kept and grows by two nodes in each round, a multiplication and a
# `tanh`: 5, 7, 9 nodes in the first three rounds (subtraction, power, `tanh`, multiplication and the `AccumulateGrad` of `w` at first). Each backward pass goes back to the first round, so the time grows with the number of the round, and so does the memory. (3) `state = torch.tanh(w * state.detach())`; or `state = state.detach()` at the
# end of the round. (4) It leaves out how earlier rounds' states depended on `w`: the state from before counts as a constant, and only the path through the current round is left.
#
# **Rubric, one point each.** The state links the rounds, and the part of the graph of earlier rounds was freed. · Every pass goes back to the beginning, and the counts 5, 7, 9 (or: two more in each round). · A right mend that detaches the state. · The influence of `w` on earlier states is left out (a truncated path).

# %% [raw]
# section: kept_tensors
# title: Kept tensors, and what may happen to them
# path: deeper
# needs: [backward_twice, writing_to_detached]
# gist: "Kept tensors are guarded by version counters: an edit in place of one makes the pass raise."

# %% [markdown]
# A kept tensor is no copy. If it is overwritten between the forward pass and the backward pass, the derivative would come out wrong. Chapter 3 showed how PyTorch notices: a version counter in each tensor goes up with every change in place; the node has
# written down its state, and compares. There it was a leaf that was changed. Now two results on the way:
#
# ```python
# y = x.exp()          y = x.sin()
# y += 1               y += 1
# y.sum().backward()   y.sum().backward()
# ```

# %% [raw]
# exercise: predict_in_place
# title: one plus, two functions
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - Write down the derivative of both functions, and ask what each node had better keep.
#   - "For √t the derivative is 1/(2√t): the root itself is at hand already. For t² it is 2t. Which of the two needs its result unchanged?"
#   - The list of [](#backward_twice) says what the exponential keeps. What will the sine keep?

# %% [markdown]
# Which of the two raise in `backward`? Write down two truth values, `True` for *raises*: first for the exponential, then for the sine.

# %% nbgrader={"grade_id": "predict_in_place", "solution": true}
### BEGIN SOLUTION stub: raises = ...  # two truth values
raises = [True, False]
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_in_place", "grade": true}
from autograder.lesson import check

check.prediction("predict_in_place", raises, shape=(2,))

# %%
outcomes = []
for function in (torch.exp, torch.sin):
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    y = function(x)
    node = y.grad_fn
    kept = [name for name in ("self", "result") if hasattr(node, "_saved_" + name)]
    before = y._version
    y += 1
    print(
        f"{node.name()} keeps {kept}; the version of y went from {before} to {y._version}", end="; "
    )
    try:
        y.sum().backward()
        outcomes.append(False)
        print("backward runs")
    except RuntimeError:
        outcomes.append(True)
        print("backward raises")
check.reveal("predict_in_place", outcomes)

# %% [markdown]
# The exponential keeps its **result**, and the result is what was changed. The sine keeps its **operand**, *self*, which nobody touched. So an edit in place is not always wrong; it is wrong if a node still needs the numbers. The error in full:

# %% tags=["raises-exception"]
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()
y += 1
y.sum().backward()

# %% [markdown]
# *"[torch.FloatTensor [2]], which is output 0 of Exp"*: it says which kept tensor is meant, a `float32` tensor with two entries. *"is at version 1; expected version 0 instead"*: it was kept when its counter stood at 0. What it does not say is **where** in your program this happened. The cure is nearly always the same: compute a new tensor, `y = y + 1`.
#
# Outside `no_grad`, a leaf that requires a gradient is protected even if no node has kept it (chapter 3), and so is a view of it:

# %% tags=["raises-exception"]
x = torch.ones(2, requires_grad=True)
with torch.no_grad():
    print(x.view(2).add_(1))
x.view(2).add_(1)

# %% [raw]
# section: anomaly_mode
# title: Anomaly mode, in full
# path: deeper
# needs: [kept_tensors]
# gist: "Anomaly mode names the line in the forward pass whose kept tensors were spoiled."

# %% [markdown]
# The message ends in a hint: *"enable anomaly detection to find the operation that failed to compute its gradient"*. In chapter 4 this mode found the origin of a NaN. With it, every node remembers the lines of the forward pass that made it. Here is a program in which the error and its cause lie apart:


# %%
def watched(function, x):  # forward and backward in anomaly mode
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with torch.autograd.detect_anomaly():
                function(x).backward()
        except RuntimeError as error:
            print("error:", str(error).split(", is at")[0])
    print("first warning: ", caught[0].message)
    report = str(caught[-1].message).splitlines()
    print("second warning:", report[0].partition(".")[0], "which was made")
    for k, place in enumerate(report):
        if re.search(r"ipykernel_\d", place):  # in this notebook
            print("   ", place.rpartition(", ")[2], "|", report[k + 1].strip())


def damped(x):
    decay = torch.exp(-x)
    wave = torch.sin(3 * x)
    swing = decay * wave
    decay += 0.5
    return (swing * swing).sum() + decay.mean()


x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
watched(damped, x)

# %% [markdown]
# Read the report like a traceback, but one of the **forward** pass.
#
# - The error says *what*: a tensor with three entries was overwritten. A node that has kept its own result is named here; if it has kept an operand, the operation that wrote **last** into that operand is named: *"output 0 of Add"*.
# - The second warning says *which node* could not go on, *MulBackward0*, and how the program had got to the line that made it: from the cell through `watched` into `damped`, to the line `swing = decay * wave`.
#
# That line is innocent: it multiplied two tensors and kept both. Look for whatever writes into one of them: `decay += 0.5`. So anomaly mode names the victim. The culprit ran **later**, or is that very line. Later in time need not be further down:


# %%
def repeated(x):
    h, result = x.exp(), 0
    for _ in range(2):
        h += 1
        result = result + (h * h).sum()
    return result


watched(repeated, x)

# %% [markdown]
# The first round's product is the victim, and the second round's `h += 1`, a line above it, the culprit.
#
# As the first warning says, the mode costs time: switch it on for the search only. In your own programs, `with torch.autograd.detect_anomaly():` around forward *and* backward pass is enough. The report is then longer: it has lines of Jupyter and, for `**` or `.norm()`, of PyTorch. The last line from your own file is the one to look at.

# %% [raw]
# exercise: mended_pulse
# title: find the line
# kind: code
# points: 3
# minutes: 15
# difficulty: 2
# hints:
#   - Run watched(pulse, x) with an x that requires a gradient. Which line of pulse does the report name, and which tensors has this line kept?
#   - "In r = t.sqrt(); r *= 2 the root is spoiled for its own node. r = 2 * r leaves it alone, since the name r then means another tensor. Look for every line that writes into what it was given."
#   - "An operation changes its tensor in place if its name ends in an underscore, or if it is written +=, -=, *= or /=. There may be more than one."

# %% [markdown]
# The values of `pulse` below are right, and its backward pass raises. Find out why with anomaly mode, which names one line per run, and write `mended_pulse(x)`, with the same values and a gradient that is right, for an `x` of any shape. (An edit in place that does no harm may stay.)


# %%
def pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown.mul_(grown)
    rest = 1 - squared
    rest += 1
    root = rest.sqrt()
    root += scaled
    return (root * x).sum()


# %% nbgrader={"grade_id": "mended_pulse", "solution": true}
def mended_pulse(x):
    """Return what pulse(x) returns, in a way that can be differentiated."""
    ### BEGIN SOLUTION
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown * grown
    rest = 1 - squared
    rest += 1
    root = rest.sqrt()
    return ((root + scaled) * x).sum()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_mended_pulse", "grade": true}
import the_computational_graph_exercises as asked
from autograder.lesson import check

check.function("mended_pulse", mended_pulse, reference=asked.pulse, shapes=[(4,), (3,), (2, 3)])
check.function("mended_pulse", asked.slopes(mended_pulse), **asked.slopes_of_pulse)
### BEGIN HIDDEN TESTS
check.gradient(
    "mended_pulse",
    asked.slopes(mended_pulse),
    of=lambda x: (((2 - (2 * x).tanh() ** 2).sqrt() + 2 * x) * x).sum(),
    shapes=[(), (6,), (2, 2, 2)],
    seed=66,
    evidence=lambda x: {"kept": (2 - (2 * x).tanh() ** 2).sqrt() + 4 * x},
    part="the gradient",
)
check.function(  # large numbers, where an exponential would overflow, and 0
    "mended_pulse", mended_pulse, reference=asked.pulse, points=[[200.0, -900.0, 0.0], 0.0]
)
check.function(
    "mended_pulse",
    asked.slopes(lambda x: -3 * mended_pulse(x)),
    reference=lambda x: -3 * torch.where(x == 0, 2**0.5, 1 + 4 * x),
    points=[[200.0, -900.0, 0.0]],
    part="the gradient",
)
### END HIDDEN TESTS

# %% [raw]
# section: second_derivative_cost
# title: What does a second derivative cost?
# path: core
# needs: [derivative_of_derivative, tensor_and_node]
# gist: "The graph of a derivative is built on the graph before it and may grow with each order."

# %% [markdown]
# A second derivative is built on top of the first one's graph. Let us measure what that costs: here in nodes, in [](#how_graphs_grow) in numbers and in seconds.
#
# **Nodes.** `reachable`, from this course's package, lists the names of a graph's nodes, so that its length is what your `count_nodes` returns. First the sine: the function itself, and its derivatives of order 1, 2 and 3.

# %%
from autograder.lesson.kit import reachable


def orders(f, x, most):
    """Return f(x) and its derivatives up to an order, each with its graph."""
    y = f(x)
    found = [y]
    for _ in range(most):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        found.append(y)
    return found


x = torch.tensor(2.0, requires_grad=True)
sines = orders(torch.sin, x, 3)
for derivative in sines:
    print(len(reachable(derivative)), reachable(derivative))

# %% [markdown]
# 2, 3, 4, 3 nodes. The derivative of the sine is a cosine, times the incoming gradient, 1; the derivative of that is a sine with a minus and a factor.
#
# Now chapter 5's function, $f(x) = \log(x^2) \cdot \sin x + 1/x$, which has 8 nodes, and whose first derivative has 17.


# %%
def f(x):
    return torch.log(x**2) * torch.sin(x) + 1 / x


values = orders(f, x, 3)
print([len(reachable(derivative)) for derivative in values[:2]])

# %% [raw]
# exercise: predict_third_order
# title: the third derivative of f
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - A derivative is the backward pass of everything before it, recorded. Which part of the graph does such a pass leave alone?
#   - "Graphs of 5, 20 and 80 nodes: each has four nodes for one of the graph before. How many would the next one have?"
#   - From 8 to 17 is a factor of about two. The next two are larger; take one between two and three, twice.

# %% [markdown]
# How many nodes does the graph of its **third** derivative have, roughly? Write down your guess as a whole number.

# %% nbgrader={"grade_id": "predict_third_order", "solution": true}
### BEGIN SOLUTION stub: third_order = ...  # a whole number
third_order = 129
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_third_order", "grade": true}
from autograder.lesson import check

check.prediction("predict_third_order", third_order)

# %%
print([len(reachable(derivative)) for derivative in values])
check.reveal("predict_third_order", len(reachable(values[3])))

# %% [markdown]
# The pass goes through the whole graph before it, and adds to it: about twice as many nodes at first, then nearly three times as many each time: 8, 17, 46, 129. Where every order multiplies the size, the growth is **exponential**. Is it so for every function?

# %% [raw]
# section: how_graphs_grow
# title: How graphs grow
# path: deeper
# needs: [second_derivative_cost]
# gist: "Graphs of derivatives may grow exponentially with the order; a Hessian–vector product costs about two gradients."


# %%
def f(x):
    return torch.log(x**2) * torch.sin(x) + 1 / x


# %% [raw]
# exercise: plot_graph_sizes
# title: growth, drawn
# kind: plot
# points: 4
# minutes: 20
# difficulty: 3
# hints:
#   - Print the four numbers of your curve for the sine. Are they 2, 3, 4, 3? If they are all the same, which tensor do you count, and which one do you differentiate?
#   - "For t⁴ order 0 is t⁴ itself, and order 2 is the derivative of the derivative: differentiate what you got last, and record each step so that there is a graph to count."
#   - "Begin with: leaf = x.clone().requires_grad_() and y = f(leaf). In each order count first, and then put the recorded derivative in the place of y. How many counts are there for most = 4, and how many derivatives?"

# %% [markdown]
# Draw how graphs grow. `functions` is a dictionary that has a function for each name; `x` is a tensor of shape `()` that requires no gradient; leave it as it is. For each function draw a curve, with its name as label: over the orders $0, 1, \dots$, `most`, the number of nodes in the graph of its
# derivative of that order at `x`. Order 0 is the function itself. Both axes are linear. Add labels, a title and a legend, and give the curves different markers or line styles. Differentiate with `torch.autograd.grad`. (Copy your `count_nodes` into the cell, or use `len(reachable(y))`, with its import. No derivative becomes constant here.)


# %% nbgrader={"grade_id": "plot_graph_sizes", "solution": true}
def plot_graph_sizes(functions, x, most):
    """Plot the number of nodes over the order of the derivative, a curve for each function."""
    _, axes = plt.subplots()
    ### BEGIN SOLUTION
    from autograder.lesson.kit import reachable

    for (name, function), marker in zip(functions.items(), "osv^Dx*", strict=False):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = [len(reachable(y))]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
            counts.append(len(reachable(y)))
        axes.plot(range(most + 1), counts, marker + "-", label=name)
    axes.set(xlabel="order of the derivative", ylabel="nodes", title="How graphs grow")
    axes.legend()
    ### END SOLUTION
    return axes


# %%
show(
    plot_graph_sizes(
        {"sin": torch.sin, "t exp(t)": lambda t: t * t.exp(), "log": torch.log, "f": f},
        torch.tensor(2.0),
        4,
    ),
    alt="Your plot. It should show four curves over the orders 0 to 4: the sine with 2, 3, 4, 3, 4, almost flat; "
    "t exp(t) with 3, 6, 9, 12, 15, a straight line; the logarithm with 2, 2, 4, 11, 41, and f with "
    "8, 17, 46, 129, 376, both climbing ever more steeply.",
)

# %% nbgrader={"grade_id": "test_plot_graph_sizes", "grade": true}
import the_computational_graph_exercises as asked
from autograder.lesson import check

check.plot("plot_graph_sizes", asked.drawn(plot_graph_sizes), like=asked.sizes)
### BEGIN HIDDEN TESTS
_asked_at = torch.tensor(0.7, dtype=torch.float64, device="cpu")


def _asked_sizes(function, most):
    leaf = _asked_at.clone().requires_grad_()
    y, found = function(leaf), []
    for order in range(most + 1):
        seen, waiting = set(), [y.grad_fn]
        while waiting:
            node = waiting.pop()
            if node is not None and node not in seen:
                seen.add(node)
                waiting += [following for following, _ in node.next_functions]
        found.append(len(seen))
        if order < most:
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
    return torch.tensor(found, dtype=torch.float64, device="cpu")


_asked_functions = {
    "tanh": torch.tanh,
    "product": lambda t: t.sin() * t.exp(),
    "quotient": lambda t: t.cos() / (1 + t * t.exp()),
    "branch": lambda t: t.sin() if t > 0.8 else t.exp() * t.sin(),
}
_asked_counts = {name: _asked_sizes(function, 5) for name, function in _asked_functions.items()}
check.plot(
    "plot_graph_sizes",
    lambda: plot_graph_sizes(dict(_asked_functions), _asked_at.clone(), 4),
    like=asked.Curves(
        x=torch.arange(5, dtype=torch.float64, device="cpu"),
        curves={name: counts[:5] for name, counts in _asked_counts.items()},
        evidence=lambda _: {"orders": torch.stack(list(_asked_counts.values()), 1).unbind()},
    ),
)
check.plot(  # order 0 alone
    "plot_graph_sizes",
    lambda: plot_graph_sizes({"the cube": lambda t: t**3}, _asked_at.clone(), 0),
    like=asked.Curves(
        x=torch.zeros(1, dtype=torch.float64, device="cpu"),
        curves={"the cube": torch.tensor([2.0], dtype=torch.float64, device="cpu")},
    ),
)
### END HIDDEN TESTS

# %% [markdown]
# The growth is no property of the mathematical derivative: those of the logarithm, $1/t, -1/t^2, \dots$, are as simple as those of the sine, and $t\,e^t$ is a product. It depends on how PyTorch has written the **backward formula** of each operation: how often it uses the tensors that it gets.
#
# **Memory.** A graph takes memory through what its nodes keep. PyTorch lets you watch: `saved_tensors_hooks` takes two functions, of which the first is called with each tensor that a node is about to keep, and the second when it is needed again. We count the numbers, each piece of memory once.

# %%
x = torch.linspace(1, 2, 1000, requires_grad=True)
kept = {}


def keeping(tensor):
    memory = tensor.untyped_storage()  # kept alive, so that its place is not used again
    kept[memory.data_ptr()] = memory
    return tensor


with torch.autograd.graph.saved_tensors_hooks(keeping, lambda tensor: tensor):
    y = f(x).sum()
    for order in range(4):
        numbers = sum(memory.nbytes() for memory in kept.values()) // 4  # bytes of a float32
        print(f"order {order}: {numbers:6} numbers kept in all")
        y = torch.autograd.grad(y, x, create_graph=True)[0].sum()

# %% [markdown]
# Five numbers for each entry of `x` at first, and 65 when the third derivative is there. To differentiate again, everything from the first line on must stay.
#
# **Numbers written down.** Now a function of many variables, $x = (x_0, \dots, x_{n-1})$. Optimisers are often tried on Rosenbrock's valley,
#
# $$f(x) = \sum_i 100\,(x_{i+1} - x_i^2)^2 + (1 - x_i)^2.$$
#
# The **<dfn>Hessian</dfn>** of a function is the table of all its second derivatives. Here it has $n \times n$ entries, $H_{ij} = \partial^2 f / \partial x_i\, \partial x_j$. Often a **<dfn>Hessian–vector product</dfn>** is enough, the product of the Hessian with one vector. It costs just one more backward pass: $g = \nabla f$ is a map from vectors to vectors, its Jacobian is $H$, and `grad(g, x, v)` is a backward pass with the head $v$. That gives
# $H^\top v$, and $H$ is symmetric.
#
# We do not count seconds but numbers that PyTorch writes down, with `TensorsMade` of chapter 2: first for a gradient, forward pass included, then for such a product.


# %%
def valley(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def hessian_times(x, v):
    (g,) = torch.autograd.grad(valley(x), x, create_graph=True)
    return torch.autograd.grad(g, x, v)[0]


for n in (20, 2000, 200):
    x = torch.linspace(-1, 1, n, dtype=torch.float64, requires_grad=True)
    v = torch.linspace(1, 2, n, dtype=torch.float64)
    with TensorsMade() as for_gradient:
        torch.autograd.grad(valley(x), x)
    with TensorsMade() as for_product:
        hessian_times(x, v)
    ratio = sum(for_product.sizes) / sum(for_gradient.sizes)
    print(f"n = {n:4}: a Hessian-vector product costs {ratio:.1f} gradients")

# %% [raw]
# exercise: predict_hessian
# title: the whole Hessian
# kind: prediction
# points: 1
# minutes: 3
# difficulty: 2
# hints:
#   - What does one backward pass through g give you of the Hessian? Think of [](#jacobian_rows).
#   - "A Jacobian of 50 rows takes 50 backward passes through one graph. If each costs a little more than a gradient, what do they cost together?"
#   - The Hessian has as many rows as there are variables. The gradient and its graph need to be made only once.

# %% [markdown]
# How many gradients does the **whole** Hessian cost, roughly, row by row, for $n = 200$? Write down one number.

# %% nbgrader={"grade_id": "predict_hessian", "solution": true}
### BEGIN SOLUTION stub: hessian_cost = ...  # one number
hessian_cost = 260.0
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_hessian", "grade": true}
from autograder.lesson import check

check.prediction("predict_hessian", hessian_cost)

# %%
with TensorsMade() as for_hessian:  # n is 200
    (g,) = torch.autograd.grad(valley(x), x, create_graph=True)
    heads = torch.eye(n, dtype=torch.float64)
    rows = [torch.autograd.grad(g, x, head, retain_graph=True)[0] for head in heads]
H = torch.stack(rows)
whole = sum(for_hessian.sizes) / sum(for_gradient.sizes)
print("shape of H:", tuple(H.shape), " symmetric:", torch.allclose(H, H.T))
print("H @ v is the product:", torch.allclose(H @ v, hessian_times(x, v)))
print(f"more than {n} gradients: {whole > n}; about {round(whole, -1):.0f}")
check.reveal("predict_hessian", round(whole, -1))

# %% [markdown]
# A Hessian–vector product of `valley` costs about two gradients, whatever $n$ is. **Row by row**, the whole Hessian costs, counted so, more than one gradient for each variable. For a million parameters it would have a million million entries. That is why methods that use second derivatives of large models mostly ask for products.
#
# If you know where the zeros are, you need fewer. This Hessian has three diagonals, so no row has two nonzero entries in columns 0, 3, 6, …, and one product with ones at these places holds them all:

# %%
thirds = [(torch.arange(n) % 3 == k).double() for k in range(3)]
three = torch.stack([torch.autograd.grad(g, x, third, retain_graph=True)[0] for third in thirds])
row, column = H.nonzero(as_tuple=True)
print("all entries from three products:", torch.equal(three[column % 3, row], H[row, column]))

# %% [markdown]
# **Time.** The same in seconds, for $n = 200$, measured on your machine. The last line hands PyTorch all 200 heads in one call. (A GPU runs asynchronously: without `torch.cuda.synchronize()` you see the time to start the work.)


# %% tags=["nbval-ignore-output"]
def seconds(task, repeats):  # the shortest of several runs
    taken = []
    for _ in range(repeats):
        start = perf_counter()
        task()
        taken.append(perf_counter() - start)
    return min(taken)


grad = torch.autograd.grad
one = seconds(lambda: grad(valley(x), x), 30)
for what, task, repeats in [
    ("a Hessian-vector product", lambda: hessian_times(x, v), 30),
    ("all rows", lambda: [grad(g, x, head, retain_graph=True) for head in heads], 2),
    ("all rows, in one call", lambda: grad(g, x, heads, True, is_grads_batched=True), 5),
]:
    taken = seconds(task, repeats)
    print(f"{what:25} {1e6 * taken:8.0f} µs, as long as {taken / one:5.1f} gradients")

# %% [markdown]
# ## Summary
#
# For your notes:
#
# - A tensor knows its numbers, its `grad`, its `grad_fn`, `requires_grad` and `is_leaf`. The node in `grad_fn` knows its rule, what it has kept, and in `next_functions` where it hands on.
# - Nodes are functions, and tensors travel along the edges. Each leaf that requires a gradient has one `AccumulateGrad`, which adds.
# - Leaves are made, computed without being recorded, or detached. What `.to(...)` has converted to other floats, from a tensor that requires a gradient, is not a leaf.
# - Backward: call a node with the *sum* of what came in, and hand on. The engine runs each node once, in topological order.
# - Gradients on the way are forgotten. `retain_grad()` before the pass keeps one; a hook sees it, and may change it.
# - A pass frees what the nodes have kept. A second one raises if something was kept anywhere on its way, and silently adds once more if not.
# - Kept tensors are guarded by version counters. Anomaly mode names the line whose kept tensors were spoiled; look for an edit in place that ran there or later.
# - Graphs of derivatives may grow exponentially with the order, in a straight line, or hardly at all: it depends on the backward formulas. In numbers written down, a Hessian–vector product costs about two gradients; the whole Hessian, row by row, more than $n$.
#
# | What people believe | What is true |
# |---|---|
# | The graph's nodes are tensors. | They are functions; a tensor on the way may be gone long before. |
# | A leaf used three times has three nodes. | It has one, at which three edges end. |
# | Everything that I call `x` and that requires a gradient is a leaf. | Not after `.clone()`, a `.to(...)` that converts, or any other recorded operation. |
# | Backward *sets* a gradient. | It adds, at nodes and in `.grad`. |
# | Backward walks every path. | It runs every node once. |
# | `retain_graph=True` is the cure for a second backward. | The cure is a new forward pass, or a detach. |
# | A second `backward` that does not raise calculated the same derivative. | It has added it once more. |
# | Any edit in place is forbidden. | Only of what a node has kept and, outside `no_grad`, of a leaf that requires a gradient, or a view of it. |
# | Anomaly mode shows the line that did it. | For an edit in place, it shows the line that suffered from it. |
# | A second derivative costs as much as a first. | A product costs about twice, the whole Hessian, row by row, more than $n$ times. |
#
# ## Further reading
#
# - PyTorch documentation: [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html), the sections on how autograd encodes the history, saved tensors and in-place operations;
#   [`torch.autograd.graph`](https://docs.pytorch.org/docs/stable/autograd.html#autograd-graph), on nodes and their hooks.
# - PyTorch tutorial: [Hooks for autograd saved tensors](https://docs.pytorch.org/tutorials/intermediate/autograd_saved_tensors_hooks_tutorial.html).
# - A. Paszke and others, *Automatic differentiation in PyTorch*, NIPS 2017 workshop, on the design of the engine.
# - B. A. Pearlmutter, *Fast Exact Multiplication by the Hessian*, Neural Computation 6, 1994.

# %% [markdown]
# ## Where you stand
#
# In chapter 7 you write the engine yourself.

# %%
progress()
