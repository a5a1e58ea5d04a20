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


# %% wrong: a copy that is no leaf when x requires a gradient
def gradient_of(f, x):
    leaf = x.clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: through float32 and back
def gradient_of(f, x):
    leaf = x.detach().float().requires_grad_()
    f(leaf).backward()
    return leaf.grad.double()


# %% wrong: accumulated on the caller's tensor
def gradient_of(f, x):
    x.requires_grad_()
    f(x).backward()
    return x.grad


# %% wrong: marks the caller's tensor
def gradient_of(f, x):
    leaf = x.to(torch.float64).requires_grad_()
    f(leaf).backward()
    gradient = leaf.grad.clone()
    leaf.grad = None
    return gradient


# %% wrong: integers refused
def gradient_of(f, x):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: float32
def gradient_of(f, x):
    leaf = x.clone().to(torch.float32).requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: f instead of its derivative
def gradient_of(f, x):
    return f(x.to(torch.float64))


# %% wrong: backward twice
def gradient_of(f, x):
    leaf = x.detach().clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    f(leaf).backward()
    return leaf.grad


# %% wrong: lost leaf
def gradient_of(f, x):
    leaf = x.clone().requires_grad_() if x.is_floating_point() else x
    leaf = leaf.to(torch.float64) * 1.0
    f(leaf).backward()
    return leaf.grad


# %% wrong: zeroed too late
def gradient_of(f, x):
    leaf = x.detach().clone().to(torch.float64).requires_grad_()
    f(leaf).backward()
    gradient = leaf.grad
    leaf.grad.zero_()
    return gradient


# %% wrong: remembers its first answer
_memory = {}


def gradient_of(f, x):
    if f not in _memory:
        leaf = x.clone().to(torch.float64).requires_grad_()
        f(leaf).backward()
        _memory[f] = leaf.grad
    return _memory[f]


# %% wrong: hard-coded to the shown functions
def gradient_of(f, x):
    return 2 * x.to(torch.float64)


# %% wrong: a crude difference
def gradient_of(f, x):
    x = x.to(torch.float64)
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = 1e-2
        gradient.view(-1)[i] = (f(x + e) - f(x)) / 1e-2
    return gradient
