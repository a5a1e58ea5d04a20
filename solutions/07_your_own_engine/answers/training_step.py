# %% right: squared by a product
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error * error).sum()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% right: targets first, steps in variables
def training_step(engine, x, t, w, b, rate):
    x, t, w, b = (engine(tensor) for tensor in (x, t, w, b))
    prediction = x @ w
    prediction = prediction + b
    loss = ((t - prediction) ** 2).sum()
    loss.backward()
    new_w = w.data - w.grad * rate
    new_b = b.data.clone()
    new_b -= rate * b.grad
    return [new_w, new_b]


# %% right: the bias as one more weight
def training_step(engine, x, t, w, b, rate):
    ones = torch.ones_like(x[:, :1])
    both = engine(torch.cat([w, b[:, None]]))
    error = engine(torch.cat([x, ones], dim=1)) @ both - engine(t)
    (error**2).sum().backward()
    new = both.data - rate * both.grad
    return new[:-1], new[-1]


# %% right: by hand, without an engine
def training_step(engine, x, t, w, b, rate):
    error = x @ w + b - t
    return w - rate * 2 * x.T @ error, b - rate * 2 * error.sum(0)


# %% wrong: up the slope -> looks like: sign
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w + rate * weights.grad, b + rate * bias.grad


# %% wrong: the gradient, not the step -> looks like: other update
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return weights.grad, bias.grad


# %% wrong: no step -> looks like: zeros
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w.clone(), b.clone()


# %% wrong: backward twice -> looks like: factor
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: mean of the squares -> looks like: factor
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum() * engine(torch.tensor(1 / len(t), dtype=t.dtype, device=t.device))
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: half the loss -> looks like: factor
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w - rate * weights.grad / 2, b - rate * bias.grad / 2


# %% wrong: error not squared -> The numbers differ
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = error.sum()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: cubed -> The numbers differ
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**3).sum()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: without the bias -> The numbers differ
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: bias left as it was -> looks like: zeros
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w - rate * weights.grad, b


# %% wrong: the two exchanged -> wrong shape
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return b - rate * bias.grad, w - rate * weights.grad


# %% wrong: rate forgotten -> looks like: other update
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w - weights.grad, b - bias.grad


# %% wrong: targets added -> The numbers differ
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias + engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: a fresh value has no gradient -> looks like: zeros
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w - rate * engine(w).grad, b - rate * engine(b).grad


# %% wrong: changes w in place -> changed the values of w
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return w.sub_(rate * weights.grad), b.sub_(rate * bias.grad)


# %% wrong: backward forgotten -> looks like: zeros
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    pass
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: backward on the errors -> The numbers differ
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    error.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: values of the engine returned -> raised TypeError
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    return engine(w - rate * weights.grad), engine(b - rate * bias.grad)


# %% wrong: nothing returned -> raised TypeError
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    loss = (error**2).sum()
    loss.backward()
    w, b = w - rate * weights.grad, b - rate * bias.grad


# %% wrong: plain tensors beside values of the engine -> raised TypeError
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    loss = ((x @ weights + bias - t) ** 2).sum()
    loss.backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: PyTorch does it -> raised RuntimeError
def training_step(engine, x, t, w, b, rate):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    ((x @ w + b - t) ** 2).sum().backward()
    return (w - rate * w.grad).detach(), (b - rate * b.grad).detach()


# %% wrong: a step for each example -> The numbers differ
def training_step(engine, x, t, w, b, rate):
    for k in range(len(x)):
        weights, bias = engine(w), engine(b)
        error = engine(x[k : k + 1]) @ weights + bias - engine(t[k : k + 1])
        (error**2).sum().backward()
        w, b = w - rate * weights.grad, b - rate * bias.grad
    return w, b


# %% wrong: the sum squared -> The numbers differ
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    (error.sum() ** 2).backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: the data of a value changed in place -> changed the values of w
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    (error**2).sum().backward()
    weights.data -= rate * weights.grad
    bias.data -= rate * bias.grad
    return weights.data, bias.data


# %% wrong: torch.func does it -> autograd is switched off
def training_step(engine, x, t, w, b, rate):
    loss = lambda w, b: ((x @ w + b - t) ** 2).sum()
    by_w, by_b = torch.func.grad(loss, argnums=(0, 1))(w, b)
    return w - rate * by_w, b - rate * by_b


# %% wrong: the gradients, not the parameters -> looks like: other update
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = engine(x) @ weights + bias - engine(t)
    (error**2).sum().backward()
    return weights.grad, bias.grad


# %% wrong: PyTorch's leaves in place of the engine's -> Autograd is switched off here
def training_step(engine, x, t, w, b, rate):
    weights, bias = w.clone().requires_grad_(), b.clone().requires_grad_()
    ((x @ weights + bias - t) ** 2).sum().backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% right: helpers under names that the test used to take
def _slope(engine, x, t, _inputs, _bias):
    _targets = engine(x) @ _inputs + _bias - engine(t)
    (_targets**2).sum().backward()


def training_step(engine, x, t, w, b, rate):
    _which = engine(w), engine(b)
    _slope(engine, x, t, *_which)
    return tuple(each.data - rate * each.grad for each in _which)


# %% wrong: the rate of the example -> looks like: hard coded
def training_step(engine, x, t, w, b, rate):
    W, B = engine(w), engine(b)
    ((engine(x) @ W + B - engine(t)) ** 2).sum().backward()
    return w - 0.01 * W.grad, b - 0.01 * B.grad


# %% wrong: the steps alone -> looks like: other update
def training_step(engine, x, t, w, b, rate):
    W, B = engine(w), engine(b)
    ((engine(x) @ W + B - engine(t)) ** 2).sum().backward()
    return -rate * W.grad, -rate * B.grad


# %% right: plain numbers beside the engine's values
def training_step(engine, x, t, w, b, rate):
    weights, bias = engine(w), engine(b)
    error = -1 * (engine(t) - engine(x) @ weights) / 2 + bias / 2
    (4 * error**2).sum().backward()
    return w - rate * weights.grad, b - rate * bias.grad


# %% wrong: b's gradient at the new w -> looks like: other update
def training_step(engine, x, t, w, b, rate):
    def gradients(w, b):
        weights, bias = engine(w), engine(b)
        ((engine(x) @ weights + bias - engine(t)) ** 2).sum().backward()
        return weights.grad, bias.grad

    w = w - rate * gradients(w, b)[0]
    return w, b - rate * gradients(w, b)[1]
