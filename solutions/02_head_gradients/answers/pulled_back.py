# %% right: the weighted sum, written out
def pulled_back(f, x, v):
    leaf = x.detach().clone().requires_grad_()
    (v * f(leaf)).sum().backward()
    return leaf.grad


# %% right: torch.autograd.grad with grad_outputs
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_(True)
    return torch.autograd.grad(f(leaf), leaf, grad_outputs=v)[0]


# %% right: torch.func.vjp
def pulled_back(f, x, v):
    _, pull = torch.func.vjp(f, x)
    (gradient,) = pull(v)
    return gradient


# %% right: one backward for each result, weighted by its head
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    for result, weight in zip(f(leaf).flatten(), v.flatten()):
        result.backward(weight, retain_graph=True)
    return leaf.grad


# %% right: the whole Jacobian, then the product
def pulled_back(f, x, v):
    J = torch.func.jacrev(f)(x)
    return torch.tensordot(v, J, dims=v.dim())


# %% right: gradient= by name, only into the leaf
def pulled_back(f, x, v):
    leaf = torch.zeros_like(x, requires_grad=True)
    f(leaf + x).backward(gradient=v, inputs=[leaf])
    return leaf.grad


# %% right: torch.dot of flat tensors
def pulled_back(f, x, v):
    leaf = torch.nn.Parameter(x.clone())
    torch.dot(f(leaf).reshape(-1), v.reshape(-1)).backward()
    return leaf.grad.clone()


# %% wrong: summed, the head ignored -> looks like: head ignored
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad


# %% wrong: a head of ones -> looks like: head ignored
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(torch.ones_like(y))
    return leaf.grad


# %% wrong: weighted sum and head -> looks like: head twice
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    (v * f(leaf)).backward(v)
    return leaf.grad


# %% wrong: no head at all -> backward starts from one number
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: backward twice -> looks like: accumulated
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    for _ in range(2):
        f(leaf).backward(v)
    return leaf.grad


# %% wrong: twice through one graph -> looks like: graph freed
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(v)
    leaf.grad = None
    y.backward(v)
    return leaf.grad


# %% wrong: the gradient, scaled afterwards by the head -> looks like: head as scale
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return v * leaf.grad


# %% wrong: sign -> looks like: sign
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    f(leaf).backward(-v)
    return leaf.grad


# %% wrong: the mean of the weighted results -> looks like: mean taken
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    (v * f(leaf)).mean().backward()
    return leaf.grad


# %% wrong: no leaf that requires a gradient -> looks like: no graph
def pulled_back(f, x, v):
    f(x).backward(v)
    return x.grad


# %% wrong: marks the caller's tensor -> left its mark on x
def pulled_back(f, x, v):
    x.requires_grad_()
    f(x).backward(v)
    return x.grad


# %% wrong: the gradient of the result, not of the leaf -> looks like: non leaf grad
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(v)
    return y.grad


# %% wrong: the head itself -> wrong shape
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.retain_grad()
    y.backward(v)
    return y.grad if y.dim() == 1 and len(y) < len(x) else leaf.grad


# %% wrong: only the first result -> The numbers differ
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    f(leaf).flatten()[0].backward(v.flatten()[0])
    return leaf.grad


# %% wrong: nothing returned -> The answer is None
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    f(leaf).backward(v)


# %% wrong: float32 -> looks like: single precision
def pulled_back(f, x, v):
    leaf = x.float().requires_grad_()
    f(leaf).backward(v.float())
    return leaf.grad


# %% wrong: zeros -> looks like: zeros
def pulled_back(f, x, v):
    return torch.zeros_like(x)


# %% wrong: hard-coded for 3x² -> The
def pulled_back(f, x, v):
    return 6 * x * (x + 3)


# %% wrong: random numbers of the right shape -> The numbers differ
def pulled_back(f, x, v):
    return torch.rand_like(x)


# %% wrong: result by result, over the first axis -> raised TypeError
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for i in range(len(y)):
        y[i].backward(v[i], retain_graph=True)
    return leaf.grad


# %% wrong: changes v in place -> changed the values of v
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    (f(leaf) * v.mul_(1.0)).sum().backward()
    v.zero_()
    return leaf.grad


# %% wrong: v marked -> left its mark on v
def pulled_back(f, x, v):
    leaf = x.clone().requires_grad_()
    v.requires_grad_()
    (f(leaf) * v).sum().backward()
    return leaf.grad


# %% wrong: central differences with a step of 1e-3 -> The numbers differ
def pulled_back(f, x, v):
    h = 1e-3
    steps = torch.eye(x.numel(), dtype=x.dtype, device=x.device).reshape(-1, *x.shape) * h
    slopes = [(v * (f(x + e) - f(x - e))).sum() / (2 * h) for e in steps]
    return torch.stack(slopes).reshape(x.shape)


# %% wrong: remembers a leaf for each function and shape -> The numbers differ
leaves = {}


def pulled_back(f, x, v):
    leaf = leaves.setdefault((f, x.shape), x.clone().requires_grad_())
    leaf.grad = None
    f(leaf).backward(v)
    return leaf.grad
