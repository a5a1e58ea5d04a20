# %% right: two halves and a head
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    (head,) = torch.autograd.grad(g(h), h, retain_graph=True)
    h.backward(head.clamp(-limit, limit))
    return leaf.grad


# %% right: a pre-hook on the node
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.grad_fn.register_prehook(lambda incoming: (incoming[0].clamp(-limit, limit),))
    g(h).backward()
    return leaf.grad


# %% right: cut and sewn at a leaf of its own
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    there = h.detach().requires_grad_()
    g(there).backward()
    h.backward(torch.minimum(torch.maximum(there.grad, -limit + 0 * h), limit + 0 * h).detach())
    return leaf.grad


# %% right: a named hook, removed afterwards
def clipped_on_the_way(f, g, x, limit):
    def cut(gradient):
        out = gradient.clone()
        out[gradient > limit] = limit
        out[gradient < -limit] = -limit
        return out

    leaf = x.detach().clone().requires_grad_()
    h = f(leaf)
    handle = h.register_hook(cut)
    y = g(h)
    y.backward()
    handle.remove()
    return leaf.grad


# %% right: torch.autograd.grad runs hooks too
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient.clip(min=-limit, max=limit))
    return torch.autograd.grad(g(h), leaf)[0]


# %% wrong: cut at the end -> looks like: other station
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    g(f(leaf)).backward()
    return leaf.grad.clamp(-limit, limit)


# %% wrong: the hook sits at the leaf -> looks like: other station
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    leaf.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    g(f(leaf)).backward()
    return leaf.grad


# %% wrong: the hook returns nothing -> looks like: hook without effect
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)

    def cut(gradient):
        gradient.clamp(-limit, limit)

    h.register_hook(cut)
    g(h).backward()
    return leaf.grad


# %% wrong: the hook comes after the pass -> looks like: hook without effect
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    g(h).backward()
    h.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    return leaf.grad


# %% wrong: the values are cut, not the gradient -> looks like: other clipping
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf).clamp(-limit, limit)
    g(h).backward()
    return leaf.grad


# %% wrong: cut from above only -> looks like: other clipping
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient.clamp(max=limit))
    g(h).backward()
    return leaf.grad


# %% wrong: the norm is cut, not each entry -> looks like: other clipping
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient * (limit / gradient.norm()).clamp(max=1))
    g(h).backward()
    return leaf.grad


# %% wrong: the gradient in the middle is returned -> passes by at a tensor on the way
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.retain_grad()
    g(h).backward()
    return h.grad.clamp(-limit, limit)


# %% wrong: no cut at all -> looks like: hook without effect
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    g(f(leaf)).backward()
    return leaf.grad


# %% wrong: twice the cut goes on -> looks like: factor
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient.clamp(-limit, limit) * 2)
    g(h).backward()
    return leaf.grad


# %% wrong: a hook on a tensor without a graph -> raised RuntimeError
def clipped_on_the_way(f, g, x, limit):
    h = f(x)
    h.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    g(h).backward()
    return x.grad


# %% wrong: another h than the one that g gets -> looks like: hook without effect
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    f(leaf).register_hook(lambda gradient: gradient.clamp(-limit, limit))
    g(f(leaf)).backward()
    return leaf.grad


# %% wrong: detached for the second half -> The answer is None
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf).detach().requires_grad_()
    h.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    g(h).backward()
    return leaf.grad


# %% wrong: sign -> looks like: sign
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    g(h).backward()
    return -leaf.grad


# %% wrong: the limit is forgotten, 1 taken -> The numbers differ
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient.clamp(-1, 1))
    g(h).backward()
    return leaf.grad


# %% wrong: the first of two passes has left its gradient -> looks like: not zeroed
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.retain_grad()
    g(h).backward()
    f(leaf).backward(h.grad.clamp(-limit, limit))
    return leaf.grad


# %% wrong: the hook changes a copy of the name only -> looks like: hook without effect
def clipped_on_the_way(f, g, x, limit):
    def cut(gradient):
        gradient = gradient.clamp(-limit, limit)

    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(cut)
    return torch.autograd.grad(g(h), leaf)[0]


# %% wrong: the kept gradient is cut after the pass -> looks like: hook without effect
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.retain_grad()
    g(h).backward()
    h.grad.clamp_(-limit, limit)
    return leaf.grad


# %% wrong: bent by a tanh, not cut -> The numbers differ
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: limit * torch.tanh(gradient / limit))
    g(h).backward()
    return leaf.grad


# %% wrong: the two halves, cut by PyTorch's norm -> looks like: other clipping
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    (head,) = torch.autograd.grad(g(h), h, retain_graph=True)
    h.backward(head / max(1.0, head.norm().item() / limit))
    return leaf.grad


# %% wrong: a hook that writes into its gradient -> more than one element of the written-to tensor
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient.clamp_(-limit, limit))
    return torch.autograd.grad(g(h), leaf)[0]


# %% wrong: remembers by functions and shape -> looks like: remembered
_arrived = {}


def clipped_on_the_way(f, g, x, limit):
    if (f, g, x.shape) not in _arrived:
        leaf = x.clone().requires_grad_()
        h = f(leaf)
        h.register_hook(lambda gradient: gradient.clamp(-limit, limit))
        (_arrived[f, g, x.shape],) = torch.autograd.grad(g(h), leaf)
    return _arrived[f, g, x.shape]


# %% wrong: what is too large is left out -> left out, where it should be shortened
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient * (gradient.abs() <= limit))
    return torch.autograd.grad(g(h), leaf)[0]


# %% wrong: shortened by the largest entry -> shortened alike
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: gradient * (limit / gradient.abs().max()).clamp(max=1))
    return torch.autograd.grad(g(h), leaf)[0]


# %% wrong: the limit with the sign of each entry -> The numbers differ
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    h = f(leaf)
    h.register_hook(lambda gradient: limit * gradient.sign())
    return torch.autograd.grad(g(h), leaf)[0]


# %% wrong: a hook at the result -> changed at the result
def clipped_on_the_way(f, g, x, limit):
    leaf = x.clone().requires_grad_()
    y = g(f(leaf))
    y.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    return torch.autograd.grad(y, leaf)[0]
