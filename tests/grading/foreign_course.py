"""A course that knows nothing of this workbook: what instructors do with nbgrader, in little.

Each notebook is the author's; students' versions of its answers follow it, by name. Answers that
a student does not give are the author's for ``careful`` and ``wrong``, and left for ``blank``.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Assignment:
    """A notebook of the course.

    Attributes:
        source: The author's.
        answers: By student, and by the answer's name: what stands there.
        own: By student: cells of their own, each after the cell of that name.
        files: What lies beside it.

    """

    source: str
    answers: dict[str, dict[str, str]]
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


WORDS = Assignment(
    source='''
# %% text
# Words
# %% code
import io
import contextlib
from pathlib import Path
%matplotlib inline
vowels = ["a", "e", "i", "o", "u"]
# %% solution greet
def greet(name):
    """Print a greeting."""
    ### BEGIN SOLUTION
    print(f"Hello, {name}!")
    ### END SOLUTION
# %% test test_greet 2
out = io.StringIO()
with contextlib.redirect_stdout(out):
    greet("Ada")
assert out.getvalue().strip() == "Hello, Ada!"
### BEGIN HIDDEN TESTS
out = io.StringIO()
with contextlib.redirect_stdout(out):
    greet("Bob")
assert "Bob" in out.getvalue()
### END HIDDEN TESTS
# %% solution longest
def longest(path):
    ### BEGIN SOLUTION
    return max(Path(path).read_text().split(), key=len)
    ### END SOLUTION
# %% test test_longest 1
assert longest("words.txt") == "penguin"
# %% solution shout
def shout(words):
    """Change the list in place."""
    ### BEGIN SOLUTION
    words[:] = [word.upper() for word in words]
    ### END SOLUTION
# %% test test_shout 1
words = ["a", "b"]
assert shout(words) is None
assert words == ["A", "B"]
# %% solution count
def count(text):
    ### BEGIN SOLUTION
    return sum(letter in vowels for letter in text)
    ### END SOLUTION
# %% test test_count 4
# Partial credit: a point for each.
points = 0
for text, many in [("abc", 1), ("xyz", 0), ("aeiou", 5)]:
    if count(text) == many:
        points += 1
### BEGIN HIDDEN TESTS
if count("") == 0:
    points += 1
### END HIDDEN TESTS
points
# %% solution ask
def ask():
    ### BEGIN SOLUTION
    return int(input("How many? ")) + int(input("And? "))
    ### END SOLUTION
# %% test test_ask 1
from unittest.mock import patch
with patch("builtins.input", side_effect=["2", "3"]):
    assert ask() == 5
with patch("builtins.input", return_value="4") as asked:
    assert ask() == 8
assert asked.call_count == 2
# %% solution squares
def square(n):
    ### BEGIN SOLUTION
    return n * n
    ### END SOLUTION

def sum_of_squares(n):
    ### BEGIN SOLUTION
    return sum(square(k) for k in range(n + 1))
    ### END SOLUTION
# %% test test_uses_square 1
true_square = square
del square
try:
    sum_of_squares(2)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use square")
finally:
    square = true_square
# %% test test_calls_square 1
calls = []
def square(n):
    calls.append(n)
    return n * n
sum_of_squares(3)
assert sorted(calls)[-3:] == [1, 2, 3]
square = true_square
# %% code
total = 0
# %% solution counter
def add(n):
    ### BEGIN SOLUTION
    global total
    total += n
    ### END SOLUTION
# %% test test_counter 1
total = 0
add(2)
add(3)
assert total == 5
# %% solution memo
seen = {}
def remember(key, value):
    ### BEGIN SOLUTION
    seen[key] = value
    ### END SOLUTION
# %% test test_memo 1
remember("a", 1)
remember("b", 2)
assert seen == {"a": 1, "b": 2}
# %% test test_hidden_inside 2
def check(word):
    assert count(word) >= 0
    ### BEGIN HIDDEN TESTS
    assert count(word + "a") == count(word) + 1
    ### END HIDDEN TESTS
    return True
assert check("bcd")
# %% test test_hidden_state 1
### BEGIN HIDDEN TESTS
table = {"moon": 2, "star": 1}
### END HIDDEN TESTS
assert callable(count)
# %% test test_hidden_state_later 1
### BEGIN HIDDEN TESTS
for word, many in table.items():
    assert count(word) == many
### END HIDDEN TESTS
# %% solution slow
import asyncio
async def later(x):
    ### BEGIN SOLUTION
    await asyncio.sleep(0)
    return x + 1
    ### END SOLUTION
# %% test test_later 1
assert await later(1) == 2
assert await asyncio.gather(later(2), later(3)) == [3, 4]
assert asyncio.iscoroutinefunction(later)
# %% code
await later(1)
# %% test test_magics 1
%time value = count("abc")
assert value == 1
files = !ls
assert "words.txt" in files
# %% test test_cell_magic 1
%%time
assert count("aaa") == 3
# %% test test_captured 1
%%capture captured
greet("Cid")
# %% test test_what_was_captured 1
assert "Cid" in captured.stdout
# %% code raises-exception
raise ValueError("as it should")
# %% solution recursion
def depth(tree):
    ### BEGIN SOLUTION
    return 1 + max(map(depth, tree), default=0)
    ### END SOLUTION
# %% test test_recursion 1
import inspect
source = inspect.getsource(depth)
assert source.count("depth(") + source.count("depth,") >= 2
assert list(inspect.signature(depth).parameters) == ["tree"]
assert depth.__name__ == "depth"
assert depth([[], [[]]]) == 3
# %% test test_semicolon 3
points = 1 if count("a") == 1 else 0
points;
# %% test test_text_result 1
"no number: full credit" if count("e") == 1 else 0
# %% test test_globals 1
assert "greet" in globals()
assert eval("count('abc')") == 1
# %% test test_warns 1
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("of the test's own")
assert len(caught) == 1
# %% test test_speaks_on_stderr 1
import sys
print("checking", file=sys.stderr)
assert count("abc") == 1
# %% test test_too_many_points 1
5 if count("abc") == 1 else 0
# %% test test_fewer_than_none 1
-1.0 if count("abc") == 1 else 0
# %% test test_number_before_an_error 2
from IPython.display import display
display(1)
assert count("abc") == 1
''',
    answers={
        "careful": {
            "greet": 'def greet(name, sep=", "):\n    text = helper(name)\n    print(text)',
            "longest": (
                "def longest(path):\n    with open(path) as file:\n"
                "        words = file.read().split()\n"
                "    return sorted(words, key=lambda w: (len(w), w))[-1]"
            ),
            "shout": (
                "def shout(words):\n    for k, word in enumerate(words):\n"
                "        words[k] = word.upper()"
            ),
            "ask": (
                'def ask():\n    first = input("first")\n    second = input()\n'
                "    return int(first) + int(second)"
            ),
            "recursion": (
                "def depth(tree):\n    if not tree:\n        return 1\n"
                "    return 1 + max(depth(branch) for branch in tree)"
            ),
        },
        "wrong": {
            "greet": 'def greet(name):\n    return f"Hello, {name}!"',
            "longest": 'def longest(path):\n    return "penguins"',
            "shout": "def shout(words):\n    return [word.upper() for word in words]",
            "count": "def count(text):\n    return 1",
            "ask": "def ask():\n    return 5",
            "squares": (
                "def square(n):\n    return n * n\n\n"
                "def sum_of_squares(n):\n    return sum(k * k for k in range(n + 1))"
            ),
            "counter": "def add(n):\n    total = n",
            "memo": "seen = {}\ndef remember(key, value):\n    seen[value] = key",
            "slow": "import asyncio\nasync def later(x):\n    return x",
            "recursion": "def depth(tree):\n    return 3",
        },
        "blank": {},
    },
    own={
        "careful": {
            "greet": 'def helper(name):\n    return f"Hello, {name}!"',
            "count": "print(vowels)\nvowels",
        }
    },
    files={"words.txt": b"a cat and a penguin sat\n"},
)

CLASSES = Assignment(
    source="""
# %% text
# Classes
# %% solution vector
class Vector:
    ### BEGIN SOLUTION
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, by):
        return Vector(self.x * by, self.y * by)

    __rmul__ = __mul__

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __iter__(self):
        yield self.x
        yield self.y

    def __len__(self):
        return 2

    def __getitem__(self, k):
        return (self.x, self.y)[k]

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __bool__(self):
        return bool(self.x or self.y)
    ### END SOLUTION
# %% test test_vector 3
a, b = Vector(1, 2), Vector(3, 4)
assert a + b == Vector(4, 6)
assert 2 * a == a * 2 == Vector(2, 4)
assert a != b
assert abs(b) == 5
assert repr(a) == "Vector(1, 2)"
assert str(a) == "Vector(1, 2)"
assert f"{a}" == "Vector(1, 2)"
assert list(a) == [1, 2]
x, y = b
assert (x, y) == (3, 4)
assert len(a) == 2
assert a[0] == 1
assert a[-1] == 2
### BEGIN HIDDEN TESTS
c = a
a += b
assert c is a
assert c == Vector(4, 6)
assert not Vector(0, 0)
assert {Vector(1, 1), Vector(1, 1)} == {Vector(1, 1)}
### END HIDDEN TESTS
# %% test test_types 1
a = Vector(1, 2)
assert isinstance(a, Vector)
assert type(a) is Vector
assert type(a).__name__ == "Vector"
assert a.__class__.__name__ == "Vector"
assert hasattr(a, "x")
assert not hasattr(a, "z")
assert getattr(a, "z", None) is None
a.x = 7
assert a.x == 7
# %% solution account
class InsufficientFunds(Exception):
    ### BEGIN SOLUTION
    def __init__(self, missing):
        super().__init__(f"{missing} missing")
        self.missing = missing
    ### END SOLUTION

class Account:
    ### BEGIN SOLUTION
    number = 0

    def __init__(self, balance=0):
        Account.number += 1
        self._balance = balance
        self.history = []

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        raise AttributeError("the balance is changed by paying")

    def pay(self, amount):
        if amount > self._balance:
            raise InsufficientFunds(amount - self._balance)
        self._balance -= amount
        self.history.append(amount)

    @classmethod
    def empty(cls):
        return cls(0)

    @staticmethod
    def currency():
        return "EUR"
    ### END SOLUTION

class Savings(Account):
    ### BEGIN SOLUTION
    def __init__(self, balance=0, rate=0.5):
        super().__init__(balance)
        self.rate = rate
    ### END SOLUTION
# %% test test_account 3
account = Account(10)
account.pay(3)
assert account.balance == 7
assert account.history == [3]
try:
    account.pay(100)
except InsufficientFunds as error:
    assert error.missing == 93
    assert "93" in str(error)
else:
    raise AssertionError("no error")
try:
    account.balance = 5
except AttributeError:
    pass
else:
    raise AssertionError("the balance can be set")
### BEGIN HIDDEN TESTS
before = Account.number
Account.empty()
assert Account.number == before + 1
assert Account.currency() == "EUR"
### END HIDDEN TESTS
# %% test test_savings 1
assert issubclass(Savings, Account)
assert not issubclass(Account, Savings)
assert isinstance(Savings(5), Account)
assert Savings(5).rate == 0.5
assert Savings.__mro__[1] is Account or Savings.__bases__[0] == Account
# %% solution timer
from contextlib import contextmanager

class Quiet:
    ### BEGIN SOLUTION
    def __enter__(self):
        self.caught = None
        return self

    def __exit__(self, kind, error, trace):
        self.caught = kind.__name__ if kind else None
        return kind is ZeroDivisionError
    ### END SOLUTION

@contextmanager
def noting(notes):
    ### BEGIN SOLUTION
    notes.append("in")
    try:
        yield notes
    finally:
        notes.append("out")
    ### END SOLUTION
# %% test test_quiet 2
with Quiet() as quiet:
    1 / 0
assert quiet.caught == "ZeroDivisionError"
try:
    with Quiet() as quiet:
        {}["a"]
except KeyError:
    pass
else:
    raise AssertionError("swallowed")
# %% test test_noting 1
notes = []
with noting(notes):
    assert notes == ["in"]
assert notes == ["in", "out"]
# %% solution primes
def primes():
    ### BEGIN SOLUTION
    k = 2
    while True:
        if all(k % p for p in range(2, k)):
            yield k
        k += 1
    ### END SOLUTION

def twice(function):
    ### BEGIN SOLUTION
    def doubled(*args, **kwargs):
        function(*args, **kwargs)
        return function(*args, **kwargs)
    return doubled
    ### END SOLUTION
# %% test test_primes 2
import itertools
import types
assert list(itertools.islice(primes(), 5)) == [2, 3, 5, 7, 11]
found = primes()
assert next(found) == 2
assert next(found) == 3
assert isinstance(found, types.GeneratorType)
for k, p in enumerate(primes()):
    if k == 3:
        break
assert p == 7
# %% test test_twice 1
calls = []
@twice
def note():
    calls.append(1)
    return len(calls)
assert note() == 2
assert calls == [1, 1]
# %% solution stack
class Stack:
    ### BEGIN SOLUTION
    def __init__(self):
        self._items = []

    def push(self, item):
        self._items.append(item)
        return self

    def pop(self):
        if not self._items:
            raise IndexError("empty")
        return self._items.pop()

    def __len__(self):
        return len(self._items)

    def __contains__(self, item):
        return item in self._items

    def __lt__(self, other):
        return len(self) < len(other)

    def __call__(self, n):
        return self._items[-n:]
    ### END SOLUTION
# %% test test_stack 2
stack = Stack()
stack.push(1).push("b").push(None)
assert len(stack) == 3
assert "b" in stack
assert stack.pop() is None
assert stack.pop() == "b"
assert callable(stack)
assert stack(1) == [1]
stack.pop()
try:
    stack.pop()
except IndexError as error:
    assert str(error) == "empty"
else:
    raise AssertionError
assert sorted([Stack().push(1), Stack()])[0] < Stack().push(2)
assert not Stack()
# %% solution shape
from abc import ABC, abstractmethod
from dataclasses import dataclass

class Shape(ABC):
    ### BEGIN SOLUTION
    @abstractmethod
    def area(self): ...

    def twice(self):
        return 2 * self.area()
    ### END SOLUTION

@dataclass
class Point:
    ### BEGIN SOLUTION
    x: float = 0.0
    y: float = 0.0
    ### END SOLUTION
# %% test test_shape 2
class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

assert Square(3).area() == 9
assert Square(3).twice() == 18
assert isinstance(Square(3), Shape)
try:
    Shape()
except TypeError:
    pass
else:
    raise AssertionError("abstract")
# %% solution kinds
from collections import Counter, deque, namedtuple
from decimal import Decimal
from enum import Enum
from fractions import Fraction

Person = namedtuple("Person", "name age")

class Color(Enum):
    RED = 1
    GREEN = 2

def kinds():
    ### BEGIN SOLUTION
    return {
        "counter": Counter("aab"),
        "deque": deque([1, 2]),
        "person": Person("Ada", 36),
        "color": Color.RED,
        "decimal": Decimal("0.1"),
        "fraction": Fraction(1, 3),
        "range": range(3),
        "keys": {"a": 1}.keys(),
        "big": 2**100,
        "complex": 1 + 2j,
        "nested": ([1, {2}], {"x": (None, True)}),
        "bytes": b"ab",
    }
    ### END SOLUTION

def rotate(items):
    ### BEGIN SOLUTION
    items.rotate(1)
    return items
    ### END SOLUTION
# %% test test_kinds 3
found = kinds()
assert found["counter"] == Counter("aab")
assert found["counter"].most_common(1) == [("a", 2)]
assert found["deque"] == deque([1, 2])
assert found["person"] == ("Ada", 36)
assert found["person"].name == "Ada"
assert found["color"] is Color.RED
assert found["color"] == Color(1)
assert found["color"].name == "RED"
assert [color.value for color in Color] == [1, 2]
assert found["decimal"] == Decimal("0.1")
assert found["fraction"] * 3 == 1
assert found["range"] == range(3)
assert found["keys"] == {"a"}
assert found["big"] == 2**100
assert found["complex"] == 1 + 2j
assert found["nested"] == ([1, {2}], {"x": (None, True)})
assert found["bytes"] == b"ab"
items = deque([1, 2, 3])
assert rotate(items) is items
assert list(items) == [3, 1, 2]
# %% test test_point 1
import copy
import dataclasses
p = Point(1.0)
assert p == Point(1.0, 0.0)
assert str(p) == "Point(x=1.0, y=0.0)"
assert dataclasses.asdict(p) == {"x": 1.0, "y": 0.0}
assert dataclasses.is_dataclass(Point)
q = copy.deepcopy(p)
q.x = 5.0
assert p.x == 1.0
""",
    answers={
        "careful": {},
        "wrong": {
            "vector": (
                "class Vector:\n    def __init__(self, x, y):\n        self.x = x\n"
                "        self.y = y"
            ),
            "account": (
                "class InsufficientFunds(ValueError):\n    pass\n\n"
                "class Account:\n    def __init__(self, balance=0):\n"
                "        self.balance = balance\n        self.history = []\n\n"
                "    def pay(self, amount):\n        self.balance -= amount\n\n"
                "class Savings:\n    rate = 0.5"
            ),
            "timer": (
                "class Quiet:\n    def __enter__(self):\n        return self\n\n"
                "    def __exit__(self, *error):\n        return True\n\n"
                "def noting(notes):\n    return notes"
            ),
            "primes": (
                "def primes():\n    return [2, 3, 5, 7, 9]\n\n"
                "def twice(function):\n    return function"
            ),
            "stack": "class Stack(list):\n    push = list.append",
            "shape": (
                "class Shape:\n    pass\n\nclass Point:\n    def __init__(self, x=0.0, y=0.0):\n"
                "        self.x, self.y = x, y"
            ),
        },
    },
)

GRADIENTS = Assignment(
    source="""
# %% text
# Gradients
# %% code
import numpy as np
import torch
from torch import nn
import matplotlib.pyplot as plt
torch.manual_seed(0)
x = torch.linspace(0, 1, 5, dtype=torch.float64, requires_grad=True)
# %% locked helper
def derivative(f, x):
    x = x.detach().clone().requires_grad_()
    (grad,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return grad
# %% solution cube
def cube(x):
    ### BEGIN SOLUTION
    return x**3
    ### END SOLUTION
# %% test test_cube 2
y = cube(x)
y.sum().backward()
assert torch.allclose(x.grad, 3 * x**2)
x.grad = None
### BEGIN HIDDEN TESTS
assert torch.autograd.gradcheck(cube, (torch.rand(3, dtype=torch.float64, requires_grad=True),))
assert torch.autograd.gradgradcheck(cube, (torch.rand(3, dtype=torch.float64, requires_grad=True),))
assert torch.allclose(derivative(lambda t: cube(t) + t, x), 3 * x**2 + 1)
t = torch.ones(2, requires_grad=True)
(slope,) = torch.autograd.grad(cube(t).sum(), t, create_graph=True)
(curvature,) = torch.autograd.grad(slope.sum(), t)
assert torch.allclose(curvature, torch.tensor(6.0))
### END HIDDEN TESTS
# %% solution my_exp
class Exp(torch.autograd.Function):
    ### BEGIN SOLUTION
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad):
        (y,) = ctx.saved_tensors
        return grad * y
    ### END SOLUTION
# %% test test_my_exp 2
t = torch.rand(4, dtype=torch.float64, requires_grad=True)
assert torch.allclose(Exp.apply(t), t.exp())
assert torch.autograd.gradcheck(Exp.apply, (t,))
assert issubclass(Exp, torch.autograd.Function)
# %% solution zero_grad
def step(w, rate):
    ### BEGIN SOLUTION
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    ### END SOLUTION
# %% test test_step 2
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w**2).sum().backward()
step(w, 0.25)
assert torch.allclose(w, torch.tensor([0.5, 1.0]))
assert w.grad is None
# %% solution model
class Net(nn.Module):
    ### BEGIN SOLUTION
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 8)
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))
    ### END SOLUTION
# %% test test_model 4
torch.manual_seed(1)
net = Net()
assert isinstance(net, nn.Module)
assert sum(p.numel() for p in net.parameters()) == 33
assert net(torch.zeros(5, 2)).shape == (5, 1)
data = torch.rand(64, 2)
target = data[:, :1] - data[:, 1:]
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
for _ in range(60):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(net(data), target)
    loss.backward()
    optimizer.step()
assert loss.item() < 0.02
assert "hidden.weight" in dict(net.named_parameters())
assert "hidden.weight" in net.state_dict()
# %% solution train
def train(net, data, target):
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(data), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION
# %% test test_train 2
torch.manual_seed(2)
linear = nn.Linear(2, 1)
before = linear.weight.detach().clone()
losses = train(linear, torch.rand(8, 2), torch.rand(8, 1))
assert len(losses) == 5
assert losses[-1] < losses[0]
assert not torch.equal(before, linear.weight)
# %% solution arrays
def normalise(a):
    ### BEGIN SOLUTION
    return (a - a.mean()) / a.std()
    ### END SOLUTION

def clip(a):
    ### BEGIN SOLUTION
    a[a < 0] = 0
    ### END SOLUTION
# %% test test_arrays 2
a = np.array([1.0, 2.0, 3.0])
result = normalise(a)
np.testing.assert_allclose(result.mean(), 0, atol=1e-12)
assert result.dtype == np.float64
assert isinstance(result, np.ndarray)
b = np.array([-1.0, 2.0])
clip(b)
assert np.array_equal(b, [0.0, 2.0])
# %% solution plot
def plot(ax):
    ### BEGIN SOLUTION
    ax.plot([0, 1], [0, 1], label="line")
    ax.set_xlabel("x")
    ### END SOLUTION
fig, ax = plt.subplots()
plot(ax)
plt.show()
# %% test test_plot 1
assert ax.get_xlabel() == "x"
assert len(ax.get_lines()) == 1
assert list(ax.get_lines()[0].get_xdata()) == [0, 1]
# %% test test_plot_again 1
figure, axes = plt.subplots()
plot(axes)
assert axes.get_xlabel() == "x"
plt.close(figure)
# %% solution leaf
a = torch.tensor(2.0, requires_grad=True)
### BEGIN SOLUTION
b = a * a
b.backward()
### END SOLUTION
# %% test test_leaf 1
assert a.grad == 4
assert a.is_leaf
assert b.grad_fn is not None
assert b.item() == 4
# %% test test_figures 1
import matplotlib.pyplot
assert len(plt.gcf().axes) >= 0
fig2, (left, right) = plt.subplots(1, 2)
plot(right)
assert right.get_xlabel() == "x"
assert left.get_xlabel() == ""
plt.close("all")
# %% test test_torch_func 1
slopes = torch.func.vmap(torch.func.grad(cube))(torch.tensor([1.0, 2.0]))
assert torch.allclose(slopes, torch.tensor([3.0, 12.0]))
# %% solution shapes
def shape_of(t):
    ### BEGIN SOLUTION
    return t.shape
    ### END SOLUTION

def kind_of(t):
    ### BEGIN SOLUTION
    return t.dtype
    ### END SOLUTION
# %% test test_shapes 1
assert shape_of(torch.zeros(2, 3)) == (2, 3)
assert kind_of(torch.zeros(2)) == torch.float32
# %% test test_reference 1
def ours(t):
    return t**3
t = torch.rand(3)
torch.testing.assert_close(cube(t), ours(t))
""",
    answers={
        "careful": {
            "cube": "def cube(x):\n    return x * x * x",
            "zero_grad": "def step(w, rate):\n    w.data -= rate * w.grad\n    w.grad = None",
            "plot": (
                "def plot(ax):\n    xs = np.array([0, 1])\n    ax.plot(xs, xs, '.')\n"
                '    ax.set(xlabel="x")\n\nfig, ax = plt.subplots()\nplot(ax)'
            ),
        },
        "wrong": {
            "cube": "def cube(x):\n    return x**2 * x.detach()",
            "my_exp": (
                "class Exp(torch.autograd.Function):\n    @staticmethod\n"
                "    def forward(ctx, x):\n        return x.exp()\n\n"
                "    @staticmethod\n    def backward(ctx, grad):\n        return grad"
            ),
            "zero_grad": "def step(w, rate):\n    w = w - rate * w.grad",
            "model": (
                "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                "        self.out = nn.Linear(2, 1)\n\n    def forward(self, x):\n"
                "        return self.out(x)"
            ),
            "train": "def train(net, data, target):\n    return [1.0, 0.9, 0.8, 0.7, 0.6]",
            "arrays": (
                "def normalise(a):\n    return a / a.max()\n\ndef clip(a):\n    a = a.clip(0)"
            ),
            "plot": "def plot(ax):\n    pass\nfig, ax = plt.subplots()",
            "leaf": "a = torch.tensor(2.0, requires_grad=True)\nb = a * a",
            "shapes": "def shape_of(t):\n    return len(t.shape)\n\ndef kind_of(t):\n    return 1",
        },
    },
)

ESSAYS = Assignment(
    source="""
# %% text
# Essays
# %% essay why 3
Because.
# %% open sketch 2
### BEGIN SOLUTION
value = 1
### END SOLUTION
# %% task outside 5
Measure something.
=== BEGIN MARK SCHEME ===
5 points for a number.
=== END MARK SCHEME ===
# %% solution one
### BEGIN SOLUTION
one = 1
### END SOLUTION
# %% test test_one 1
assert one == 1
""",
    answers={
        "careful": {"why": "Since the sky is blue.", "sketch": "value = 3"},
        "wrong": {"one": "one = 2", "why": "No idea.", "sketch": "raise ValueError"},
        "liar": {"one": "class One:\n    __eq__ = lambda self, other: True\n\none = One()"},
        "blank": {},
    },
)

ASSIGNMENTS = {"words": WORDS, "classes": CLASSES, "gradients": GRADIENTS, "essays": ESSAYS}
