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


# %% wrong: accumulated twice
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: f instead of its derivative
def gradient_of_cubes(x):
    return (x**3).sum()


# %% wrong: exponent rule off by one
def gradient_of_cubes(x):
    return 3 * x**3


# %% wrong: factor forgotten
def gradient_of_cubes(x):
    return x**2


# %% wrong: sign
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (-(leaf**3)).sum().backward()
    return leaf.grad


# %% wrong: mean for sum
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).mean().backward()
    return leaf.grad


# %% wrong: nothing returned
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    (leaf**3).sum().backward()


# %% wrong: .grad of a non-leaf
def gradient_of_cubes(x):
    leaf = x.clone().requires_grad_()
    y = leaf**3
    y.retain_grad()
    y.sum().backward()
    return y.grad


# %% wrong: marks the caller's tensor
def gradient_of_cubes(x):
    x.requires_grad_()
    (x**3).sum().backward()
    return x.grad.clone()


# %% wrong: hard-coded to the shown shape
def gradient_of_cubes(x):
    return torch.tensor([3.0, 12.0, 27.0, 48.0], dtype=torch.float64)


# %% wrong: float32
def gradient_of_cubes(x):
    leaf = x.to(torch.float32).requires_grad_()
    (leaf**3).sum().backward()
    return leaf.grad


# %% wrong: zeros
def gradient_of_cubes(x):
    return torch.zeros_like(x)


# %% wrong: raises
def gradient_of_cubes(x):
    (x**3).sum().backward()
    return x.grad
