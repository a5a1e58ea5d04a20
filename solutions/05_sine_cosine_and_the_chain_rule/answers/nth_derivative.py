# %% right: recursion on the function
def nth_derivative(f, x, n):
    if n == 0:
        return f(x).detach()

    def slope(t):
        with torch.enable_grad():
            t = t if t.requires_grad else t.detach().clone().requires_grad_()
            y = f(t)
            if not y.requires_grad:
                return torch.zeros_like(t)
            (g,) = torch.autograd.grad(
                y.sum(), t, create_graph=True, allow_unused=True, materialize_grads=True
            )
            return g

    return nth_derivative(slope, x, n - 1)


# %% right: allow_unused and a None
def nth_derivative(f, x, n):
    leaf = x.detach().clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        g = None
        if y.requires_grad:
            (g,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, allow_unused=True)
        if g is None:
            g = torch.zeros_like(leaf)
        y = g
    return y.detach().clone()


# %% right: 0·leaf keeps a path open
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        (y,) = torch.autograd.grad((y + 0 * leaf).sum(), leaf, create_graph=True)
    return y.detach()


# %% right: try and except
def nth_derivative(f, x, n):
    t = x.clone().requires_grad_()
    y = f(t)
    for _ in range(n):
        try:
            y = torch.autograd.grad(y.sum(), t, create_graph=True)[0]
        except RuntimeError:
            return torch.zeros(x.shape, dtype=x.dtype)
    return y.detach()


# %% right: torch.func, nested
def nth_derivative(f, x, n):
    g = f
    for _ in range(n):
        g = torch.func.grad(lambda t, g=g: g(t).sum())
    return g(x).detach()


# %% right: jvp of jvp
def nth_derivative(f, x, n):
    if n == 0:
        return f(x).detach()
    return nth_derivative(
        lambda t: torch.func.jvp(f, (t,), (torch.ones_like(t),))[1], x, n - 1
    ).detach()


# %% right: a head of ones
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    while n and y.requires_grad:
        (y,) = torch.autograd.grad(
            y, leaf, torch.ones_like(y), create_graph=True, materialize_grads=True
        )
        n -= 1
    return torch.zeros_like(x) if n else y.detach()


# %% right: backward, cleared in each round
import warnings


def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        leaf.grad = None
        if not y.requires_grad:
            return torch.zeros_like(x)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            y.sum().backward(create_graph=True, inputs=[leaf])
        y = torch.zeros_like(x) if leaf.grad is None else leaf.grad
    return y.detach()


# %% wrong: create_graph forgotten -> looks like: derivative without graph
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        (y,) = torch.autograd.grad(y.sum(), leaf)
    return y.detach()


# %% wrong: create_graph forgotten, and zeros for what has no graph -> The numbers differ
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.full_like(x, 1e-3)
        (y,) = torch.autograd.grad(y.sum(), leaf)
    return y.detach()


# %% wrong: create_graph forgotten, zeros -> looks like: zeros
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf)
    return y.detach()


# %% wrong: retain_graph for create_graph -> looks like: derivative without graph
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        (y,) = torch.autograd.grad(y.sum(), leaf, retain_graph=True)
    return y.detach()


# %% wrong: one round too many -> looks like: wrong order
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n + 1):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()


# %% wrong: one round too few -> looks like: wrong order
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(1, n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()


# %% wrong: order 0 is differentiated too -> looks like: wrong order
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True)
    for _ in range(n - 1):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()


# %% wrong: constants raise -> looks like: no graph
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True)
    return y.detach()


# %% wrong: another leaf in play raises -> appears to not have been used in the graph
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True)
    return y.detach()


# %% wrong: None where nothing is left -> The answer is None
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if y is None or not y.requires_grad:
            return None
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, allow_unused=True)
    return None if y is None else y.detach()


# %% wrong: stops at the last constant -> The numbers differ
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()


# %% wrong: the graph left on the result -> The answer itself requires a gradient
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y


# %% wrong: backward piles up -> The numbers differ
import warnings


def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            y.sum().backward(create_graph=True)
        y = leaf.grad.clone()
    return y.detach()


# %% wrong: the comma forgotten -> raised AttributeError
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        y = torch.autograd.grad(y.sum(), leaf, create_graph=True)
    return y.detach()


# %% wrong: no sum -> grad can be implicitly created only for scalar outputs
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        (y,) = torch.autograd.grad(y, leaf, create_graph=True)
    return y.detach()


# %% wrong: x made a leaf -> left its mark on its input
def nth_derivative(f, x, n):
    x.requires_grad_()
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True, materialize_grads=True)
    return y.detach()


# %% wrong: the sum instead of the entries -> wrong shape
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf).sum()
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        y = torch.autograd.grad(y, leaf, create_graph=True, materialize_grads=True)[0].sum()
    return y.detach()


# %% wrong: detached in the loop -> looks like: no graph
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        (y,) = torch.autograd.grad(y.detach().sum(), leaf, create_graph=True)
    return y.detach()


# %% wrong: powers of the first derivative -> The numbers differ
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).sum(), leaf)
    return g**n if n else f(x)


# %% wrong: divided by n! -> looks like: factor
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach() / math.factorial(n)


# %% wrong: differences of differences -> The numbers differ
def nth_derivative(f, x, n, h=1e-3):
    if n == 0:
        return f(x).detach()
    above, below = nth_derivative(f, x + h, n - 1, h), nth_derivative(f, x - h, n - 1, h)
    return (above - below) / (2 * h)


# %% wrong: a constant function has no value -> The numbers differ
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    if not y.requires_grad:
        return torch.zeros_like(x)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()


# %% wrong: equal entries taken for a constant -> The numbers differ
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad or y.numel() > 1 and (y == y.flatten()[0]).all():
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()


# %% wrong: remembers by function, shape and order -> looks like: remembered
_known = {}


def nth_derivative(f, x, n):
    key = (f, x.shape, n)
    if key not in _known:
        leaf = x.clone().requires_grad_()
        y = f(leaf)
        for _ in range(n):
            y = y + 0 * leaf
            (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True)
        _known[key] = y.detach()
    return _known[key]
