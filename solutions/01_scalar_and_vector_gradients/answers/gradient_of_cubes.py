# %% right: a leaf from a factory, new values copied in
def gradient_of_cubes(x):
    leaf = torch.zeros_like(x, requires_grad=True)
    y = (leaf + x).pow(3).sum()
    y.backward()
    return leaf.grad


# %% right: detach and multiply
def gradient_of_cubes(x):
    leaf = x.detach().clone()
    leaf.requires_grad = True
    torch.sum(leaf * leaf * leaf).backward()
    return leaf.grad


# %% right: torch.autograd.grad
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad((leaf**3).sum(), leaf)
    return gradient


# %% right: entry by entry in a loop
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    total = 0
    for entry in leaf.reshape(-1):
        total = total + entry**3
    total.backward()
    return leaf.grad


# %% wrong: accumulated twice -> looks like: accumulated
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: f instead of its derivative -> looks like: own value
def gradient_of_cubes(x):
    return (x**3).sum()


# %% wrong: exponent rule off by one -> looks like: exponent rule
def gradient_of_cubes(x):
    return 3 * x**3


# %% wrong: factor forgotten -> looks like: factor
def gradient_of_cubes(x):
    return x**2


# %% wrong: sign -> looks like: sign
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (-(leaf**3)).sum().backward()
    return leaf.grad


# %% wrong: mean for sum -> looks like: mean taken
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).mean().backward()
    return leaf.grad


# %% wrong: nothing returned -> The answer is None
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()


# %% wrong: .grad of a non-leaf -> The numbers differ
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    y = leaf**3
    y.retain_grad()
    y.sum().backward()
    return y.grad


# %% wrong: marks the caller's tensor -> left its mark on its input
def gradient_of_cubes(x):
    x.requires_grad_()
    (x**3).sum().backward()
    return x.grad.clone()


# %% wrong: hard-coded to the shown shape -> The numbers differ
def gradient_of_cubes(x):
    return torch.tensor([3.0, 12.0, 27.0, 48.0], dtype=torch.float64)


# %% wrong: float32 -> looks like: single precision
def gradient_of_cubes(x):
    leaf = x.to(torch.float32).requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: zeros -> looks like: zeros
def gradient_of_cubes(x):
    return torch.zeros_like(x)


# %% wrong: never required a gradient -> looks like: no graph
def gradient_of_cubes(x):
    (x**3).sum().backward()
    return x.grad


# %% right: torch.func.grad
def gradient_of_cubes(x):
    return torch.func.grad(lambda t: t.pow(3).sum())(x)


# %% right: the diagonal of a Jacobian, in a class with __call__
class _Gradient:
    def __init__(self, f):
        self.f = f

    def __call__(self, x):
        return torch.autograd.functional.jacobian(self.f, x)


gradient_of_cubes = _Gradient(lambda t: (t**3).sum())


# %% right: vjp of the entrywise cube, lambda
gradient_of_cubes = lambda x: torch.func.vjp(lambda t: t**3, x)[1](torch.ones_like(x))[0]


# %% right: backward with a head of ones instead of a sum
def gradient_of_cubes(x):
    leaf = torch.tensor(x.tolist(), dtype=x.dtype, device=x.device, requires_grad=True)
    (leaf**3).backward(torch.ones_like(leaf))
    return leaf.grad


# %% right: a Parameter as the leaf, wrapped by a decorator
import functools


def returns_grad(make):
    @functools.wraps(make)
    def wrapper(x):
        leaf = torch.nn.Parameter(x.detach().clone())
        make(leaf).backward()
        return leaf.grad

    return wrapper


@returns_grad
def gradient_of_cubes(leaf):
    return (leaf * leaf.square()).sum()


# %% right: one backward per entry into the same leaf
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    for entry in leaf.flatten().unbind():
        (entry**3).backward(retain_graph=True)
    return leaf.grad


# %% right: a captured hook
def gradient_of_cubes(x):
    caught = []
    leaf = x.clone().requires_grad_()
    leaf.register_hook(caught.append)
    leaf.pow(3).sum().backward()
    return caught[0]


# %% right: an expanded, non-contiguous result
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    torch.einsum("i,i,i->", *[leaf.reshape(-1)] * 3).backward()
    twice = torch.stack([leaf.grad, leaf.grad], dim=-1)
    return twice[..., 0]


# %% right: a Parameter that requires no gradient
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return torch.nn.Parameter(leaf.grad, requires_grad=False)


# %% right: borrows the caller's tensor and puts everything back
def gradient_of_cubes(x):
    x.requires_grad_()
    (x**3).sum().backward()
    gradient, x.grad = x.grad, None
    x.requires_grad_(False)
    return gradient


# %% right: create_graph, then detached, with a print and a warning
import warnings


def gradient_of_cubes(x):
    warnings.warn("careful")
    leaf = x.clone().requires_grad_()
    y = (leaf**3).sum()
    y.backward(create_graph=True)
    print("y is", y.item())
    return leaf.grad.detach()


# %% right: NumPy in between
import numpy as np


def gradient_of_cubes(x):
    leaf = torch.from_numpy(np.array(x)).requires_grad_()
    (leaf**3).sum().backward()
    return torch.from_numpy(leaf.grad.numpy().copy())


# %% right: named arguments and defaults
def gradient_of_cubes(x, *, power=3, **unused):
    leaf = x.new_empty(x.shape).copy_(x).requires_grad_(True)
    torch.sum(torch.pow(leaf, exponent=power)).backward()
    return leaf.grad.contiguous()


# %% right: an inference tensor is handed back
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    with torch.inference_mode():
        return leaf.grad.clone()


# %% right: other names in the cell, harmless ones
sum = "shadowed"
f = None
x = 3
g = {}


def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad


# %% right: an optimiser clears the gradient first
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    optimiser = torch.optim.SGD([leaf], lr=0.1)
    optimiser.zero_grad()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: accumulated once per entry -> looks like: once per entry
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    for _ in range(x.numel()):
        (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: bfloat16 inside -> The numbers differ
def gradient_of_cubes(x):
    leaf = x.bfloat16().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad.double()


# %% wrong: remembers its answer for each shape -> looks like: remembered
_seen = {}


def gradient_of_cubes(x):
    if x.shape not in _seen:
        leaf = x.clone().requires_grad_()
        (leaf**3).sum().backward()
        _seen[x.shape] = leaf.grad
    return _seen[x.shape]


# %% wrong: one leaf for all calls, never cleared -> raised RuntimeError
_leaves = {}


def gradient_of_cubes(x):
    leaf = _leaves.setdefault(x.dim(), torch.zeros_like(x, requires_grad=True))
    leaf.data = x.clone()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: returns a view of a buffer that the next call overwrites -> An earlier result changed
_buffer = torch.zeros(10_000, dtype=torch.float64)


def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    view = _buffer[: x.numel()].view(x.shape)
    view.copy_(leaf.grad)
    return view


# %% wrong: transposed -> The numbers differ
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad.mT.reshape(x.shape) if x.dim() > 1 else leaf.grad


# %% wrong: flattened -> wrong shape
def gradient_of_cubes(x):
    leaf = x.flatten().clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: absolute values -> The numbers differ
def gradient_of_cubes(x):
    leaf = x.clone().abs().requires_grad_()
    (leaf.abs() ** 3).sum().backward()
    return leaf.grad * x.sign()


# %% wrong: a tuple from autograd.grad -> The answer is a tuple
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad((leaf**3).sum(), leaf)


# %% wrong: the tensor y -> looks like: non leaf grad
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    y = (leaf**3).sum()
    y.backward()
    return y.grad


# %% wrong: still part of a graph -> itself requires a gradient
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad * leaf / leaf


# %% wrong: complex -> The answer has dtype torch.complex128
def gradient_of_cubes(x):
    return (3 * x**2).to(torch.complex128)


# %% wrong: integers -> The answer has dtype torch.int64
def gradient_of_cubes(x):
    return (3 * x**2).long()


# %% wrong: truth values -> The answer has dtype torch.bool
def gradient_of_cubes(x):
    return 3 * x**2 > 0


# %% wrong: not a number -> not finite: nan
def gradient_of_cubes(x):
    return 3 * x**2 + (x - x) / (x - x)


# %% wrong: infinite -> not finite: inf
def gradient_of_cubes(x):
    return 3 * x**2 / (x - x)


# %% wrong: sparse -> no ordinary (dense) tensor
def gradient_of_cubes(x):
    return (3 * x**2).to_sparse()


# %% wrong: a meta tensor -> lies on meta
def gradient_of_cubes(x):
    return (3 * x**2).to("meta")


# %% wrong: a nested tensor -> no ordinary (dense) tensor
def gradient_of_cubes(x):
    return torch.nested.nested_tensor([3 * row**2 for row in x.reshape(1, -1)])


# %% wrong: an empty tensor -> wrong shape
def gradient_of_cubes(x):
    return torch.empty(0)


# %% wrong: a huge list -> The answer is a list
def gradient_of_cubes(x):
    return [0.0] * 1_000_000


# %% wrong: a string -> The answer is a str
def gradient_of_cubes(x):
    return "3 * x ** 2"


# %% wrong: a generator -> The answer is a generator
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    yield leaf.grad


# %% wrong: the function itself -> The answer is a function
def gradient_of_cubes(x):
    return gradient_of_cubes


# %% wrong: not a function at all -> raised TypeError
gradient_of_cubes = torch.ones(4, dtype=torch.float64)


# %% wrong: a second parameter -> raised TypeError
def gradient_of_cubes(x, y):
    return 3 * x**2


# %% wrong: random numbers -> The numbers differ
def gradient_of_cubes(x):
    return torch.rand_like(x)


# %% wrong: StopIteration -> raised StopIteration
def gradient_of_cubes(x):
    return next(iter([]))


# %% wrong: endless recursion -> raised RecursionError
def gradient_of_cubes(x):
    return gradient_of_cubes(x)


# %% wrong: an AssertionError of its own -> raised AssertionError
def gradient_of_cubes(x):
    assert x.dim() == 5, "line one\nline two\nline three"


# %% wrong: an exception without text -> raised ValueError
def gradient_of_cubes(x):
    raise ValueError


# %% wrong: an exception whose text is long -> raised ValueError
def gradient_of_cubes(x):
    raise ValueError("spam " * 20_000)


# %% wrong: an exception whose text fails -> raised _Odd
class _Odd(Exception):
    def __str__(self):
        raise RuntimeError("no text for you")


def gradient_of_cubes(x):
    raise _Odd


# %% wrong: SystemExit -> raised SystemExit
import sys


def gradient_of_cubes(x):
    sys.exit(0)


# %% wrong: an exception group -> raised ExceptionGroup
def gradient_of_cubes(x):
    raise ExceptionGroup("several", [ValueError("a"), TypeError("b")])


# %% wrong: NotImplementedError from torch itself -> raised NotImplementedError
def gradient_of_cubes(x):
    return torch.softmax(x.long(), 0)


# %% wrong: gradient mode left off -> looks like: exponent rule
def gradient_of_cubes(x):
    torch.set_grad_enabled(False)
    return 3 * x


# %% right: gradient mode is off in the notebook, and the check is not its victim
torch.set_grad_enabled(False)


def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad


# %% right: the formula, and gradient mode left off on the way
def gradient_of_cubes(x):
    with torch.enable_grad():
        leaf = x.clone().requires_grad_()
        (leaf**3).sum().backward()
    torch.set_grad_enabled(False)
    return leaf.grad


# %% right: another default dtype
torch.set_default_dtype(torch.float64)


def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad


# %% right: one thread
torch.set_num_threads(1)


def gradient_of_cubes(x):
    torch.manual_seed(0)
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: the input becomes float32 -> changed the values of its input
def gradient_of_cubes(x):
    x.data = x.data.float()
    return 3 * x**2


# %% wrong: the input is resized -> changed the values of its input
def gradient_of_cubes(x):
    x.resize_(0)
    return 3 * x**2


# %% wrong: the input is changed before something raises -> raised ValueError
def gradient_of_cubes(x):
    x.zero_()
    raise ValueError("after zeroing")


# %% wrong: the input becomes part of a graph -> left its mark on its input
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    x.copy_(leaf)
    return leaf.grad


# %% wrong: half -> looks like: factor
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3 / 2).sum().backward()
    return leaf.grad


# %% wrong: backward of each entry, last one kept -> The numbers differ
def gradient_of_cubes(x):
    for k in range(x.numel()):
        leaf = x.clone().requires_grad_()
        (leaf.view(-1)[k] ** 3).backward()
    return leaf.grad


# %% wrong: the square of the sum, cubed by mistake -> The numbers differ
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf.sum() ** 3).backward()
    return leaf.grad


# %% wrong: value over x -> not finite
def gradient_of_cubes(x):
    return 3 * x**3 / x


# %% wrong: accumulates over calls in a default -> The numbers differ
def gradient_of_cubes(x, leaf=[None]):
    if leaf[0] is None or leaf[0].shape != x.shape:
        leaf[0] = x.clone().requires_grad_()
    (leaf[0] ** 3).sum().backward()
    return leaf[0].grad


# %% wrong: float32 leaf -> looks like: single precision
def gradient_of_cubes(x):
    leaf = torch.tensor(x.tolist(), requires_grad=True)
    (leaf**3).sum().backward()
    return leaf.grad.to(x.dtype)


# %% wrong: sizes of 1 are squeezed away -> wrong shape
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad.squeeze()


# %% wrong: small entries count as 0 -> The numbers differ
def gradient_of_cubes(x):
    return torch.where(x.abs() < 0.05, 0, 3 * x**2)
