# %% right: backward on a leaf of its own
def slopes_of(f, x):
    leaf = x.detach().clone().requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad


# %% right: a head of ones instead of the sum
def slopes_of(f, x):
    t = x.clone().requires_grad_(True)
    y = f(t)
    return torch.autograd.grad(y, t, grad_outputs=torch.ones_like(y))[0]


# %% right: one entry at a time
def slopes_of(f, x):
    found = []
    for number in x.reshape(-1):
        t = number.clone().requires_grad_()
        found.append(torch.autograd.grad(f(t), t)[0])
    return torch.stack(found).reshape(x.shape)


# %% right: torch.func
def slopes_of(f, x):
    return torch.func.grad(lambda t: f(t).sum())(x)


# %% right: vmap over entries
def slopes_of(f, x):
    return torch.vmap(torch.func.grad(f))(x.flatten()).reshape(x.shape)


# %% right: pairs carried forward
def slopes_of(f, x):
    return torch.func.jvp(f, (x,), (torch.ones_like(x),))[1]


# %% right: detach instead of clone
def slopes_of(f, x):
    u = x.detach().requires_grad_()
    gradient, *_ = torch.autograd.grad(torch.sum(f(u)), [u])
    return gradient


# %% right: a lambda with a walrus
slopes_of = lambda f, x: torch.autograd.grad(f(t := x.clone().requires_grad_()).sum(), t)[0]


# %% right: with a graph, detached in the end
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).sum(), leaf, create_graph=True)
    return g.detach()


# %% wrong: the comma forgotten -> The answer is a tuple
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(f(leaf).sum(), leaf)


# %% wrong: no sum -> grad can be implicitly created only for scalar outputs
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf)
    return g


# %% wrong: mean for sum -> looks like: mean taken
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).mean(), leaf)
    return g


# %% wrong: the values -> looks like: own value
def slopes_of(f, x):
    return f(x).sum()


# %% wrong: the values, entry by entry -> looks like: own value
def slopes_of(f, x):
    return f(x)


# %% wrong: the caller's tensor made a leaf -> left its mark on its input
def slopes_of(f, x):
    x.requires_grad_()
    (g,) = torch.autograd.grad(f(x).sum(), x)
    return g


# %% wrong: no leaf at all -> looks like: no graph
def slopes_of(f, x):
    (g,) = torch.autograd.grad(f(x).sum(), x)
    return g


# %% wrong: summed first, then f -> The numbers differ
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf.sum()), leaf)
    return g


# %% wrong: .grad after torch.autograd.grad -> The answer is None
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    torch.autograd.grad(f(leaf).sum(), leaf)
    return leaf.grad


# %% right: the graph left on the result
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).sum(), leaf, create_graph=True)
    return g


# %% wrong: the slope of the sine for every function -> The numbers differ
def slopes_of(f, x):
    return torch.cos(x) + 1e-3


# %% wrong: the cosine hard-coded -> The numbers differ
def slopes_of(f, x):
    return torch.cos(x)


# %% wrong: sign -> looks like: sign
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(-f(leaf).sum(), leaf)
    return g


# %% wrong: twice -> looks like: accumulated
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    f(leaf).sum().backward()
    return leaf.grad


# %% wrong: one slope for all -> looks like: summed axis
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).sum(), leaf)
    return g.sum(0)


# %% wrong: a coarse central difference -> looks like: step too large
def slopes_of(f, x):
    return (f(x + 0.1) - f(x - 0.1)) / 0.2


# %% wrong: in float32 -> looks like: single precision
def slopes_of(f, x):
    leaf = x.float().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).sum(), leaf)
    return g.double()


# %% wrong: the second derivative -> The numbers differ
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).sum(), leaf, create_graph=True)
    (g,) = torch.autograd.grad(g.sum(), leaf)
    return g


# %% wrong: asks a copy that the graph does not know -> appears to not have been used
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    other = leaf.clone()
    (g,) = torch.autograd.grad(f(leaf).sum(), other)
    return g


# %% wrong: detached on the way -> looks like: no graph
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf.detach()).sum()
    return torch.autograd.grad(y, leaf)[0]


# %% wrong: a central difference with a tiny step -> The numbers differ
def slopes_of(f, x):
    return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6


# %% wrong: in float64 whatever x is -> The answer has dtype torch.float64
def slopes_of(f, x):
    leaf = x.double().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf).sum(), leaf)
    return g


# %% wrong: the point itself as head -> The numbers differ
def slopes_of(f, x):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf, grad_outputs=leaf.detach())[0]


# %% wrong: differences between neighbours -> wrong
def slopes_of(f, x):
    return torch.gradient(f(x.flatten()), spacing=(x.flatten(),))[0].view_as(x)


# %% right: a forward pass
def slopes_of(f, x):
    return torch.func.jvp(f, (x,), (torch.ones_like(x),))[1]


# %% wrong: a leaf kept between calls -> looks like: remembered
leaf = None


def slopes_of(f, x):
    global leaf
    if leaf is None or leaf.shape != x.shape:
        leaf = x.clone().requires_grad_()
    return torch.autograd.grad(f(leaf).sum(), leaf)[0]


# %% wrong: central differences, in double precision -> The numbers differ
def slopes_of(f, x):
    t, h = x.double(), 1e-5
    return ((f(t + h) - f(t - h)) / (2 * h)).to(x.dtype)


# %% wrong: remembers by function and shape -> looks like: remembered
_slopes = {}


def slopes_of(f, x):
    if (f, x.shape) not in _slopes:
        leaf = x.clone().requires_grad_()
        (_slopes[f, x.shape],) = torch.autograd.grad(f(leaf).sum(), leaf)
    return _slopes[f, x.shape]


# %% wrong: a step in the imaginary direction -> The numbers differ
def slopes_of(f, x):
    z = torch.complex(x.double(), torch.full_like(x, 1e-30, dtype=torch.float64))
    return (torch.as_tensor(f(z)).imag / 1e-30).to(x.dtype)
