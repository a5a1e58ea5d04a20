# %% right: throw the tensor away and keep it
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad = None
    g(x).backward()
    return first, x.grad


# %% right: clone both, zero in between
def two_gradients(f, g, x):
    answers = []
    for y in (f(x), g(x)):
        if x.grad is not None:
            x.grad.zero_()
        y.backward()
        answers.append(x.grad.clone())
    return answers


# %% right: torch.autograd.grad
def two_gradients(f, g, x):
    return torch.autograd.grad(f(x), x)[0], torch.autograd.grad(g(x), x)[0]


# %% right: subtract what was there before
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.clone()
    g(x).backward()
    return first, x.grad - first


# %% wrong: accumulated
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.clone()
    g(x).backward()
    return first, x.grad


# %% wrong: a name for .grad instead of its value
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad.zero_()
    g(x).backward()
    return first, x.grad


# %% wrong: accumulated into a live name
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    g(x).backward()
    return first, x.grad


# %% wrong: zeroed before it was returned
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad = None
    g(x).backward()
    second = x.grad
    second.zero_()
    return first, second


# %% wrong: one backward for both
def two_gradients(f, g, x):
    (f(x) + g(x)).backward()
    return x.grad, x.grad


# %% wrong: order swapped
def two_gradients(f, g, x):
    g(x).backward()
    first = x.grad.clone()
    x.grad = None
    f(x).backward()
    return first, x.grad


# %% wrong: factor 2 forgotten
def two_gradients(f, g, x):
    return torch.ones_like(x.detach()), x.detach().clone()


# %% wrong: sign
def two_gradients(f, g, x):
    return torch.ones_like(x.detach()), -2 * x.detach()


# %% wrong: only one of two
def two_gradients(f, g, x):
    g(x).backward()
    return x.grad


# %% wrong: read before backward
def two_gradients(f, g, x):
    first = x.grad
    f(x).backward()
    second = x.grad
    g(x).backward()
    return first, second
