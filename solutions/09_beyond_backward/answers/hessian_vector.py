# %% right: two backward passes, the second with the head v
def hessian_vector(f, x, v):
    leaf = x.clone().requires_grad_()
    (first,) = torch.autograd.grad(f(leaf), leaf, create_graph=True)
    return torch.autograd.grad(first, leaf, v)[0]


# %% right: the weighted sum, written out
def hessian_vector(f, x, v):
    leaf = x.clone().requires_grad_()
    (first,) = torch.autograd.grad(f(leaf), leaf, create_graph=True)
    (first * v).sum().backward()
    return leaf.grad


# %% right: the tangent of the gradient
def hessian_vector(f, x, v):
    return jvp(grad(f), (x,), (v,))[1]


# %% right: a pull-back of the gradient
def hessian_vector(f, x, v):
    _, pull = vjp(grad(f), x)
    return pull(v)[0]


# %% right: the slope of the gradient on a walk along v
def hessian_vector(f, x, v):
    return jacfwd(lambda s: grad(f)(x + s * v))(x.new_zeros(()))


# %% wrong: v left out -> looks like: head ignored
def hessian_vector(f, x, v):
    return grad(lambda t: grad(f)(t).sum())(x)


# %% wrong: v after the sum -> looks like: head as scale
def hessian_vector(f, x, v):
    return v * grad(lambda t: grad(f)(t).sum())(x)


# %% wrong: only the diagonal -> looks like: diagonal only
def hessian_vector(f, x, v):
    n = x.numel()
    return hessian(f)(x).reshape(n, n).diagonal().reshape(x.shape) * v


# %% wrong: no graph for the second pass -> looks like: derivative without graph
def hessian_vector(f, x, v):
    leaf = x.clone().requires_grad_()
    (first,) = torch.autograd.grad(f(leaf), leaf)
    return torch.autograd.grad((first * v).sum(), leaf)[0]


# %% wrong: the curvature along v -> wrong shape
def hessian_vector(f, x, v):
    return (v * grad(lambda t: (grad(f)(t) * v).sum())(x)).sum()


# %% wrong: the slope along v -> wrong shape
def hessian_vector(f, x, v):
    return (grad(f)(x) * v).sum()


# %% wrong: the gradient, weighted -> The numbers differ
def hessian_vector(f, x, v):
    return grad(f)(x) * v


# %% wrong: sign -> looks like: sign
def hessian_vector(f, x, v):
    return -jvp(grad(f), (x,), (v,))[1]


# %% wrong: both passes into one .grad -> looks like: not zeroed
def hessian_vector(f, x, v):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(create_graph=True)
    (leaf.grad * v).sum().backward()
    return leaf.grad.detach()


# %% wrong: both of jvp's results -> The answer is a tuple
def hessian_vector(f, x, v):
    return jvp(grad(f), (x,), (v,))


# %% wrong: twice -> looks like: factor
def hessian_vector(f, x, v):
    return 2 * jvp(grad(f), (x,), (v,))[1]


# %% wrong: v of length one -> The numbers differ
def hessian_vector(f, x, v):
    return jvp(grad(f), (x,), (v / v.norm(),))[1]


# %% wrong: the gradient's central difference -> The numbers differ
def hessian_vector(f, x, v):
    h = 1e-5
    return (grad(f)(x + h * v) - grad(f)(x - h * v)) / (2 * h)


# %% wrong: the whole table, times v -> entries, and a tensor of
def hessian_vector(f, x, v):
    return (hessian(f)(x).reshape(x.numel(), -1) @ v.flatten()).reshape(x.shape)


# %% wrong: the gradient alone -> looks like: own value
def hessian_vector(f, x, v):
    return grad(f)(x)


# %% right: the other grad under the name of the first
from torch.autograd import grad


def hessian_vector(f, x, v):
    leaf = x.clone().requires_grad_()
    (first,) = grad(f(leaf), leaf, create_graph=True)
    return grad(first, leaf, grad_outputs=v)[0]


# %% wrong: row by row of the Hessian -> as for all of H
def hessian_vector(f, x, v):
    rows = []
    for i in range(x.numel()):
        rows.append((torch.func.grad(lambda q: torch.func.grad(f)(q).flatten()[i])(x) * v).sum())
    return torch.stack(rows).reshape(x.shape)


# %% wrong: a complex step, and the conjugate of what was meant -> looks like: sign
def hessian_vector(f, x, v):
    h = 1e-20
    return (torch.func.grad(lambda t: f(t).real)(x + 1j * h * v)).imag / h
