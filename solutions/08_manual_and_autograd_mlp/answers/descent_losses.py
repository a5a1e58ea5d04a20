# %% right: autograd.grad, new tensors
def descent_losses(loss_of, w, rate, steps):
    losses = []
    for _ in range(steps):
        w = w.detach().requires_grad_()
        loss = loss_of(w)
        (slope,) = torch.autograd.grad(loss, w)
        losses.append(loss.detach())
        w = w - rate * slope
    return losses


# %% right: an optimiser
def descent_losses(loss_of, w, rate, steps):
    w = nn.Parameter(w.clone())
    optimiser, noted = torch.optim.SGD([w], lr=rate), []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = loss_of(w)
        loss.backward()
        optimiser.step()
        noted.append(float(loss))
    return noted


# %% right: the old way, and zero_
def descent_losses(loss_of, w, rate, steps):
    w = w.clone().requires_grad_()
    noted = torch.empty(steps, dtype=w.dtype)
    for k in range(steps):
        loss = loss_of(w)
        loss.backward()
        noted[k] = loss.item()
        w.data -= rate * w.grad.data
        w.grad.zero_()
    return noted


# %% right: torch.func
def descent_losses(loss_of, w, rate, steps):
    slope, noted = torch.func.grad_and_value(loss_of), []
    for _ in range(steps):
        change, loss = slope(w)
        noted.append(loss)
        w = w - rate * change
    return torch.stack(noted)


# %% wrong: not cleared -> looks like: not zeroed
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
    return noted


# %% wrong: noted after the update -> looks like: off by one step
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss_of(w).backward()
        with torch.no_grad():
            w -= rate * w.grad
            noted.append(loss_of(w).item())
        w.grad = None
    return noted


# %% wrong: recorded -> looks like: tracked update
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        w -= rate * w.grad
        w.grad = None
    return noted


# %% wrong: a new name -> raised TypeError
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        w = w - rate * w.grad
    return noted


# %% wrong: a new name under no_grad -> looks like: no graph
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w = w - rate * w.grad
    return noted


# %% wrong: the loop under no_grad -> looks like: no graph
@torch.no_grad()
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        w -= rate * w.grad
        w.grad = None
    return noted


# %% wrong: uphill -> looks like: sign
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w += rate * w.grad
        w.grad = None
    return noted


# %% wrong: the caller's weights are changed -> changed the values of its input
def descent_losses(loss_of, w, rate, steps):
    noted = []
    for _ in range(steps):
        leaf = w.detach().requires_grad_()
        loss = loss_of(leaf)
        noted.append(loss.item())
        loss.backward()
        w -= rate * leaf.grad
    return noted


# %% wrong: the caller's tensor is marked -> left its mark on its input
def descent_losses(loss_of, w, rate, steps):
    start = w.clone()
    w.requires_grad_()
    noted = []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = None
    with torch.no_grad():
        w.copy_(start)
    return noted


# %% wrong: one step too many -> 7 steps; 6 are wanted
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps + 1):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = None
    return noted


# %% wrong: the last loss only -> a list is wanted
def descent_losses(loss_of, w, rate, steps):
    w = w.clone().requires_grad_()
    for _ in range(steps):
        loss = loss_of(w)
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = None
    return loss.item()


# %% wrong: the gradient is never refreshed -> looks like: other update
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    (slope,) = torch.autograd.grad(loss_of(w), w)
    for _ in range(steps):
        with torch.no_grad():
            noted.append(loss_of(w).item())
            w -= rate * slope
    return noted


# %% wrong: its own rate -> The run leaves the right path
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= RATE * w.grad
        w.grad = None
    return noted


# %% wrong: in float32 -> looks like: single precision
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.float().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = None
    return noted


# %% wrong: cleared too early -> raised TypeError
def descent_losses(loss_of, w, rate, steps):
    w, noted = w.clone().requires_grad_(), []
    for _ in range(steps):
        loss = loss_of(w)
        noted.append(loss.item())
        loss.backward()
        w.grad = None
        with torch.no_grad():
            w -= rate * w.grad
    return noted


# %% wrong: nothing returned -> None
def descent_losses(loss_of, w, rate, steps):
    w = w.clone().requires_grad_()
    for _ in range(steps):
        loss_of(w).backward()
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = None


# %% right: a leaf for each step
def descent_losses(loss_of, w, rate, steps):
    noted = []
    for _ in range(steps):
        leaf = w.detach().clone().requires_grad_()
        loss = loss_of(leaf)
        loss.backward()
        noted.append(loss.item())
        w = leaf.detach() - rate * leaf.grad
    return noted


# %% wrong: the leaf shares the caller's memory -> changed the values of its input
def descent_losses(loss_of, w, rate, steps):
    leaf = w.detach().requires_grad_()
    noted = []
    for _ in range(steps):
        loss = loss_of(leaf)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            leaf -= rate * leaf.grad
        leaf.grad = None
    return noted


# %% wrong: a clone of what requires a gradient is no leaf -> looks like: non leaf grad
def descent_losses(loss_of, w, rate, steps):
    leaf = w.requires_grad_().clone()
    noted = []
    for _ in range(steps):
        loss = loss_of(leaf)
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            leaf -= rate * leaf.grad
        leaf.grad = None
    return noted


# %% wrong: one forward pass for all steps -> looks like: graph freed
def descent_losses(loss_of, w, rate, steps):
    leaf = w.clone().requires_grad_()
    loss = loss_of(leaf)
    noted = []
    for _ in range(steps):
        noted.append(loss.item())
        loss.backward()
        with torch.no_grad():
            leaf -= rate * leaf.grad
        leaf.grad = None
    return noted


# %% wrong: the losses keep their graphs -> requires a gradient
def descent_losses(loss_of, w, rate, steps):
    leaf = w.clone().requires_grad_()
    noted = []
    for _ in range(steps):
        noted.append(loss_of(leaf))
        noted[-1].backward()
        with torch.no_grad():
            leaf -= rate * leaf.grad
        leaf.grad = None
    return noted


# %% wrong: it stops where the ground is level -> 4 are wanted
def descent_losses(loss_of, w, rate, steps):
    leaf = w.clone().requires_grad_()
    noted = []
    for _ in range(steps):
        loss = loss_of(leaf)
        noted.append(loss.item())
        (slope,) = torch.autograd.grad(loss, leaf)
        if slope.norm() < 1e-3:
            break
        with torch.no_grad():
            leaf -= rate * slope
    return noted


# %% wrong: with momentum -> looks like: other update
def descent_losses(loss_of, w, rate, steps):
    leaf = w.clone().requires_grad_()
    moving = torch.optim.SGD([leaf], lr=rate, momentum=0.9)
    noted = []
    for _ in range(steps):
        moving.zero_grad()
        loss = loss_of(leaf)
        loss.backward()
        noted.append(loss.item())
        moving.step()
    return noted


# %% right: a helper under a name that the test used to take
def _run(loss_of, leaf, rate):
    loss = loss_of(leaf)
    (slope,) = torch.autograd.grad(loss, leaf)
    return loss.detach(), (leaf - rate * slope).detach().requires_grad_()


def descent_losses(loss_of, w, rate, steps):
    noted, leaf = [], w.clone().requires_grad_()
    for _ in range(steps):
        loss, leaf = _run(loss_of, leaf, rate)
        noted.append(loss)
    return noted


# %% wrong: best loss so far -> The run leaves the right path
def descent_losses(loss_of, w, rate, steps):
    t = w.clone().requires_grad_()
    out = []
    for _ in range(steps):
        l = loss_of(t)
        out.append(min([l.item()] + out))
        l.backward()
        with torch.no_grad():
            t -= rate * t.grad
        t.grad = None
    return out


# %% wrong: stops when rising -> The run leaves the right path
def descent_losses(loss_of, w, rate, steps):
    t = w.clone().requires_grad_()
    out = []
    for _ in range(steps):
        l = loss_of(t)
        if out and l.item() > out[-1]:
            rate = rate / 2
        out.append(l.item())
        l.backward()
        with torch.no_grad():
            t -= rate * t.grad
        t.grad = None
    return out


# %% wrong: the update never arrives -> looks like: other update
def descent_losses(loss_of, w, rate, steps):
    losses = []
    for _ in range(steps):
        g, v = torch.func.grad_and_value(loss_of)(w)
        losses.append(v.item())
        new = w - rate * g
    return losses


# %% wrong: steps of one length -> looks like: other update
def descent_losses(loss_of, w, rate, steps):
    losses = []
    for _ in range(steps):
        g, v = torch.func.grad_and_value(loss_of)(w)
        losses.append(v.item())
        w = w - rate * g / g.norm()
    return losses


# %% right: one tensor of losses
def descent_losses(loss_of, w, rate, steps):
    noted = torch.zeros(steps, dtype=w.dtype)
    for k in range(steps):
        gradient, noted[k] = torch.func.grad_and_value(loss_of)(w)
        w = w - rate * gradient
    return noted


# %% wrong: the gradient by differences -> The run leaves the right path
def descent_losses(loss_of, w, rate, steps):
    v, losses = w.clone(), []
    for _ in range(steps):
        losses.append(loss_of(v).item())
        g = torch.zeros_like(v)
        for k in range(v.numel()):
            e = torch.zeros(v.numel(), dtype=v.dtype)
            e[k] = 1e-4
            e = e.reshape(v.shape)
            g.view(-1)[k] = (loss_of(v + e) - loss_of(v - e)) / 2e-4
        v = v - rate * g
    return losses


# %% right: a generator
def descent_losses(loss_of, w, rate, steps):
    """Return the losses before each of so many steps of gradient descent from w."""

    def walk(at):
        for _ in range(steps):
            grad, loss = torch.func.grad_and_value(loss_of)(at)
            yield loss.item()
            at = at - rate * grad

    return list(walk(w))


# %% wrong: remembered by the shape of its argument -> looks like: remembered
def descent_losses(loss_of, w, rate, steps, seen={}):
    if (w.shape, rate) not in seen:
        v, losses = w, []
        for _ in range(steps):
            losses.append(loss_of(v).item())
            v = v - rate * torch.func.grad(loss_of)(v)
        seen[w.shape, rate] = losses
    return seen[w.shape, rate]
