# %% right: torch.autograd.grad, detached difference
def plot_two_slopes(f, xs, h=1e-5):
    t = xs.detach().requires_grad_()
    (slopes,) = torch.autograd.grad(f(t).sum(), t)
    rise = (f(t + h) - f(t - h)).detach() / (2 * h)
    _, axes = plt.subplots()
    axes.plot(xs.tolist(), slopes.tolist(), "o", label="autograd")
    axes.plot(xs.tolist(), rise.tolist(), "x", label="difference")
    axes.set_xlabel("x")
    axes.set_ylabel("f'")
    axes.set_title("slopes")
    axes.legend()
    return axes


# %% right: point by point
def plot_two_slopes(f, xs, h=1e-5):
    recorded, measured = [], []
    for x in xs:
        leaf = x.clone().requires_grad_()
        f(leaf).backward()
        recorded.append(leaf.grad.item())
        measured.append(((f(x + h) - f(x - h)) / (2 * h)).item())
    axes = plt.figure().add_subplot()
    axes.plot(xs.cpu().numpy(), measured, "--", label="difference")
    axes.plot(xs.cpu().numpy(), recorded, "o", label="autograd")
    axes.set(xlabel="x", ylabel="slope", title="f")
    axes.legend()
    return axes


# %% right: backward with a head gradient, pyplot's own state
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).backward(torch.ones_like(xs))
    plt.figure()
    plt.plot(xs.cpu(), leaf.grad.cpu(), "s-", label="autograd")
    plt.plot(xs.cpu(), ((f(xs + h) - f(xs - h)) / h / 2).cpu(), "k:", label="difference")
    plt.xlabel("x")
    plt.ylabel("slope")
    plt.title("two")
    plt.legend(loc="upper center")
    return plt.gca()


# %% right: in a loop over the curves
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    curves = {
        "difference": (f(leaf + h) - f(leaf - h)).detach() / (2 * h),
        "autograd": leaf.grad,
    }
    fig, ax = plt.subplots()
    for (name, values), marker in zip(curves.items(), "v^"):
        ax.plot(xs.cpu(), values.cpu(), marker=marker, label=name)
    ax.set(xlabel="x", ylabel="dy/dx")
    fig.suptitle("Who is right?")
    fig.legend()
    return ax


# %% wrong: the labels swapped -> shows what line
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="difference")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="autograd")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: both from autograd -> Line 'difference' shows what line 'autograd' shows
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, leaf.grad, "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: not detached for NumPy -> looks like: numpy mix
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(leaf, leaf.grad, "-", label="autograd")
    axes.plot(leaf, (f(leaf + h) - f(leaf - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: no leaf -> looks like: no graph
def plot_two_slopes(f, xs, h=1e-5):
    f(xs).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, xs.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: a computed tensor's .grad -> looks like: non leaf grad
def plot_two_slopes(f, xs, h=1e-5):
    leaf = (xs + 0).requires_grad_() * 1
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, [leaf.grad] * len(xs), "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: a / 2 * h -> looks like: other distance
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / 2 * h, "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: forward difference -> looks like: forward for central
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs)) / h, "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: the mean instead of the sum -> looks like: mean taken
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).mean().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: accumulated point by point -> looks like: not zeroed
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    slopes = []
    for k in range(len(xs)):
        f(leaf).sum().backward()
        slopes.append(leaf.grad[k].item())
    _, axes = plt.subplots()
    axes.plot(xs, slopes, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: values instead of slopes -> looks like: own value
def plot_two_slopes(f, xs, h=1e-5):
    _, axes = plt.subplots()
    axes.plot(xs, f(xs), "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: one backward without a sum -> raised RuntimeError
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    return axes


# %% wrong: no legend -> no legend
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    return axes


# %% wrong: colour alone -> differ by colour alone
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "b-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "r-", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: no title -> has no title
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope")
    axes.legend()
    return axes


# %% wrong: nothing drawn -> No visible line is labelled 'autograd'
def plot_two_slopes(f, xs, h=1e-5):
    _, axes = plt.subplots()
    return axes


# %% wrong: the figure returned -> Return the Axes
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    fig, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return fig


# %% wrong: logarithmic -> a linear scale is wanted
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t", yscale="log")
    axes.legend()
    return axes


# %% wrong: its own points -> points; 21 are wanted
def plot_two_slopes(f, xs, h=1e-5):
    xs = torch.linspace(-2, 2, 50, dtype=torch.float64)
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: everything held in the difference -> Line 'difference' shows other values
def plot_two_slopes(f, xs, h=1e-5):
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs) - f(xs)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: the given step is not used -> looks like: step ignored
def plot_two_slopes(f, xs, h=1e-5):
    h = 1e-5
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: evenly spaced points of its own -> is drawn over other x values
def plot_two_slopes(f, xs, h=1e-5):
    xs = torch.linspace(xs[0], xs[-1], len(xs), dtype=xs.dtype)
    leaf = xs.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(xs, leaf.grad, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: both are differences -> Line 'autograd' shows what line 'difference' shows
def plot_two_slopes(f, xs, h=1e-5):
    slopes = (f(xs + h) - f(xs - h)) / (2 * h)
    _, axes = plt.subplots()
    axes.plot(xs, slopes, "-", label="autograd")
    axes.plot(xs, slopes, "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: one leaf for all points, never cleared -> looks like: not zeroed
def plot_two_slopes(f, xs, h=1e-5):
    leaf = torch.zeros((), dtype=xs.dtype, requires_grad=True)
    slopes = []
    for t in xs:
        f(leaf + t).backward()
        slopes.append(leaf.grad.item())
    _, axes = plt.subplots()
    axes.plot(xs, slopes, "-", label="autograd")
    axes.plot(xs, (f(xs + h) - f(xs - h)) / (2 * h), "--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="t")
    axes.legend()
    return axes


# %% wrong: marks the caller's points -> left its mark on xs
def plot_two_slopes(f, xs, h=1e-5):
    _, axes = plt.subplots()
    xs.requires_grad_()
    f(xs).sum().backward()
    with torch.no_grad():
        difference = (f(xs + h) - f(xs - h)) / (2 * h)
    axes.plot(xs.detach(), xs.grad, "o-", label="autograd")
    axes.plot(xs.detach(), difference, "s--", label="difference")
    axes.set(xlabel="x", ylabel="slope", title="Two slopes")
    axes.legend()
    return axes
