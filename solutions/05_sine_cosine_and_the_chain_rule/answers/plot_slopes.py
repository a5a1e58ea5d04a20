# %% right: texts at each plot
def plot_slopes(f, x, h):
    figure, axes = plt.subplots(3, 1, figsize=(6, 8))
    leaf = x.detach().clone().requires_grad_()
    f(leaf).sum().backward()
    central = (f(x + h) - f(x - h)) / h / 2
    axes[0].plot(x.tolist(), f(x).tolist(), "k-", label="f")
    axes[1].plot(x.tolist(), central.tolist(), "s", label="central difference")
    axes[1].plot(x.tolist(), leaf.grad.tolist(), "k-", label="autograd")
    axes[2].plot(x.tolist(), (central - leaf.grad).tolist(), ":", label="difference")
    for each, title in zip(axes, ("f", "slope", "error")):
        each.set(xlabel="x", ylabel="y", title=title)
        each.legend()
    return axes


# %% right: one legend for the figure
def plot_slopes(f, x, h):
    fig, (a, b, c) = plt.subplots(3, 1, sharex=True)
    slope = torch.func.grad(lambda t: f(t).sum())(x)
    central = (f(x + h) - f(x - h)) / (2 * h)
    a.plot(x, f(x), label="f")
    b.plot(x, slope, lw=4, alpha=0.5, label="autograd")
    b.plot(x, central, lw=1, label="central difference")
    c.plot(x, central - slope, label="difference")
    fig.legend()
    fig.suptitle("all three")
    fig.supxlabel("x")
    fig.supylabel("y")
    return [a, b, c]


# %% right: pyplot and subplot numbers
def plot_slopes(f, x, h):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    (slope,) = torch.autograd.grad(y, leaf, torch.ones_like(y))
    central = torch.stack([(f(t + h) - f(t - h)) / (2 * h) for t in x])
    plt.figure()
    axes = []
    for place, lines in enumerate(
        (
            [("f", y.detach(), "-")],
            [("autograd", slope, "-"), ("central difference", central, "--")],
            [("difference", central - slope, "-")],
        )
    ):
        axes.append(plt.subplot(3, 1, place + 1))
        for label, values, style in lines:
            plt.plot(x, values, style, label=label)
        plt.title("plot")
        plt.xlabel("x")
        plt.ylabel("y")
        plt.legend()
    return tuple(axes)


# %% right: points from right to left
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    x = x.flip(0)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% right: detached at the plot
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(leaf + h) - f(leaf - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central.detach(), "--", label="central difference")
    bottom.plot(x, central.detach() - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% right: a mosaic
def plot_slopes(f, x, h):
    figure, axes = plt.subplot_mosaic([["f"], ["slope"], ["error"]], layout="constrained")
    slope = torch.func.vmap(torch.func.grad(f))(x)
    central = (f(x + h) - f(x - h)) / (2 * h)
    axes["f"].plot(x, f(x), label="f")
    axes["slope"].plot(x, central, "o", label="central difference")
    axes["slope"].plot(x, slope, label="autograd")
    axes["error"].plot(x, central - slope, label="difference")
    for name, each in axes.items():
        each.set(title=name, xlabel="x", ylabel=name)
        each.legend()
    return list(axes.values())


# %% wrong: the derivative of the sine, typed in -> Line 'autograd' shows other values
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    slope = torch.cos(x)
    leaf.detach_()
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x) + 0, label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: labels swapped in the middle -> Line 'autograd' shows what line 'central difference' should
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="central difference")
    middle.plot(x, central, "--", label="autograd")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: forward difference -> looks like: forward for central
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x)) / h
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: divided by h -> looks like: factor
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / h
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: precedence of / 2 * h -> Line 'central difference' shows other values
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / 2 * h
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: h ignored -> looks like: step ignored
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    h = 1e-5
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: the difference the other way round -> looks like: sign
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, slope - central, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: the absolute difference -> Line 'difference' shows other values
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, (central - slope).abs(), label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: the slope on top -> Line 'f' shows other values
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, slope, label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: autograd of the mean -> Line 'autograd' shows other values
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).mean(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: the leaf is plotted -> looks like: numpy mix
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(leaf, f(leaf), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: the comma forgotten -> Your code raised
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    slope = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: no sum -> grad can be implicitly created only for scalar outputs
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: no leaf -> looks like: no graph
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: no legends -> There is no legend
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: legend below only -> There is no legend
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    bottom.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: no labels -> No visible line is labelled 'f'
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x))
    middle.plot(x, slope)
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: no title -> The plot has no title
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: no x label -> The x axis has no label
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: curves told apart by colour alone -> differ by colour alone
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, "r-", label="autograd")
    middle.plot(x, central, "b-", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: everything in one plot -> No visible line is labelled 'autograd'
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    top.plot(x, slope, label="autograd")
    top.plot(x, central, "--", label="central difference")
    top.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        top.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: order of the axes -> No visible line is labelled 'f'
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return bottom, middle, top


# %% wrong: the figure returned -> Your code raised TypeError
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return figure


# %% wrong: nothing returned -> Your code raised TypeError
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")


# %% wrong: plotted over the index -> is drawn over other x values
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: central difference in both places -> Line 'autograd' shows what line 'central difference' shows
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    slope = (f(x + h) - f(x - h)) / (2 * h)
    leaf.detach_()
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("f")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom


# %% wrong: a tiny step for autograd -> Line 'autograd' shows other values
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1)
    slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, "-", label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
        axes.set(xlabel="x", ylabel="y", title="slopes")
    return top, middle, bottom


# %% wrong: the difference twice as large -> looks like: factor
def plot_slopes(f, x, h):
    figure, (top, middle, bottom) = plt.subplots(3, 1)
    slope = torch.func.grad(lambda t: f(t).sum())(x)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.plot(x, f(x), label="f")
    middle.plot(x, slope, "-", label="autograd")
    middle.plot(x, central, "--", label="central difference")
    bottom.plot(x, 2 * (central - slope), label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
        axes.set(xlabel="x", ylabel="y", title="slopes")
    return top, middle, bottom


# %% right: scattered
def plot_slopes(f, x, h):
    figure = plt.figure(figsize=(6.4, 6.4))
    top, middle, bottom = figure.subplots(3, 1, sharex=True)
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(leaf).sum(), leaf)
    central = (f(x + h) - f(x - h)) / (2 * h)
    top.scatter(x, f(x), label="f")
    middle.scatter(x, slope, label="autograd")
    middle.scatter(x, central, marker="x", label="central difference")
    bottom.scatter(x, central - slope, label="difference")
    for axes in (top, middle, bottom):
        axes.legend()
    figure.suptitle("s")
    figure.supxlabel("x")
    figure.supylabel("y")
    return top, middle, bottom
