# %% right: autograd.grad and list comprehensions
def plot_across_jumps(f, points):
    leaves = [p.clone().requires_grad_() for p in points]
    values = [f(leaf) for leaf in leaves]
    gradients = [torch.autograd.grad(v, leaf)[0] for v, leaf in zip(values, leaves, strict=True)]
    fig, ax = plt.subplots(figsize=(7, 3))
    ax.plot(points, torch.stack(values).detach(), "o", markersize=2, label="f")
    ax.plot(points, torch.stack(gradients), "+", label="gradient")
    ax.set_xlabel("a")
    ax.set_ylabel("f(a), f'(a)")
    ax.set_title("Across the jumps")
    ax.legend(loc="upper right")
    return ax


# %% right: one leaf vector, taken apart
def plot_across_jumps(f, points):
    leaf = points.clone().requires_grad_()
    values = torch.stack([f(entry) for entry in leaf])
    values.sum().backward()
    _, axes = plt.subplots()
    axes.plot(points, values.detach(), linestyle="", marker="s", label="f")
    axes.plot(points, leaf.grad, linestyle="", marker="^", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% right: pyplot calls
def plot_across_jumps(f, points):
    values, gradients = [], []
    for number in points.tolist():
        a = torch.tensor(number, dtype=points.dtype, requires_grad=True)
        d = f(a)
        d.backward()
        values.append(float(d))
        gradients.append(float(a.grad))
    plt.figure()
    plt.plot(points.numpy(), values, "o", linestyle="none", label="f")
    plt.plot(points.numpy(), gradients, "+", label="gradient")
    plt.xlabel("a")
    plt.ylabel("value")
    plt.title("pieces")
    plt.legend()
    return plt.gca()


# %% right: backwards through the points, legend entries given by hand
def plot_across_jumps(f, points):
    _, axes = plt.subplots()
    rows = []
    for p in points.flip(0):
        a = p.detach().clone().requires_grad_(True)
        f(a).backward()
        rows.append((p.item(), f(p).item(), a.grad.item()))
    xs, ys, gs = zip(*rows, strict=True)
    (first,) = axes.plot(xs, ys, ".")
    (second,) = axes.plot(xs, gs, "x")
    axes.legend([first, second], ["f", "gradient"])
    axes.set(xlabel="a", ylabel="y", title="jumps")
    return axes


# %% wrong: f decides once for all points -> looks like: whose decision
def plot_across_jumps(f, points):
    a = points.clone().requires_grad_()
    d = f(a)
    d.sum().backward()
    _, axes = plt.subplots()
    axes.plot(points, d.detach(), ".", label="f")
    axes.plot(points, a.grad, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: right values, but one gradient for all points -> Line 'gradient' shows other values
def plot_across_jumps(f, points):
    values = [f(p).item() for p in points]
    a = points[0].clone().requires_grad_()
    f(a).backward()
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, [a.grad.item()] * len(points), "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: labels swapped -> shows what line
def plot_across_jumps(f, points):
    values, gradients = [], []
    for p in points:
        a = p.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="gradient")
    axes.plot(points, gradients, "x", label="f")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: finite differences across the jumps -> Line 'gradient' shows other values
def plot_across_jumps(f, points):
    values = [f(p).item() for p in points]
    gradients = [((f(p + 0.1) - f(p - 0.1)) / 0.2).item() for p in points]
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: the gradients add up -> looks like: not zeroed
def plot_across_jumps(f, points):
    a = torch.zeros((), dtype=points.dtype, requires_grad=True)
    values, gradients = [], []
    for p in points:
        a.data = p.clone()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: the quotient f(a)/a instead of the gradient -> Line 'gradient' shows other values
def plot_across_jumps(f, points):
    values = torch.stack([f(p) for p in points])
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, values / points, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: a name kept for .grad -> Line 'gradient' shows other values
def plot_across_jumps(f, points):
    a = torch.zeros((), dtype=points.dtype, requires_grad=True)
    values, gradients = [], []
    for p in points:
        a.data = p.clone()
        if a.grad is not None:
            a.grad.zero_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad)
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: only f is drawn -> No visible line is labelled 'gradient'
def plot_across_jumps(f, points):
    _, axes = plt.subplots()
    axes.plot(points, [f(p).item() for p in points], ".", label="f")
    axes.set(xlabel="a", ylabel="value", title="f")
    axes.legend()
    return axes


# %% wrong: told apart by colour alone -> differ by colour alone
def plot_across_jumps(f, points):
    values, gradients = [], []
    for p in points:
        a = p.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    _, axes = plt.subplots()
    axes.plot(points, values, "b.", label="f")
    axes.plot(points, gradients, "r.", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: a logarithmic axis -> The y axis is log
def plot_across_jumps(f, points):
    values, gradients = [], []
    for p in points:
        a = p.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    _, axes = plt.subplots()
    axes.semilogy(points, values, ".", label="f")
    axes.semilogy(points, gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: no legend -> There is no legend
def plot_across_jumps(f, points):
    values, gradients = [], []
    for p in points:
        a = p.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    return axes


# %% wrong: no title -> The plot has no title
def plot_across_jumps(f, points):
    values, gradients = [], []
    for p in points:
        a = p.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value")
    axes.legend()
    return axes


# %% wrong: points that do not belong to it -> is drawn over other x values
def plot_across_jumps(f, points):
    values, gradients = [], []
    for p in points:
        a = p.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    _, axes = plt.subplots()
    axes.plot(values, ".", label="f")
    axes.plot(gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: draws tensors that are tracked -> looks like: numpy mix
def plot_across_jumps(f, points):
    leaf = points.clone().requires_grad_()
    values = torch.stack([f(entry) for entry in leaf])
    values.sum().backward()
    _, axes = plt.subplots()
    axes.plot(points, values, ".", label="f")
    axes.plot(points, leaf.grad, "x", label="gradient")
    return axes


# %% wrong: backward from many numbers -> backward starts from one number
def plot_across_jumps(f, points):
    a = points.clone().requires_grad_()
    d = f(a)
    d.backward()
    _, axes = plt.subplots()
    axes.plot(points, d.detach(), ".", label="f")
    axes.plot(points, a.grad, "x", label="gradient")
    return axes


# %% wrong: the figure is returned -> Return the Axes
def plot_across_jumps(f, points):
    fig, axes = plt.subplots()
    axes.plot(points, [f(p).item() for p in points], ".", label="f")
    return fig


# %% wrong: a difference in place of autograd -> shows other values
def plot_across_jumps(f, points):
    _, axes = plt.subplots()
    values = [f(point).item() for point in points]
    gradients = [(f(point + 1e-5) - f(point - 1e-5)).item() / 2e-5 for point in points]
    axes.plot(points, values, ".", label="f")
    axes.plot(points, gradients, "x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: lines across the jumps -> line
def plot_across_jumps(f, points):
    _, axes = plt.subplots()
    values, gradients = [], []
    for point in points:
        a = point.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    axes.plot(points, values, "-", label="f")
    axes.plot(points, gradients, "--", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% right: scatter
def plot_across_jumps(f, points):
    _, axes = plt.subplots()
    values, gradients = [], []
    for point in points:
        a = point.clone().requires_grad_()
        d = f(a)
        d.backward()
        values.append(d.item())
        gradients.append(a.grad.item())
    axes.scatter(points, values, marker="o", label="f")
    axes.scatter(points, gradients, marker="x", label="gradient")
    axes.set(xlabel="a", ylabel="value", title="f and its gradient")
    axes.legend()
    return axes


# %% wrong: cut off axes -> lie outside the picture
def plot_across_jumps(f, points):
    y, g = [], []
    for p in points:
        a = p.clone().requires_grad_()
        d = f(a)
        d.backward()
        y.append(d.item())
        g.append(a.grad.item())
    _, ax = plt.subplots()
    ax.plot(points, y, ".", label="f")
    ax.plot(points, g, "x", label="gradient")
    ax.set(xlabel="a", ylabel="b", title="c", xlim=(0, 1))
    ax.legend()
    return ax


# %% wrong: a forward difference in place of autograd -> Line 'gradient' shows other values
def plot_across_jumps(f, points):
    _, axes = plt.subplots()
    h = 1e-7
    axes.plot(points, torch.stack([f(p) for p in points]), ".", label="f")
    axes.plot(points, torch.stack([(f(p + h) - f(p)) / h for p in points]), "x", label="gradient")
    axes.set(title="f", xlabel="a", ylabel="y")
    axes.legend()
    return axes


# %% right: the points themselves are the leaves
def plot_across_jumps(f, points):
    _, axes = plt.subplots()
    points.requires_grad_()
    ys = torch.stack([f(p) for p in points])
    ys.sum().backward()
    axes.plot(points.detach(), ys.detach(), ".", label="f")
    axes.plot(points.detach(), points.grad, "x", label="gradient")
    axes.set(title="f", xlabel="a", ylabel="y")
    axes.legend()
    return axes
