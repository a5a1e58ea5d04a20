# %% right: requires_grad_ on three leaves
def frozen_middle(w):
    first, middle, last = (t.clone().requires_grad_() for t in w)
    middle.requires_grad_(False)
    p = last * torch.tanh(middle * torch.tanh(first))
    ((p - 1) ** 2).backward()
    return torch.stack([first.grad, torch.zeros_like(middle), last.grad])


# %% right: the gradient of all, one entry zeroed
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    p = leaf[2] * torch.tanh(leaf[1] * torch.tanh(leaf[0]))
    (p - 1).square().backward()
    leaf.grad[1] = 0
    return leaf.grad


# %% right: the number from the caller's tensor
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    loss = (leaf[2] * (w[1] * leaf[0].tanh()).tanh() - 1) ** 2
    return torch.autograd.grad(loss, leaf)[0]


# %% right: by formula
def frozen_middle(w):
    a, b, c = w
    h = torch.tanh(a)
    g = torch.tanh(b * h)
    outer = 2 * (c * g - 1)
    first = outer * c * (1 - g**2) * b * (1 - h**2)
    return torch.stack((first, torch.zeros_like(a), outer * g))


# %% right: a mask
def frozen_middle(w):
    learns = torch.tensor([True, False, True], device=w.device)
    leaf = w.clone().requires_grad_()
    used = torch.where(learns, leaf, leaf.detach())
    ((used[2] * torch.tanh(used[1] * torch.tanh(used[0])) - 1) ** 2).backward()
    return leaf.grad


# %% right: torch.func, by argument
def frozen_middle(w):
    def loss(first, last):
        return (last * torch.tanh(w[1] * torch.tanh(first)) - 1) ** 2

    first, last = torch.func.grad(loss, argnums=(0, 1))(w[0], w[2])
    return torch.stack([first, 0 * first, last])


# %% wrong: nothing frozen -> looks like: not detached
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    ((last * torch.tanh(middle * torch.tanh(first)) - 1) ** 2).backward()
    return leaf.grad


# %% wrong: the output of the middle layer detached -> looks like: detached
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    h = torch.tanh(middle * torch.tanh(first)).detach()
    ((last * h - 1) ** 2).backward()
    return leaf.grad


# %% wrong: the middle layer under no_grad -> looks like: detached
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    h = torch.tanh(first)
    with torch.no_grad():
        h = torch.tanh(middle * h)
    ((last * h - 1) ** 2).backward()
    return leaf.grad


# %% wrong: the input of the middle layer detached -> The numbers differ
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    h = torch.tanh(first).detach()
    ((last * torch.tanh(middle * h) - 1) ** 2).backward()
    return leaf.grad


# %% wrong: everything detached -> looks like: no graph
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf.detach()
    ((last * torch.tanh(middle * torch.tanh(first)) - 1) ** 2).backward()
    return leaf.grad


# %% wrong: requires_grad_ on an entry of the leaf -> raised RuntimeError
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    middle.requires_grad_(False)
    ((last * torch.tanh(middle * torch.tanh(first)) - 1) ** 2).backward()
    return leaf.grad


# %% wrong: two entries only -> wrong shape
def frozen_middle(w):
    first, middle, last = (t.clone().requires_grad_() for t in w)
    ((last * torch.tanh(middle.detach() * torch.tanh(first)) - 1) ** 2).backward()
    return torch.stack([first.grad, last.grad])


# %% wrong: None stacked -> raised TypeError
def frozen_middle(w):
    first, middle, last = (t.clone().requires_grad_() for t in w)
    ((last * torch.tanh(middle.detach() * torch.tanh(first)) - 1) ** 2).backward()
    return torch.stack([first.grad, middle.grad, last.grad])


# %% wrong: the first frozen -> The numbers differ
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    ((last * torch.tanh(middle * torch.tanh(first.detach())) - 1) ** 2).backward()
    return leaf.grad


# %% wrong: sign -> looks like: sign
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    (-((last * torch.tanh(middle.detach() * torch.tanh(first)) - 1) ** 2)).backward()
    return leaf.grad


# %% wrong: the 2 of the square forgotten -> looks like: factor
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    ((last * torch.tanh(middle.detach() * torch.tanh(first)) - 1) ** 2 / 2).backward()
    return leaf.grad


# %% wrong: the output instead of the loss -> The numbers differ
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    (last * torch.tanh(middle.detach() * torch.tanh(first))).backward()
    return leaf.grad


# %% wrong: two passes -> looks like: accumulated
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    for _ in range(2):
        first, middle, last = leaf
        ((last * torch.tanh(middle.detach() * torch.tanh(first)) - 1) ** 2).backward()
    return leaf.grad


# %% wrong: .grad of an entry -> looks like: non leaf grad
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    first, middle, last = leaf
    ((last * torch.tanh(middle.detach() * torch.tanh(first)) - 1) ** 2).backward()
    return first.grad


# %% wrong: the caller's w is used -> left its mark on its input
def frozen_middle(w):
    w.requires_grad_()
    first, middle, last = w
    ((last * torch.tanh(middle.detach() * torch.tanh(first)) - 1) ** 2).backward()
    return w.grad


# %% wrong: frozen by its number -> The numbers differ
def frozen_middle(w):
    leaf = w.clone().requires_grad_()
    ((leaf[2] * torch.tanh(leaf[1] * torch.tanh(leaf[0])) - 1) ** 2).backward()
    return leaf.grad * (w != w[1])
