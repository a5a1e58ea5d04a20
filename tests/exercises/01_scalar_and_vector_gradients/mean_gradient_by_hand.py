# %% right: factor first
def mean_gradient_by_hand(x):
    return (6 / x.numel()) * (x + 2)


# %% right: multiplied out
def mean_gradient_by_hand(x):
    n = x.flatten().shape[0]
    return 6 * x / n + 12 / n


# %% right: chain rule step by step
def mean_gradient_by_hand(x):
    y = x + 2
    do_dz = torch.full_like(x, 1 / x.numel())
    dz_dy = 6 * y
    return do_dz * dz_dy * torch.ones_like(x)


# %% right: entry by entry
def mean_gradient_by_hand(x):
    gradient = torch.empty_like(x)
    for k in range(x.numel()):
        gradient.view(-1)[k] = 6 * (x.reshape(-1)[k] + 2) / x.numel()
    return gradient


# %% wrong: hard-coded to four entries
def mean_gradient_by_hand(x):
    return 1.5 * (x + 2)


# %% wrong: gradient of the sum
def mean_gradient_by_hand(x):
    return 6 * (x + 2)


# %% wrong: f instead of its derivative
def mean_gradient_by_hand(x):
    return (3 * (x + 2) ** 2).mean()


# %% wrong: factor 2 forgotten
def mean_gradient_by_hand(x):
    return 3 * (x + 2) / x.numel()


# %% wrong: exponent rule off by one
def mean_gradient_by_hand(x):
    return 6 * (x + 2) ** 2 / x.numel()


# %% wrong: inner function dropped
def mean_gradient_by_hand(x):
    return 6 * x / x.numel()


# %% wrong: divided by the rows only
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / len(x)


# %% wrong: sign
def mean_gradient_by_hand(x):
    return -6 * (x + 2) / x.numel()


# %% wrong: the shown number
def mean_gradient_by_hand(x):
    return torch.full_like(x, 4.5)


# %% wrong: the mean of the gradient
def mean_gradient_by_hand(x):
    return (6 * (x + 2) / x.numel()).mean()


# %% wrong: numpy
def mean_gradient_by_hand(x):
    return (6 * (x + 2) / x.numel()).numpy()


# %% wrong: autograd where a formula is asked for
def mean_gradient_by_hand(x):
    leaf = x.clone().requires_grad_()
    (3 * (leaf + 2) ** 2).mean().backward()
    return leaf.grad


# %% wrong: only for matrices
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / (x.shape[0] * x.shape[1])
