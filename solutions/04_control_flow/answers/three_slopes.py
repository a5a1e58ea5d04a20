# %% right: autograd.grad, and a tensor filled in place
def three_slopes(f, x, h):
    leaf = x.detach().clone().requires_grad_()
    result = torch.empty(3, dtype=x.dtype)
    result[0] = (f(x) - f(x - h)) / h
    result[1] = torch.autograd.grad(f(leaf), leaf)[0]
    result[2] = (f(x + h) - f(x)) / h
    return result.detach()


# %% right: a list of numbers
def three_slopes(f, x, h):
    a = torch.tensor(x.item(), dtype=x.dtype, requires_grad=True)
    f(a).backward()
    values = [f(x + step).item() for step in (-h, 0.0, h)]
    return x.new_tensor([(values[1] - values[0]) / h, a.grad.item(), (values[2] - values[1]) / h])


# %% right: a backward for all, detached at the end
def three_slopes(f, x, h):
    a = x.clone().requires_grad_()
    y = f(a)
    y.backward()
    left, right = (y - f(a - h)) / h, (f(a + h) - y) / h
    return torch.cat([left.reshape(1), a.grad.reshape(1), right.reshape(1)]).detach()


# %% right: torch.func.grad
def three_slopes(f, x, h):
    slopes = [(f(x - h) - f(x)) / -h, torch.func.grad(f)(x), (f(x + h) - f(x)) / h]
    return torch.stack(slopes).detach()


# %% wrong: left and right swapped -> looks like: one sided difference
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([(f(x + h) - f(x)) / h, leaf.grad, (f(x) - f(x - h)) / h])


# %% wrong: a central difference in the middle -> The numbers differ
def three_slopes(f, x, h):
    left, right = (f(x) - f(x - h)) / h, (f(x + h) - f(x)) / h
    return torch.stack([left, (left + right) / 2, right])


# %% wrong: divided by two steps -> looks like: one sided difference
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([(f(x) - f(x - h)) / (2 * h), leaf.grad, (f(x + h) - f(x)) / (2 * h)])


# %% wrong: the left difference has the wrong sign -> looks like: one sided difference
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([(f(x - h) - f(x)) / h, leaf.grad, (f(x + h) - f(x)) / h])


# %% wrong: not divided at all -> The numbers differ
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([f(x) - f(x - h), leaf.grad, f(x + h) - f(x)])


# %% wrong: precedence of the division -> The numbers differ
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([f(x) - f(x - h) / h, leaf.grad, f(x + h) - f(x) / h])


# %% wrong: a step of its own -> looks like: step ignored
def three_slopes(f, x, h):
    h = 1e-6
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([(f(x) - f(x - h)) / h, leaf.grad, (f(x + h) - f(x)) / h])


# %% wrong: autograd on the shifted points -> The numbers differ
def three_slopes(f, x, h):
    slopes = []
    for point in (x - h, x, x + h):
        leaf = point.clone().requires_grad_()
        f(leaf).backward()
        slopes.append(leaf.grad)
    return torch.stack(slopes)


# %% wrong: autograd three times -> looks like: step ignored
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([leaf.grad] * 3)


# %% wrong: gradients of the differences add up -> The numbers differ
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    left, right = (f(leaf) - f(leaf - h)) / h, (f(leaf + h) - f(leaf)) / h
    left.backward()
    f(leaf).backward()
    return torch.stack([left.detach(), leaf.grad, right.detach()])


# %% wrong: values instead of slopes -> The numbers differ
def three_slopes(f, x, h):
    return torch.stack([f(x - h), f(x), f(x + h)])


# %% wrong: still part of a graph -> itself requires a gradient
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    left, right = (f(leaf) - f(leaf - h)) / h, (f(leaf + h) - f(leaf)) / h
    return torch.stack([left, leaf.grad, right])


# %% wrong: the graph of a parameter of f -> itself requires a gradient
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return torch.stack([(f(x) - f(x - h)) / h, leaf.grad, (f(x + h) - f(x)) / h])


# %% wrong: a tuple -> The answer is a tuple
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return (f(x) - f(x - h)) / h, leaf.grad, (f(x + h) - f(x)) / h


# %% wrong: two slopes -> wrong shape
def three_slopes(f, x, h):
    return torch.stack([(f(x) - f(x - h)) / h, (f(x + h) - f(x)) / h])


# %% wrong: marks the caller's tensor -> left its mark on its input
def three_slopes(f, x, h):
    x.requires_grad_()
    f(x).backward()
    with torch.no_grad():
        return torch.stack([(f(x) - f(x - h)) / h, x.grad, (f(x + h) - f(x)) / h])


# %% wrong: no leaf -> does not require grad
def three_slopes(f, x, h):
    y = f(x)
    y.backward()
    return torch.stack([(y - f(x - h)) / h, x.grad, (f(x + h) - y) / h])


# %% wrong: .grad of a computed tensor -> raised TypeError
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward()
    return torch.stack([(f(x) - f(x - h)) / h, y.grad, (f(x + h) - f(x)) / h])


# %% wrong: single precision -> looks like: single precision
def three_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    slopes = [(f(x) - f(x - h)) / h, leaf.grad, (f(x + h) - f(x)) / h]
    return torch.tensor([slope.item() for slope in slopes])
