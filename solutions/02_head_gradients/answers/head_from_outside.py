# %% right: a weighted sum with frozen weights
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    (slopes(y.detach()) * y).sum().backward()
    return leaf.grad


# %% right: autograd.grad, the numbers computed without a graph
def head_from_outside(f, slopes, x):
    with torch.no_grad():
        head = slopes(f(x))
    leaf = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(f(leaf), leaf, head)
    return gradient


# %% right: torch.func.vjp
def head_from_outside(f, slopes, x):
    y, pull = torch.func.vjp(f, x)
    return pull(slopes(y))[0]


# %% right: the Jacobian and a product
def head_from_outside(f, slopes, x):
    J, v = torch.func.jacrev(f)(x), slopes(f(x))
    return torch.tensordot(v, J, dims=v.dim())


# %% right: through NumPy
def head_from_outside(f, slopes, x):
    leaf = torch.nn.Parameter(x.clone())
    y = f(leaf)
    numbers = torch.from_numpy(y.detach().cpu().numpy().copy()).to(x.device)
    y.backward(gradient=slopes(numbers), inputs=[leaf])
    return leaf.grad


# %% wrong: slopes gets y with its graph -> Your code raised RuntimeError
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(slopes(y))
    return leaf.grad


# %% wrong: slopes not used -> looks like: head ignored
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad


# %% wrong: the head multiplied in twice -> looks like: head twice
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    v = slopes(y.detach())
    (v * y).backward(v)
    return leaf.grad


# %% wrong: the head scales the gradient of the sum -> looks like: head as scale
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.sum().backward()
    return slopes(y.detach()).reshape(leaf.shape) * leaf.grad


# %% wrong: slopes at x -> looks like: other station
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    v = slopes(x)
    y.backward(v if v.shape == y.shape else torch.cat([v, v]))
    return leaf.grad


# %% wrong: cut too early -> looks like: no graph
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf).detach()
    y.backward(slopes(y))
    return leaf.grad


# %% wrong: cut too early, and marked again -> The answer is None
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf).detach()
    v = slopes(y)
    y.requires_grad_().backward(v)
    return leaf.grad


# %% wrong: the slopes themselves -> The numbers differ
def head_from_outside(f, slopes, x):
    return slopes(f(x))


# %% wrong: sign -> looks like: sign
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(-slopes(y.detach()))
    return leaf.grad


# %% wrong: no head for the second half -> backward starts from one number
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    slopes(y.detach())
    y.backward()
    return leaf.grad


# %% wrong: backward twice -> looks like: accumulated
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    for _ in range(2):
        y = f(leaf)
        y.backward(slopes(y.detach()))
    return leaf.grad


# %% wrong: the gradient of slopes -> The numbers differ
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    (slopes(y.detach()) ** 2 * y).sum().backward()
    return leaf.grad.abs()


# %% wrong: marks the caller's tensor -> left its mark on its input
def head_from_outside(f, slopes, x):
    y = f(x.requires_grad_())
    y.backward(slopes(y.detach()))
    return x.grad


# %% wrong: nothing returned -> The answer is None
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(slopes(y.detach()))


# %% wrong: zeros -> looks like: zeros
def head_from_outside(f, slopes, x):
    return torch.zeros_like(x)


# %% wrong: result by result -> raised TypeError
def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    head = slopes(y.detach())
    for i in range(len(y)):
        y[i].backward(head[i], retain_graph=True)
    return leaf.grad


# %% wrong: remembers the head of each function by the shape -> The numbers differ
_heads = {}


def head_from_outside(f, slopes, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    key = (id(f), y.shape)
    if key not in _heads:
        _heads[key] = slopes(y.detach())
    y.backward(_heads[key])
    return leaf.grad
