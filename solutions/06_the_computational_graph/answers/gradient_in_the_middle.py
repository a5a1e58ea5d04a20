# %% right: a hook
def gradient_in_the_middle(f, g, x):
    caught = []
    h = f(x.clone().requires_grad_())
    h.register_hook(caught.append)
    g(h).backward()
    return caught[0]


# %% right: torch.autograd.grad
def gradient_in_the_middle(f, g, x):
    h = f(x.detach().clone().requires_grad_())
    (gradient,) = torch.autograd.grad(g(h), h)
    return gradient


# %% right: the middle becomes a leaf
def gradient_in_the_middle(f, g, x):
    h = f(x).detach().clone().requires_grad_()
    g(h).backward()
    return h.grad


# %% right: backward with inputs
def gradient_in_the_middle(f, g, x):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.retain_grad()
    g(h).backward(inputs=[h])
    return h.grad


# %% right: torch.func
def gradient_in_the_middle(f, g, x):
    return torch.func.grad(g)(f(x))


# %% wrong: nothing retained -> looks like: non leaf grad
def gradient_in_the_middle(f, g, x):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    g(h).backward()
    return h.grad


# %% wrong: retained too late -> The answer is None
def gradient_in_the_middle(f, g, x):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    g(h).backward()
    h.retain_grad()
    return h.grad


# %% wrong: the leaf's gradient -> looks like: other station
def gradient_in_the_middle(f, g, x):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.retain_grad()
    g(h).backward()
    return leaf.grad


# %% wrong: another h is asked -> The answer is None
def gradient_in_the_middle(f, g, x):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.retain_grad()
    g(f(leaf)).backward()
    return h.grad


# %% wrong: two passes -> looks like: accumulated
def gradient_in_the_middle(f, g, x):
    h = f(x.clone().requires_grad_())
    h.retain_grad()
    g(h).backward(retain_graph=True)
    g(h).backward()
    return h.grad


# %% wrong: a second pass through the freed graph -> looks like: graph freed
def gradient_in_the_middle(f, g, x):
    h = f(x.clone().requires_grad_())
    h.retain_grad()
    y = g(h)
    y.backward()
    y.backward()
    return h.grad


# %% wrong: no leaf at all -> raised RuntimeError
def gradient_in_the_middle(f, g, x):
    h = f(x)
    h.retain_grad()
    g(h).backward()
    return h.grad


# %% wrong: detached, and no gradient required -> looks like: no graph
def gradient_in_the_middle(f, g, x):
    h = f(x.clone().requires_grad_()).detach()
    g(h).backward()
    return h.grad


# %% wrong: the value of the middle -> looks like: own value
def gradient_in_the_middle(f, g, x):
    return f(x)


# %% wrong: the value of the result -> looks like: own value
def gradient_in_the_middle(f, g, x):
    return g(f(x))


# %% wrong: sign -> looks like: sign
def gradient_in_the_middle(f, g, x):
    h = f(x.clone().requires_grad_())
    h.retain_grad()
    (-g(h)).backward()
    return h.grad


# %% wrong: the local derivative of f -> looks like: other station
def gradient_in_the_middle(f, g, x):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad


# %% wrong: taken at x instead of h -> looks like: other station
def gradient_in_the_middle(f, g, x):
    leaf = x.clone().requires_grad_()
    g(leaf).backward()
    return leaf.grad


# %% wrong: the caller's x is the leaf -> left its mark on its input
def gradient_in_the_middle(f, g, x):
    x.requires_grad_()
    h = f(x)
    h.retain_grad()
    g(h).backward()
    return h.grad


# %% wrong: zeroed before it is returned -> looks like: zeros
def gradient_in_the_middle(f, g, x):
    h = f(x.clone().requires_grad_())
    h.retain_grad()
    g(h).backward()
    h.grad.zero_()
    return h.grad


# %% wrong: difference quotients -> a function with a detached factor
def gradient_in_the_middle(f, g, x):
    h = f(x).detach()
    out = torch.zeros_like(h)
    for i in range(h.numel()):
        e = torch.zeros_like(h)
        e.view(-1)[i] = 1e-5
        out.view(-1)[i] = (g(h + e) - g(h - e)) / 2e-5
    return out.detach()


# %% right: with a graph of its own
def gradient_in_the_middle(f, g, x):
    h = f(x.clone().requires_grad_())
    (middle,) = torch.autograd.grad(g(h), h, create_graph=True)
    return middle


# %% wrong: x is marked where f hands it back -> left its mark on its input
def gradient_in_the_middle(f, g, x):
    h = f(x).requires_grad_()
    return torch.autograd.grad(g(h), h)[0]


# %% wrong: remembers by functions and shape -> looks like: remembered
_between = {}


def gradient_in_the_middle(f, g, x):
    if (f, g, x.shape) not in _between:
        h = f(x).detach().requires_grad_()
        (_between[f, g, x.shape],) = torch.autograd.grad(g(h), h)
    return _between[f, g, x.shape]
