# %% right: matmul, functions by name
def backward_by_hand(x, y, w1, w2):
    hidden = torch.matmul(x, w1).tanh()
    error = torch.matmul(hidden, w2).sub(y).mul(2)
    grad_w2 = torch.matmul(hidden.mT, error)
    back = torch.matmul(error, w2.mT) / torch.cosh(torch.matmul(x, w1)) ** 2
    return [torch.matmul(x.mT, back), grad_w2]


# %% right: einsum
def backward_by_hand(x, y, w1, w2):
    a = torch.einsum("ni,ih->nh", x, w1).tanh()
    e = torch.einsum("nh,ho->no", a, w2) - y
    dh = torch.einsum("no,ho,nh->nh", e, w2, 1 - a * a)
    return 2 * torch.einsum("ni,nh->ih", x, dh), 2 * torch.einsum("nh,no->ho", a, e)


# %% right: example by example
def backward_by_hand(x, y, w1, w2):
    dw1, dw2 = torch.zeros_like(w1), torch.zeros_like(w2)
    for one, target in zip(x, y):
        a = torch.tanh(one @ w1)
        dp = 2 * (a @ w2 - target)
        dw2 += torch.outer(a, dp)
        dw1 += torch.outer(one, (w2 @ dp) * (1 - a**2))
    return dw1, dw2


# %% right: in NumPy
def backward_by_hand(x, y, w1, w2):
    where, (x, y, w1, w2) = w1.device, (t.cpu().numpy() for t in (x, y, w1, w2))
    a = np.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    dw1 = x.T @ (dp @ w2.T * (1 - a**2))
    return torch.from_numpy(dw1).to(where), torch.from_numpy(a.T @ dp).to(where)


# %% wrong: the 2 is forgotten -> looks like: factor
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = a @ w2 - y
    return x.T @ ((dp @ w2.T) * (1 - a**2)), a.T @ dp


# %% wrong: target minus prediction -> looks like: sign
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (y - a @ w2)
    return x.T @ ((dp @ w2.T) * (1 - a**2)), a.T @ dp


# %% wrong: gradients transposed -> looks like: transposed
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return ((dp @ w2.T) * (1 - a**2)).T @ x, dp.T @ a


# %% wrong: the bend is forgotten on the way back -> looks like: inner derivative
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return x.T @ (dp @ w2.T), a.T @ dp


# %% wrong: the relu's derivative -> looks like: inner derivative
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (a > -1)), a.T @ dp


# %% wrong: the derivative at a and not at h -> looks like: wrong slope
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (1 - torch.tanh(a) ** 2)), a.T @ dp


# %% wrong: relu instead of tanh -> The numbers differ
def backward_by_hand(x, y, w1, w2):
    h = x @ w1
    a = h.clamp(min=0)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (h > 0)), a.T @ dp


# %% wrong: the mean in place of the sum -> looks like: factor
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y) / x.shape[0]
    return x.T @ ((dp @ w2.T) * (1 - a**2)), a.T @ dp


# %% wrong: the two exchanged -> has the wrong shape
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return a.T @ dp, x.T @ ((dp @ w2.T) * (1 - a**2))


# %% wrong: h in place of a -> The numbers differ
def backward_by_hand(x, y, w1, w2):
    h = x @ w1
    a = torch.tanh(h)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (1 - a**2)), h.T @ dp


# %% wrong: autograd -> raised RuntimeError
def backward_by_hand(x, y, w1, w2):
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    ((torch.tanh(x @ w1) @ w2 - y) ** 2).sum().backward()
    return w1.grad, w2.grad


# %% wrong: only one gradient -> return a pair
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    return a.T @ (2 * (a @ w2 - y))


# %% wrong: nothing returned -> The answer is None
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)


# %% wrong: zeros -> looks like: zeros
def backward_by_hand(x, y, w1, w2):
    return torch.zeros_like(w1), torch.zeros_like(w2)


# %% wrong: w2 not transposed -> raised RuntimeError
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2) * (1 - a**2)), a.T @ dp


# %% wrong: the error enters through w2's update -> The numbers differ
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    dw2 = a.T @ dp
    w2 = w2 - 0.1 * dw2  # too early
    return x.T @ ((dp @ w2.T) * (1 - a**2)), dw2


# %% wrong: in float32 -> float32
def backward_by_hand(x, y, w1, w2):
    x, y, w1, w2 = (t.float() for t in (x, y, w1, w2))
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (1 - a**2)), a.T @ dp


# %% wrong: in float32 on the way -> looks like: single precision
def backward_by_hand(x, y, w1, w2):
    x, y, w1, w2 = (t.float() for t in (x, y, w1, w2))
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    return (x.T @ ((dp @ w2.T) * (1 - a**2))).double(), (a.T @ dp).double()


# %% wrong: torch.func switches autograd on -> autograd is switched off
def backward_by_hand(x, y, w1, w2):
    def loss(a, b):
        return ((torch.tanh(x @ a) @ b - y) ** 2).sum()

    return torch.func.grad(loss, argnums=(0, 1))(w1, w2)


# %% wrong: autograd switched on by hand -> autograd is switched off
def backward_by_hand(x, y, w1, w2):
    with torch.enable_grad():
        w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
        loss = ((torch.tanh(x @ w1) @ w2 - y) ** 2).sum()
        return torch.autograd.grad(loss, (w1, w2))


# %% wrong: the relu's slope left in from the section before -> looks like: wrong slope
def backward_by_hand(x, y, w1, w2):
    h = x @ w1
    a = torch.tanh(h)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (h > 0)), a.T @ dp


# %% wrong: 1 - h**2 for 1 - a**2 -> looks like: wrong slope
def backward_by_hand(x, y, w1, w2):
    h = x @ w1
    a = torch.tanh(h)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (1 - h**2)), a.T @ dp


# %% wrong: the tangent by exponentials, which overflow -> The answer is not finite
def backward_by_hand(x, y, w1, w2):
    e = (2 * (x @ w1)).exp()
    a = (e - 1) / (e + 1)
    dp = 2 * (a @ w2 - y)
    return x.T @ ((dp @ w2.T) * (1 - a**2)), a.T @ dp


# %% right: helpers under names that the test used to take
def _of(x, w1):
    return torch.tanh(x @ w1)


def backward_by_hand(x, y, w1, w2):
    _inputs = _of(x, w1)
    _targets = 2 * (_inputs @ w2 - y)
    _answer = (_targets @ w2.T) * (1 - _inputs.square())
    return x.T @ _answer, _inputs.T @ _targets


# %% wrong: differences -> The numbers differ
def backward_by_hand(x, y, w1, w2):
    def L(w1, w2):
        return ((torch.tanh(x @ w1) @ w2 - y) ** 2).sum()

    def g(f, w):
        out = torch.zeros_like(w)
        for i in range(w.numel()):
            e = torch.zeros_like(w)
            e.view(-1)[i] = 1e-5
            out.view(-1)[i] = (f(w + e) - f(w - e)) / 2e-5
        return out

    return g(lambda w: L(w, w2), w1), g(lambda w: L(w1, w), w2)


# %% wrong: the weights of the second layer turned round where they are square -> The numbers differ
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    dp = 2 * (a @ w2 - y)
    da = dp @ (w2 if w2.shape[0] == w2.shape[1] else w2.T)
    return x.T @ (da * (1 - a**2)), a.T @ dp


# %% wrong: the product for w2 turned by its shape, which a square one hides -> looks like: transposed
def backward_by_hand(x, y, w1, w2):
    a = torch.tanh(x @ w1)
    e = 2 * (a @ w2 - y)
    dw2 = e.T @ a
    if dw2.shape != w2.shape:
        dw2 = dw2.T
    return x.T @ ((e @ w2.T) * (1 - a**2)), dw2
