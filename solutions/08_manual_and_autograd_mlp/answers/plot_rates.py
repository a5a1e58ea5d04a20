# %% right: runs as far as each curve needs
def plot_rates(loss_of, w, rates):
    axes = plt.figure().add_subplot()
    for steps, style in ((10, "k:"), (100, "b-")):
        losses = []
        for rate in rates:
            v = w
            for _ in range(steps):
                v = v - rate * torch.func.grad(loss_of)(v)
            losses.append(float(loss_of(v)))
        axes.loglog(rates.tolist(), losses, style, label=f"{steps} steps")
    axes.set_xlabel("learning rate")
    axes.set_ylabel("loss")
    axes.set_title("rates")
    axes.legend()
    return axes


# %% right: an optimiser
def plot_rates(loss_of, w, rates):
    ends = []
    for rate in rates.tolist():
        leaf = nn.Parameter(w.clone())
        optimiser = torch.optim.SGD([leaf], lr=rate)
        losses = []
        for _ in range(101):
            optimiser.zero_grad()
            loss = loss_of(leaf)
            losses.append(loss.item())
            loss.backward()
            optimiser.step()
        ends.append((losses[10], losses[100]))
    ten, hundred = zip(*ends)
    plt.figure()
    plt.plot(rates.cpu(), hundred, "v", label="100 steps")
    plt.plot(rates.cpu(), ten, "^", label="10 steps")
    plt.xscale("log")
    plt.yscale("log")
    plt.xlabel("rate")
    plt.ylabel("loss")
    plt.title("after")
    plt.legend()
    return plt.gca()


# %% right: backward and no_grad, from the largest rate to the smallest
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    rates = rates.flip(0)
    found = torch.zeros(2, len(rates), dtype=torch.float64)
    for k, rate in enumerate(rates.tolist()):
        v = w.clone().requires_grad_()
        for step in range(100):
            if step == 10:
                found[0, k] = loss_of(v).item()
            loss_of(v).backward()
            with torch.no_grad():
                v -= rate * v.grad
            v.grad = None
        found[1, k] = loss_of(v).item()
    for row, marker in zip(found, "ox"):
        axes.plot(
            rates.cpu(), row, marker=marker, label="10 steps" if marker == "o" else "100 steps"
        )
    axes.set(xscale="log", yscale="log", xlabel="r", ylabel="l", title="t")
    axes.legend()
    return axes


# %% wrong: linear axes -> a log scale is wanted
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone()
            for _ in range(steps):
                v = v - rate * torch.func.grad(loss_of)(v)
            losses.append(loss_of(v).item())
        axes.plot(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: one step too few -> looks like: off by one step
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone()
            for _ in range(steps - 1):
                v = v - rate * torch.func.grad(loss_of)(v)
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: every rate starts where the last one ended -> shows other values
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses, v = [], w.clone()
        for rate in rates.tolist():
            for _ in range(steps):
                v = v - rate * torch.func.grad(loss_of)(v)
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: gradients add up -> looks like: not zeroed
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone().requires_grad_()
            for _ in range(steps):
                loss_of(v).backward()
                with torch.no_grad():
                    v -= rate * v.grad
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: labels swapped -> shows what line
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone()
            for _ in range(110 - steps):
                v = v - rate * torch.func.grad(loss_of)(v)
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: colour alone -> differ by colour alone
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "b-"), (100, "r-")):
        losses = []
        for rate in rates.tolist():
            v = w.clone()
            for _ in range(steps):
                v = v - rate * torch.func.grad(loss_of)(v)
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: no legend -> no legend
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone()
            for _ in range(steps):
                v = v - rate * torch.func.grad(loss_of)(v)
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    return axes


# %% wrong: uphill -> looks like: sign
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone()
            for _ in range(steps):
                v = v + rate * torch.func.grad(loss_of)(v)
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: the caller's weights are moved -> changed the values of w
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    w.requires_grad_()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            for _ in range(steps):
                loss_of(w).backward()
                with torch.no_grad():
                    w -= rate * w.grad
                w.grad = None
            losses.append(loss_of(w).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: the losses need a gradient -> looks like: numpy mix
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates:
            v = w.clone().requires_grad_()
            for _ in range(steps):
                (slope,) = torch.autograd.grad(loss_of(v), v)
                with torch.no_grad():
                    v -= rate * slope
            losses.append(loss_of(v))
        axes.loglog(rates.cpu(), torch.stack(losses), style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: nothing drawn -> No visible line is labelled '10 steps'
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    return axes


# %% wrong: no leaf -> looks like: no graph
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for rate in rates.tolist():
        loss_of(w).backward()
    return axes


# %% wrong: one step too many -> looks like: off by one step
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone().requires_grad_()
            for _ in range(steps + 1):
                (slope,) = torch.autograd.grad(loss_of(v), v)
                v = (v - rate * slope).detach().requires_grad_()
            losses.append(loss_of(v).item())
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% wrong: no loss above the first, for a neat picture -> shows other values
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for steps, style in ((10, "o-"), (100, "s--")):
        losses = []
        for rate in rates.tolist():
            v = w.clone().requires_grad_()
            for _ in range(steps):
                (slope,) = torch.autograd.grad(loss_of(v), v)
                v = (v - rate * slope).detach().requires_grad_()
            losses.append(min(loss_of(v).item(), loss_of(w).item()))
        axes.loglog(rates.cpu(), losses, style, label=f"{steps} steps")
    axes.set(xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes


# %% right: helpers under names that the test used to take
def _after(loss_of, w, rate, _some):
    leaf = w.clone().requires_grad_()
    for _ in range(_some):
        (slope,) = torch.autograd.grad(loss_of(leaf), leaf)
        leaf = (leaf - rate * slope).detach().requires_grad_()
    return loss_of(leaf).item()


def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    for _narrow, style in ((10, "o-"), (100, "s--")):
        _from = [_after(loss_of, w, rate, _narrow) for rate in rates.tolist()]
        axes.loglog(rates.cpu(), _from, style, label=f"{_narrow} steps")
    axes.set(xlabel="rate", ylabel="loss", title="Which rate?")
    axes.legend()
    return axes


# %% wrong: momentum in each step -> looks like: other update
def _grad(loss_of, w):
    leaf = w.detach().clone().requires_grad_()
    return torch.autograd.grad(loss_of(leaf), leaf)[0]


def after(loss_of, w, rate, n):
    for _ in range(n):
        w = w - rate * _grad(loss_of, w)
    return loss_of(w).item()


def finish(axes):
    axes.set(xlabel="rate", ylabel="loss", title="t", xscale="log", yscale="log")
    axes.legend()


def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()

    def go(r, n):
        v, m = w, 0
        for _ in range(n):
            m = 0.9 * m + torch.func.grad(loss_of)(v)
            v = v - r * m
        return loss_of(v).item()

    axes.plot(rates, [go(r, 10) for r in rates], "o-", label="10 steps")
    axes.plot(rates, [go(r, 100) for r in rates], "s--", label="100 steps")
    finish(axes)
    return axes


# %% right: all rates at once
def plot_rates(loss_of, w, rates):
    _, axes = plt.subplots()
    grad = torch.func.vmap(torch.func.grad(loss_of))
    at = w.expand(len(rates), *w.shape)
    per_row = rates.reshape(-1, *[1] * w.dim())
    for upto, check in ((10, "-"), (90, ":")):
        for _ in range(upto):
            at = at - per_row * grad(at)
        height = torch.stack([loss_of(row) for row in at])
        axes.plot(
            rates.numpy(), height.numpy(), check, label="10 steps" if upto == 10 else "100 steps"
        )
    axes.set(xscale="log", yscale="log", xlabel="rate", ylabel="loss", title="t")
    axes.legend()
    return axes
