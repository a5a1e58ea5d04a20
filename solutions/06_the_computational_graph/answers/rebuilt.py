# %% right: functions instead of methods
def rebuilt(x):
    p = torch.pow(x, 3)
    return torch.mean(torch.mul(torch.sin(p), torch.add(p, x)))


# %% right: operands exchanged
def rebuilt(x):
    cubed = x**3
    return torch.mean((x + cubed) * cubed.sin())


# %% right: step by step
def rebuilt(x):
    node5 = x.pow(3)
    node4 = node5 + x
    node3 = node5.sin()
    node2 = node3 * node4
    node1 = node2.mean()
    return node1


# %% right: an in-place product that harms nobody
def rebuilt(x):
    cubed = x**3
    factor = cubed + x
    return factor.mul(cubed.sin()).mean()


# %% right: the exponent as a float
def rebuilt(x):
    cubed = x**3.0
    return (cubed.sin() * (cubed + x)).mean()


# %% wrong: the power computed twice -> Its graph holds PowBackward0
def rebuilt(x):
    return ((x**3).sin() * (x**3 + x)).mean()


# %% wrong: a sum instead of a mean -> lacks MeanBackward0
def rebuilt(x):
    cubed = x**3
    return (cubed.sin() * (cubed + x)).sum()


# %% wrong: the exponent is not 3 -> The numbers differ
def rebuilt(x):
    squared = x**2
    return (squared.sin() * (squared + x)).mean()


# %% wrong: the sine of the leaf -> SinBackward0 should hand on to PowBackward0
def rebuilt(x):
    cubed = x**3
    return (x.sin() * (cubed + x)).mean()


# %% wrong: the power added to itself -> AddBackward0 should hand on to AccumulateGrad
def rebuilt(x):
    cubed = x**3
    return (cubed.sin() * (cubed + cubed)).mean()


# %% wrong: a product instead of a power -> lacks PowBackward0
def rebuilt(x):
    cubed = x * x * x
    return (cubed.sin() * (cubed + x)).mean()


# %% wrong: a cosine -> lacks SinBackward0
def rebuilt(x):
    cubed = x**3
    return (cubed.cos() * (cubed + x)).mean()


# %% wrong: a difference -> lacks AddBackward0
def rebuilt(x):
    cubed = x**3
    return (cubed.sin() * (cubed - x)).mean()


# %% wrong: detached -> Its requires_grad is False
def rebuilt(x):
    cubed = x.detach() ** 3
    return (cubed.sin() * (cubed + x.detach())).mean()


# %% wrong: a leaf of its own, cloned -> Its graph holds CloneBackward0
def rebuilt(x):
    mine = x.clone()
    cubed = mine**3
    return (cubed.sin() * (cubed + mine)).mean()


# %% wrong: the mean is forgotten -> lacks MeanBackward0
def rebuilt(x):
    cubed = x**3
    return cubed.sin() * (cubed + x)


# %% wrong: the gradient returned -> Its requires_grad is False
def rebuilt(x):
    cubed = x**3
    (cubed.sin() * (cubed + x)).mean().backward()
    return x.grad


# %% wrong: nothing returned -> a torch.Tensor is wanted
def rebuilt(x):
    cubed = x**3
    (cubed.sin() * (cubed + x)).mean()


# %% wrong: a mean of the first axis, after a constant factor -> lacks
def rebuilt(x):
    cubed = x**3
    return (cubed.sin() * (cubed + x)).sum() / x.numel()


# %% wrong: twice the power is added, with the same nodes -> The numbers differ
def rebuilt(x):
    cubed = x**3
    return torch.mean(cubed.sin() * torch.add(x, cubed, alpha=2))


# %% wrong: flat from the start -> holds ViewBackward0
def rebuilt(x):
    x = x.flatten()
    cubed = x**3
    return (cubed.sin() * (cubed + x)).mean()


# %% wrong: from a leaf of its own -> The answer is None
def rebuilt(x):
    x = x.detach().clone().requires_grad_()
    c = x**3
    return (c.sin() * (c + x)).mean()


# %% wrong: the sum written over the cube -> looks like: edited in place
def rebuilt(x):
    c = x**3
    s = c.sin()
    c += x
    return (s * c).mean()


# %% right: the operands of the sum exchanged
def rebuilt(x):
    c = x**3
    return (c.sin() * (x + c)).mean()


# %% right: the operands of the product exchanged
def rebuilt(x):
    c = x**3
    return ((c + x) * c.sin()).mean()


# %% right: the product in place: its node keeps a copy of what it overwrites
def rebuilt(x):
    p = x**3
    s = torch.sin(p)
    s *= p + x
    return s.mean()
