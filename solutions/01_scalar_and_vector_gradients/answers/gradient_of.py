# %% right: torch.autograd.grad
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]


# %% right: through plain Python numbers
def gradient_of(f, x):
    leaf = torch.tensor(x.tolist(), dtype=torch.float64, requires_grad=True, device=x.device)
    y = f(leaf)
    y.backward()
    return leaf.grad.clone()


# %% right: detach first
def gradient_of(f, x):
    leaf = x.detach().to(torch.float64, copy=True)
    leaf.requires_grad_(True)
    f(leaf).backward(torch.tensor(1.0, dtype=torch.float64))
    return leaf.grad


# %% right: torch.func
def gradient_of(f, x):
    return torch.func.grad(f)(x.detach().to(torch.float64))


# %% wrong: a copy that is no leaf when x requires a gradient -> looks like: non leaf grad
def gradient_of(f, x):
    leaf = x.clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: through float32 and back -> looks like: single precision
def gradient_of(f, x):
    leaf = x.detach().float().requires_grad_()
    f(leaf).backward()
    return leaf.grad.double()


# %% wrong: accumulated on the caller's tensor -> left its mark on its input
def gradient_of(f, x):
    x.requires_grad_()
    f(x).backward()
    return x.grad


# %% wrong: marks the caller's tensor -> left its mark on its input
def gradient_of(f, x):
    leaf = x.to(torch.float64).requires_grad_()
    f(leaf).backward()
    gradient = leaf.grad.clone()
    leaf.grad = None
    return gradient


# %% wrong: integers refused -> looks like: non leaf grad
def gradient_of(f, x):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: float32 -> The answer has dtype torch.float32
def gradient_of(f, x):
    leaf = x.clone().to(torch.float32).requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: f instead of its derivative -> looks like: own value
def gradient_of(f, x):
    return f(x.to(torch.float64))


# %% wrong: backward twice -> looks like: accumulated
def gradient_of(f, x):
    leaf = x.detach().clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    f(leaf).backward()
    return leaf.grad


# %% wrong: lost leaf -> looks like: non leaf grad
def gradient_of(f, x):
    leaf = x.clone().requires_grad_() if x.is_floating_point() else x
    leaf = leaf.to(torch.float64) * 1.0
    f(leaf).backward()
    return leaf.grad


# %% wrong: zeroed too late -> looks like: zeros
def gradient_of(f, x):
    leaf = x.detach().clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    gradient = leaf.grad
    leaf.grad.zero_()
    return gradient


# %% wrong: remembers its first answer -> wrong shape
_memory = {}


def gradient_of(f, x):
    if f not in _memory:
        leaf = x.clone().to(torch.float64).requires_grad_()
        f(leaf).backward()
        _memory[f] = leaf.grad
    return _memory[f]


# %% wrong: hard-coded to the shown functions -> itself requires a gradient
def gradient_of(f, x):
    return 2 * x.to(torch.float64)


# %% wrong: a crude difference -> looks like: step too large
def gradient_of(f, x):
    x = x.to(torch.float64)
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = 1e-2
        gradient.view(-1)[i] = (f(x + e) - f(x)) / 1e-2
    return gradient


# %% right: jacobian of torch.autograd.functional
def gradient_of(f, x):
    return torch.autograd.functional.jacobian(f, x.detach().to(torch.float64))


# %% right: forward mode
def gradient_of(f, x):
    return torch.func.jacfwd(f)(x.detach().double())


# %% right: torch.func.vjp with a head
def gradient_of(f, x):
    value, pull = torch.func.vjp(f, x.detach().double())
    return pull(torch.ones_like(value))[0]


# %% right: a Parameter as leaf
def gradient_of(f, x):
    leaf = torch.nn.Parameter(x.detach().clone().to(dtype=torch.float64))
    f(leaf).backward()
    return leaf.grad


# %% right: a class with __call__ that keeps nothing
class _GradientOf:
    def __call__(self, f, x):
        leaf = self.leaf(x)
        f(leaf).backward()
        return leaf.grad

    @staticmethod
    def leaf(x):
        return (
            torch.empty(x.shape, dtype=torch.float64, device=x.device)
            .copy_(x.detach())
            .requires_grad_()
        )


gradient_of = _GradientOf()


# %% right: borrows a float64 input and puts everything back
def gradient_of(f, x):
    own = x if x.dtype == torch.float64 else x.to(torch.float64)
    needed = own.requires_grad
    try:
        return torch.autograd.grad(f(own.requires_grad_()), own)[0]
    finally:
        own.requires_grad_(needed)


# %% right: a zero tensor is the leaf
def gradient_of(f, x):
    shift = torch.zeros(x.shape, dtype=torch.float64, device=x.device, requires_grad=True)
    f(x.detach() + shift).backward()
    return shift.grad


# %% right: NumPy in, NumPy out
import numpy as np


def gradient_of(f, x):
    leaf = torch.from_numpy(x.detach().numpy().astype(np.float64)).requires_grad_()
    f(leaf).backward()
    return torch.from_numpy(leaf.grad.numpy())


# %% right: retain_graph, create_graph, then detached
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    f(leaf).backward(retain_graph=True, create_graph=True)
    return leaf.grad.detach()


# %% right: a non-leaf that retains its gradient
def gradient_of(f, x):
    start = x.detach().clone().double().requires_grad_()
    point = start * 1.0
    point.retain_grad()
    f(point).backward()
    return point.grad


# %% right: one partial derivative at a time, by autograd
def gradient_of(f, x):
    parts = []
    for k in range(x.numel()):
        t = x.detach().reshape(-1)[k].double().clone().requires_grad_()
        flat = x.detach().reshape(-1).double()
        point = torch.cat([flat[:k], t.reshape(1), flat[k + 1 :]]).reshape(x.shape)
        f(point).backward()
        parts.append(t.grad)
    return torch.stack(parts).reshape(x.shape)


# %% right: a decorator that turns f into its gradient
def with_gradient(f):
    def gradient(x):
        leaf = x.detach().to(torch.float64, copy=True).requires_grad_(True)
        f(leaf).backward()
        return leaf.grad

    return gradient


gradient_of = lambda f, x: with_gradient(f)(x)


# %% right: the same point is remembered, correctly
_known = {}


def gradient_of(f, x):
    key = (f, x.dtype, tuple(x.shape), tuple(x.flatten().tolist()))
    if key not in _known:
        leaf = x.detach().clone().double().requires_grad_()
        f(leaf).backward()
        _known[key] = leaf.grad
    return _known[key].clone()


# %% right: under enable_grad, with gradient mode off elsewhere
torch.set_grad_enabled(False)


def gradient_of(f, x):
    with torch.enable_grad():
        leaf = x.detach().clone().double().requires_grad_()
        f(leaf).backward()
    return leaf.grad


# %% right: tuple unpacking and positional-only arguments
def gradient_of(f, x, /):
    leaf = x.detach().clone().type(torch.DoubleTensor).requires_grad_()
    (g,) = torch.autograd.grad(outputs=[f(leaf)], inputs=[leaf])
    return g


# %% wrong: float32 stays float32 -> The answer has dtype torch.float32
def gradient_of(f, x):
    leaf = x.detach().clone() if x.is_floating_point() else x.to(torch.float64)
    leaf.requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: float32 inside, float64 outside -> looks like: single precision
def gradient_of(f, x):
    leaf = x.detach().to(torch.float32).clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad.to(torch.float64)


# %% wrong: earlier results change with the next call -> An earlier result changed
_leaf_of_size = {}


def gradient_of(f, x):
    leaf = _leaf_of_size.setdefault(
        x.shape, torch.zeros(x.shape, dtype=torch.float64, requires_grad=True)
    )
    with torch.no_grad():
        leaf.copy_(x)
    if leaf.grad is not None:
        leaf.grad.zero_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: one leaf for each shape, never cleared -> asked a second time
_leaf_of_shape = {}


def gradient_of(f, x):
    leaf = _leaf_of_shape.setdefault(
        x.shape, torch.zeros(x.shape, dtype=torch.float64, requires_grad=True)
    )
    with torch.no_grad():
        leaf.copy_(x)
    f(leaf).backward()
    return leaf.grad.clone()


# %% wrong: fails for a single number -> raised IndexError
def gradient_of(f, x):
    leaf = x.detach()[:].clone().double().requires_grad_()
    f(leaf).backward()
    return torch.stack([leaf.grad[k] for k in range(len(x))])


# %% wrong: only the first call is right -> asked a second time
_calls = 0


def gradient_of(f, x):
    global _calls
    _calls += 1
    leaf = x.detach().clone().double().requires_grad_()
    (f(leaf) * _calls).backward()
    return leaf.grad


# %% wrong: every second call is zero -> asked a second time
_odd = False


def gradient_of(f, x):
    global _odd
    _odd = not _odd
    leaf = x.detach().clone().double().requires_grad_()
    f(leaf).backward()
    return leaf.grad if _odd else torch.zeros_like(leaf.grad)


# %% wrong: the gradient of the mean -> looks like: mean taken
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    (f(leaf) / x.numel()).backward()
    return leaf.grad


# %% wrong: backward once for each entry -> looks like: once per entry
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    for _ in range(x.numel()):
        f(leaf).backward()
    return leaf.grad


# %% wrong: detached too early -> looks like: no graph
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    f(leaf.detach()).backward()
    return leaf.grad


# %% wrong: sign -> looks like: sign
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    (-f(leaf)).backward()
    return leaf.grad


# %% wrong: the flattened point -> The numbers differ
def gradient_of(f, x):
    leaf = x.detach().flatten().clone().double().requires_grad_()
    f(leaf).backward()
    return leaf.grad.reshape(x.shape)


# %% wrong: transposed -> looks like: transposed
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    f(leaf).backward()
    return leaf.grad.T if x.dim() == 2 else leaf.grad


# %% wrong: requires a gradient afterwards -> left its mark on its input
def gradient_of(f, x):
    if x.is_floating_point():
        x.requires_grad_()
    leaf = x.double()
    return torch.autograd.grad(f(leaf), leaf)[0] if leaf.requires_grad else torch.func.grad(f)(leaf)


# %% wrong: a gradient step is taken -> changed the values of its input
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    f(leaf).backward()
    x -= (0.1 * leaf.grad).to(x.dtype)
    return leaf.grad


# %% wrong: a tuple -> The answer is a tuple
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)


# %% wrong: y and gradient -> The answer is a tuple
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    y = f(leaf)
    y.backward()
    return y, leaf.grad


# %% wrong: a closure instead of a gradient -> The answer is a function
def gradient_of(f, x):
    return torch.func.grad(f)


# %% wrong: arguments swapped -> raised AttributeError
def gradient_of(x, f):
    leaf = x.detach().clone().double().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: the derivative of the value by itself -> wrong shape
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    y = f(leaf)
    y.retain_grad()
    y.backward()
    return y.grad


# %% wrong: gradient mode is left off -> looks like: step too large
def gradient_of(f, x):
    torch.set_grad_enabled(False)
    x = x.detach()
    g = torch.zeros(x.shape, dtype=torch.float64)
    for k in range(x.numel()):
        e = torch.zeros_like(g)
        e.view(-1)[k] = 1e-2
        g.view(-1)[k] = (f(x + e) - f(x - e)) / 2e-2
    return g


# %% wrong: the second derivative -> The numbers differ
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf, create_graph=True)
    return torch.autograd.grad(g.sum(), leaf)[0]


# %% wrong: f twice, once for nothing -> looks like: factor
def gradient_of(f, x):
    leaf = x.detach().clone().double().requires_grad_()
    (f(leaf) + f(leaf)).backward()
    return leaf.grad


# %% wrong: a coarse central difference -> looks like: step too large
def gradient_of(f, x):
    x = x.detach()
    g = torch.zeros(x.shape, dtype=torch.float64)
    for k in range(x.numel()):
        e = torch.zeros_like(g)
        e.view(-1)[k] = 1e-3
        g.view(-1)[k] = (f(x + e) - f(x - e)) / 2e-3
    return g


# %% wrong: NotImplementedError from torch itself -> raised NotImplementedError
def gradient_of(f, x):
    leaf = x.detach().clone()
    torch.nn.functional.softmax(leaf, 0)
    leaf = leaf.double().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: an exception of its own for integers -> The answer has dtype torch.float32
def gradient_of(f, x):
    if not x.is_floating_point():
        raise TypeError("x must be floating point")
    leaf = x.detach().clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: the function's own value everywhere -> looks like: own value
def gradient_of(f, x):
    return f(x.detach().double()).expand(x.shape).contiguous()


# %% wrong: uses the caller's leaf and clears its .grad -> left its mark on its input
def gradient_of(f, x):
    if not (x.requires_grad and x.dtype == torch.float64):
        x = x.detach().clone().to(torch.float64).requires_grad_()
    f(x).backward()
    gradient, x.grad = x.grad, None
    return gradient


# %% right: uses the caller's leaf, and gives its .grad back
def gradient_of(f, x):
    if not (x.requires_grad and x.dtype == torch.float64):
        x = x.detach().clone().to(torch.float64).requires_grad_()
    kept, x.grad = x.grad, None
    f(x).backward()
    gradient, x.grad = x.grad, kept
    return gradient


# %% wrong: gradient mode is switched off on the way out -> looks like: factor
def gradient_of(f, x):
    leaf = x.detach().clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    torch.set_grad_enabled(False)
    return 2 * leaf.grad


# %% right: a clone is cut off by torch.tensor
def gradient_of(f, x):
    leaf = torch.tensor(x.tolist(), dtype=torch.float64, device=x.device).requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: NumPy of a tensor that may require a gradient -> looks like: numpy mix
def gradient_of(f, x):
    leaf = torch.from_numpy(x.numpy().astype("float64")).requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: in x's own dtype, and only then in float64 -> looks like: single precision
def gradient_of(f, x):
    leaf = x.detach().clone() if x.is_floating_point() else x.double()
    f(leaf.requires_grad_()).backward()
    return leaf.grad.double()


# %% wrong: central differences with a step of 1e-4 -> looks like: step too large
def gradient_of(f, x):
    at, h = x.detach().double(), 1e-4
    steps = torch.eye(at.numel(), dtype=at.dtype, device=at.device).reshape(-1, *at.shape) * h
    return torch.stack([(f(at + e) - f(at - e)) / (2 * h) for e in steps]).reshape(at.shape)


# %% wrong: clamped -> The numbers differ
def gradient_of(f, x):
    leaf = x.detach().double().clamp(-10, 10).requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: computed in float64, and the gradient passes through the float32 x -> The numbers differ
def gradient_of(f, x):
    leaf = x.detach().clone() if x.is_floating_point() else x.double()
    leaf.requires_grad_()
    return torch.autograd.grad(f(leaf.double()), leaf)[0].double()


# %% wrong: remembered for each function and shape -> looks like: remembered
remembered = {}


def gradient_of(f, x):
    key = (f, x.shape, x.dtype)
    if key not in remembered:
        leaf = x.detach().double().clone().requires_grad_()
        f(leaf).backward()
        remembered[key] = leaf.grad
    return remembered[key]
