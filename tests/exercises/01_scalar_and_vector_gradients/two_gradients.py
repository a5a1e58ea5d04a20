# %% right: throw the tensor away and keep it
def two_gradients(x):
    x.sum().backward()
    first = x.grad
    x.grad = None
    x.dot(x).backward()
    return first, x.grad


# %% right: clone both, zero in between
def two_gradients(x):
    answers = []
    for y in (x.sum(), x.dot(x)):
        if x.grad is not None:
            x.grad.zero_()
        y.backward()
        answers.append(x.grad.clone())
    return answers


# %% right: torch.autograd.grad
def two_gradients(x):
    return torch.autograd.grad(x.sum(), x)[0], torch.autograd.grad((x * x).sum(), x)[0]


# %% right: subtract what was there before
def two_gradients(x):
    x.sum().backward()
    first = x.grad.clone()
    x.dot(x).backward()
    return first, x.grad - first


# %% wrong: accumulated
def two_gradients(x):
    x.sum().backward()
    first = x.grad.clone()
    x.dot(x).backward()
    return first, x.grad


# %% wrong: a name for .grad instead of its value
def two_gradients(x):
    x.sum().backward()
    first = x.grad
    x.grad.zero_()
    x.dot(x).backward()
    return first, x.grad


# %% wrong: accumulated into a live name
def two_gradients(x):
    x.sum().backward()
    first = x.grad
    x.dot(x).backward()
    return first, x.grad


# %% wrong: zeroed before it was returned
def two_gradients(x):
    x.sum().backward()
    first = x.grad
    x.grad = None
    x.dot(x).backward()
    second = x.grad
    second.zero_()
    return first, second


# %% wrong: one backward for both
def two_gradients(x):
    (x.sum() + x.dot(x)).backward()
    return x.grad, x.grad


# %% wrong: order swapped
def two_gradients(x):
    x.dot(x).backward()
    first = x.grad.clone()
    x.grad = None
    x.sum().backward()
    return first, x.grad


# %% wrong: factor 2 forgotten
def two_gradients(x):
    return torch.ones_like(x.detach()), x.detach().clone()


# %% wrong: sign
def two_gradients(x):
    return torch.ones_like(x.detach()), -2 * x.detach()


# %% wrong: only one of two
def two_gradients(x):
    x.dot(x).backward()
    return x.grad


# %% wrong: read before backward
def two_gradients(x):
    first = x.grad
    x.sum().backward()
    second = x.grad
    x.dot(x).backward()
    return first, second
