# %% right: a list and a stack
def taylor_coefficients(f, a, n):
    t = a.clone().requires_grad_()
    y, found = f(t), []
    for k in range(n + 1):
        found.append(y.detach() / math.factorial(k))
        if y.requires_grad:
            (y,) = torch.autograd.grad(y, t, create_graph=True, materialize_grads=True)
        else:
            y = torch.zeros_like(a)
    return torch.stack(found)


# %% right: the factorial grows with the loop
def taylor_coefficients(f, a, n):
    leaf = a.detach().clone().requires_grad_()
    y, factorial, row = f(leaf), 1, []
    for k in range(n + 1):
        factorial *= max(k, 1)
        row.append(y.item() / factorial)
        y = torch.autograd.grad(y + 0 * leaf, leaf, create_graph=True)[0]
    return torch.tensor(row, dtype=a.dtype)


# %% right: with nth_derivative copied
def nth_derivative(f, x, n):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    for _ in range(n):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True, materialize_grads=True)
    return y.detach()


def taylor_coefficients(f, a, n):
    return torch.stack([nth_derivative(f, a, k) / math.factorial(k) for k in range(n + 1)])


# %% right: each coefficient from the one before, by repeated division
def taylor_coefficients(f, a, n):
    def series(g, k):
        value = g(a).detach()
        if k == n:
            return [value]
        slope = torch.func.grad(lambda t: g(t) / (k + 1))
        return [value, *series(slope, k + 1)]

    return torch.stack(series(f, 0))


# %% right: torch.lgamma and a vector of derivatives
def taylor_coefficients(f, a, n):
    g, values = f, []
    for _ in range(n + 1):
        values.append(g(a).detach())
        g = torch.func.grad(g)
    k = torch.arange(n + 1, dtype=a.dtype)
    return torch.stack(values) / torch.exp(torch.lgamma(k + 1))


# %% right: cumprod for the factorials
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    derivatives = [f(leaf)]
    while len(derivatives) <= n:
        last = derivatives[-1] + leaf * 0
        derivatives += torch.autograd.grad(last, leaf, create_graph=True)
    factorials = torch.arange(n + 1, dtype=a.dtype).clamp(min=1).cumprod(0)
    return torch.stack([d.detach() for d in derivatives]) / factorials


# %% wrong: no factorial -> looks like: factorial
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y = f(leaf)
    coefficients = torch.zeros(n + 1, dtype=a.dtype)
    for k in range(n + 1):
        coefficients[k] = y.detach()
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y, leaf, create_graph=True, materialize_grads=True)
    return coefficients


# %% wrong: divided by k -> looks like: factorial
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y = f(leaf)
    coefficients = torch.zeros(n + 1, dtype=a.dtype)
    for k in range(n + 1):
        coefficients[k] = y.detach() / max(k, 1)
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y, leaf, create_graph=True, materialize_grads=True)
    return coefficients


# %% wrong: divided by (k + 1)! -> The numbers differ
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y = f(leaf)
    coefficients = torch.zeros(n + 1, dtype=a.dtype)
    for k in range(n + 1):
        coefficients[k] = y.detach() / math.factorial(k + 1)
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y, leaf, create_graph=True, materialize_grads=True)
    return coefficients


# %% wrong: multiplied by k! -> The numbers differ
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y = f(leaf)
    coefficients = torch.zeros(n + 1, dtype=a.dtype)
    for k in range(n + 1):
        coefficients[k] = y.detach() * math.factorial(k)
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y, leaf, create_graph=True, materialize_grads=True)
    return coefficients


# %% wrong: the highest first -> looks like: reversed order
def taylor_coefficients(f, a, n):
    g, values = f, []
    for k in range(n + 1):
        values.append(g(a).detach() / math.factorial(k))
        g = torch.func.grad(g)
    return torch.stack(values[::-1])


# %% wrong: one too few -> wrong shape
def taylor_coefficients(f, a, n):
    g, values = f, []
    for k in range(n):
        values.append(g(a).detach() / math.factorial(k))
        g = torch.func.grad(g)
    return torch.stack(values)


# %% wrong: the value left out -> The numbers differ
def taylor_coefficients(f, a, n):
    g, values = f, []
    for k in range(n + 1):
        g = torch.func.grad(g)
        values.append(g(a).detach() / math.factorial(k))
    return torch.stack(values)


# %% wrong: at 0 whatever a is -> The numbers differ
def taylor_coefficients(f, a, n):
    g, values = f, []
    for k in range(n + 1):
        values.append(g(torch.zeros_like(a)).detach() / math.factorial(k))
        g = torch.func.grad(g)
    return torch.stack(values)


# %% wrong: create_graph forgotten -> looks like: derivative without graph
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y, found = f(leaf), []
    for k in range(n + 1):
        found.append(y.detach() / math.factorial(k))
        (y,) = torch.autograd.grad(y, leaf)
    return torch.stack(found)


# %% wrong: constants raise -> looks like: no graph
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y, found = f(leaf), []
    for k in range(n + 1):
        found.append(y.detach() / math.factorial(k))
        (y,) = torch.autograd.grad(y, leaf, create_graph=True)
    return torch.stack(found)


# %% wrong: a list of numbers -> The answer is a list
def taylor_coefficients(f, a, n):
    g, values = f, []
    for k in range(n + 1):
        values.append(g(a).item() / math.factorial(k))
        g = torch.func.grad(g)
    return values


# %% wrong: float32, by Python's numbers -> looks like: single precision
def taylor_coefficients(f, a, n):
    g, values = f, []
    for k in range(n + 1):
        values.append(g(a).item() / math.factorial(k))
        g = torch.func.grad(g)
    return torch.tensor(values)


# %% wrong: the graph left on the result -> The answer itself requires a gradient
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y, found = f(leaf), []
    for k in range(n + 1):
        found.append(y / math.factorial(k))
        y = torch.autograd.grad(y + 0 * leaf, leaf, create_graph=True)[0]
    return torch.stack(found)


# %% wrong: the coefficients added up -> looks like: summed axis
def taylor_coefficients(f, a, n):
    g, total = f, torch.zeros_like(a)
    for k in range(n + 1):
        total = total + g(a).detach() / math.factorial(k)
        g = torch.func.grad(g)
    return total


# %% wrong: ends where it becomes constant -> wrong shape
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y, found = f(leaf), []
    for k in range(n + 1):
        found.append(y.detach() / math.factorial(k))
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y, leaf, create_graph=True)
    return torch.stack(found)


# %% wrong: a is changed -> left its mark on its input
def taylor_coefficients(f, a, n):
    a.requires_grad_()
    y, found = f(a), []
    for k in range(n + 1):
        found.append(y.detach() / math.factorial(k))
        y = torch.autograd.grad(y + 0 * a, a, create_graph=True)[0]
    return torch.stack(found)


# %% wrong: in float64 whatever a is -> The answer has dtype torch.float64
def taylor_coefficients(f, a, n):
    g, coefficients = f, torch.zeros(n + 1, dtype=torch.float64)
    for k in range(n + 1):
        coefficients[k] = g(a).detach() / math.factorial(k)
        g = torch.func.grad(g)
    return coefficients


# %% wrong: a parameter of f keeps the loop going -> Set allow_unused=True
def taylor_coefficients(f, a, n):
    leaf = a.clone().requires_grad_()
    y = f(leaf)
    coefficients = torch.zeros(n + 1, dtype=a.dtype)
    for k in range(n + 1):
        coefficients[k] = y.detach() / math.factorial(k)
        if not y.requires_grad:
            break
        (y,) = torch.autograd.grad(y, leaf, create_graph=True)
    return coefficients


# %% wrong: the factorial in 32 bits -> The numbers differ
def taylor_coefficients(f, a, n):
    x = a.clone().requires_grad_()
    y, found, factorial = f(x), [], torch.tensor(1, dtype=torch.int32)
    for k in range(n + 1):
        found.append(y.detach() / factorial)
        factorial = factorial * (k + 1)
        (y,) = torch.autograd.grad(y + 0 * x, x, create_graph=True)
    return torch.stack(found)
