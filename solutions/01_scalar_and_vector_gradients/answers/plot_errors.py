# %% right: plot, then set the scales
def plot_errors(f, slope, x, hs):
    fig = plt.figure()
    ax = fig.add_subplot()
    for name, marker in (("forward", "o"), ("central", "^")):
        above = f(x + hs)
        below = f(x) if name == "forward" else f(x - hs)
        width = hs if name == "forward" else 2 * hs
        error = torch.abs((above - below) / width - slope)
        ax.plot(hs.tolist(), error.tolist(), marker=marker, label=name)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel("h")
    ax.set_ylabel("|error|")
    ax.set_title("errors")
    ax.legend()
    return ax


# %% right: step by step, in a loop over h
def plot_errors(f, slope, x, hs):
    forward, central = [], []
    for h in hs:
        forward.append(abs(((f(x + h) - f(x)) / h - slope).item()))
        central.append(abs(((f(x + h) - f(x - h)) / (2 * h) - slope).item()))
    _, axes = plt.subplots()
    axes.loglog(hs.cpu().numpy(), central, "s:", label="central")
    axes.loglog(hs.cpu().numpy(), forward, "o-", label="forward")
    axes.set(xlabel="h", ylabel="error", title="Two differences")
    axes.legend(loc="upper center")
    return axes


# %% right: pyplot's own state, largest step last
def plot_errors(f, slope, x, hs):
    hs = hs.flip(0)
    plt.figure()
    plt.loglog(hs.cpu(), ((f(x + hs) - f(x)) / hs - slope).abs().cpu(), label="forward")
    plt.loglog(
        hs.cpu(), ((f(x + hs) - f(x - hs)) / hs / 2 - slope).abs().cpu(), "--", label="central"
    )
    plt.xlabel("step")
    plt.ylabel("absolute error")
    plt.title("Errors")
    plt.legend()
    return plt.gca()


# %% wrong: the differences, not their errors -> Line 'forward' shows other values
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, (f(x + hs) - f(x)) / hs, label="forward")
    axes.loglog(hs, (f(x + hs) - f(x - hs)) / (2 * hs), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: central divided by h -> Line 'central' shows other values
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / hs - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: labels swapped -> Line 'forward' shows what line 'central' should
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="central")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="forward")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: one curve for both -> Line 'central' shows what line 'forward' shows
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    error = ((f(x + hs) - f(x)) / hs - slope).abs()
    axes.loglog(hs, error, label="forward")
    axes.loglog(hs, error, label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: no labels -> No visible line is labelled 'forward'
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs())
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs())
    axes.set(xlabel="h", ylabel="error", title="Errors")
    return axes


# %% wrong: no legend -> no legend
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    return axes


# %% wrong: linear axes -> x axis is linear
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.plot(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.plot(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: no title -> no title
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error")
    axes.legend()
    return axes


# %% wrong: the figure, not the axes -> Return the Axes you drew on; yours is a Figure
def plot_errors(f, slope, x, hs):
    figure, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return figure


# %% wrong: hard-coded to the shown function -> Line 'forward' shows other values
def plot_errors(f, slope, x, hs):
    f, slope, x = torch.exp, math.e, torch.tensor(1.0, dtype=torch.float64)
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: float32 where float64 is needed -> Line 'forward' shows other values
def plot_errors(f, slope, x, hs):
    x, h = x.float(), hs.float()
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + h) - f(x)) / h - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + h) - f(x - h)) / (2 * h) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: zeros -> Line 'forward' shows other values
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, 0 * hs, label="forward")
    axes.loglog(hs, 0 * hs, label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: no absolute value -> right without its signs
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, (f(x + hs) - f(x)) / hs - slope, "o-", label="forward")
    axes.loglog(hs, (f(x + hs) - f(x - hs)) / (2 * hs) - slope, "s--", label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: told apart by colour alone -> differ by colour alone
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), "o-", label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), "o-", label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% right: semilogx and set_yscale
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.semilogx(hs, fwd, marker=".", label="forward")
    ax.semilogx(hs, cen, marker="x", label="central")
    ax.set_yscale("log")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: logarithmic scale with base 2
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.plot(hs, fwd, "v-", label="forward")
    ax.plot(hs, cen, "^:", label="central")
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: a legend of its own, with texts
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-")
    ax.loglog(hs, cen, "s--")
    ax.legend(["forward", "central"])
    ax.set(xlabel="h", ylabel="error", title="Errors")
    return ax


# %% right: handles and labels in the legend
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    (a,) = ax.loglog(hs, fwd, "o-")
    (b,) = ax.loglog(hs, cen, "s--")
    ax.legend([b, a], ["central", "forward"])
    ax.set(xlabel="h", ylabel="error", title="Errors")
    return ax


# %% right: the legend of the figure
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    fig.legend()
    return ax


# %% right: the title of the figure
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error")
    fig.suptitle("Errors of two differences")
    ax.legend()
    return ax


# %% right: the title on the left
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error")
    ax.set_title("Errors", loc="left")
    ax.legend()
    return ax


# %% right: the axis labels of the figure
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    fig.supxlabel("h")
    fig.supylabel("error")
    ax.set_title("Errors")
    ax.legend()
    return ax


# %% right: extra lines: slopes to compare with, and a mark
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.loglog(hs, hs, ":", color="grey", label="h")
    ax.loglog(hs, hs**2, ":", color="grey")
    ax.axvline(1e-5, color="black", linewidth=0.5)
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: lines added one by one with add_line
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    from matplotlib.lines import Line2D

    ax = plt.figure().add_subplot(xscale="log", yscale="log")
    for y, name, style in ((fwd, "forward", "-"), (cen, "central", "--")):
        ax.add_line(Line2D(hs.numpy(), y.numpy(), label=name, linestyle=style))
    ax.autoscale_view()
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: set_data on empty lines
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    (a,) = ax.loglog([], [], "o-", label="forward")
    (b,) = ax.loglog([], [], "s--", label="central")
    a.set_data(hs.tolist(), fwd.tolist())
    b.set_data(hs.tolist(), cen.tolist())
    ax.relim()
    ax.autoscale()
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: drawn in a subfigure
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    sub = plt.figure().subfigures(1, 1)
    ax = sub.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: two panels, one of them used
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, (ax, other) = plt.subplots(1, 2)
    other.axis("off")
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: on the current figure, without a new one
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    plt.loglog(hs, fwd, "o-", label="forward")
    plt.loglog(hs, cen, "s--", label="central")
    plt.xlabel("h"), plt.ylabel("error"), plt.title("Errors"), plt.legend()
    return plt.gca()


# %% right: a context of another style, Figure without pyplot
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    from matplotlib.figure import Figure

    with plt.style.context("ggplot"):
        ax = Figure().subplots()
        ax.loglog(hs, fwd, "o-", label="forward")
        ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: the points in random order
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    order = torch.randperm(len(hs))
    fig, ax = plt.subplots()
    ax.loglog(hs[order], fwd[order], "o", label="forward")
    ax.loglog(hs[order], cen[order], "s", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: zero errors lifted, so that a logarithm can show them
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.loglog(hs, fwd.clamp(min=1e-17), "o-", label="forward")
    ax.loglog(hs, cen.clamp(min=1e-17), "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: a loop over h, plain numbers, symmetric step as rounded
def plot_errors(f, slope, x, hs):
    fig, ax = plt.subplots()
    x0 = float(x)
    rows = []
    for h in hs.tolist():
        up, down = x0 + h, x0 - h
        g = lambda t: float(f(torch.tensor(t, dtype=torch.float64)))
        rows.append(
            (
                h,
                abs((g(up) - g(x0)) / (up - x0 or h) - slope),
                abs((g(up) - g(down)) / (up - down or h) - slope),
            )
        )
    h, a, b = zip(*rows)
    ax.loglog(h, a, "o-", label="forward")
    ax.loglog(h, b, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: a lambda and a class
class Plot:
    def __init__(self, hs):
        self.hs = hs
        self.ax = plt.subplots()[1]

    def __call__(self, *ys):
        for y, (name, mark) in zip(ys, {"forward": "o", "central": "d"}.items()):
            self.ax.plot(self.hs, y, mark, ls="-", label=name)
        self.ax.set(
            xscale="log", yscale="log", xlabel=r"$h$", ylabel=r"$|e|$", title=r"$|e|$ over $h$"
        )
        self.ax.legend(title="difference")
        return self.ax


def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    return Plot(hs)(fwd, cen)


# %% right: step() and fill
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fig, ax = plt.subplots()
    ax.step(hs, fwd, where="mid", label="forward")
    ax.step(hs, cen, where="mid", label="central", ls=":")
    ax.set_xscale("log"), ax.set_yscale("log")
    ax.fill_between(hs, fwd, cen, alpha=0.2)
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: interactive mode on and other figures left open
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    plt.ion()
    plt.figure()
    plt.figure()
    fig, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: named sum and max, shadowed
sum = max = None


def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: inverted x axis, grid, ticks, limits
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.invert_xaxis()
    ax.grid(True, which="both")
    ax.set_ylim(1e-12, 10)
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: the legend outside, made by hand
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    from matplotlib.lines import Line2D

    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend(
        handles=[
            Line2D([], [], marker="o", label="forward"),
            Line2D([], [], marker="s", label="central"),
        ]
    )
    return ax


# %% wrong: legend before the curves -> The legend does not name 'forward'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.legend()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    return ax


# %% wrong: the legend names other things -> The legend does not name 'forward'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend(["red", "blue"])
    return ax


# %% wrong: an empty legend -> The legend does not name 'forward'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend([], [])
    return ax


# %% wrong: the steps are doubled in place -> changed the values of hs
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    hs *= 1000
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: halves the caller's steps and is right for them -> changed the values of hs
def plot_errors(f, slope, x, hs):
    hs /= 2
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: signed errors -> right without its signs
def plot_errors(f, slope, x, hs):
    fwd = (f(x + hs) - f(x)) / hs - slope
    cen = (f(x + hs) - f(x - hs)) / (2 * hs) - slope
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: negative errors -> right without its signs
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fwd = -fwd
    cen = -cen
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: relative errors -> Line 'forward' shows other values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fwd = fwd / slope
    cen = cen / slope
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: squared errors -> Line 'forward' shows other values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fwd = fwd**2
    cen = cen**2
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: errors below 1e-9 cut to zero -> Line 'central' shows other values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fwd = torch.where(fwd < 1e-9, 0, fwd)
    cen = torch.where(cen < 1e-9, 0, cen)
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: backward difference -> Line 'forward' shows other values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x) - f(x - hs)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: half the step on each side -> Line 'central' shows other values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs / 2) - f(x - hs / 2)) / hs - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: the same line style for both -> differ by colour alone
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "r-", label="forward")
    ax.loglog(hs, cen, "b-", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: invisible curves -> No visible line is labelled 'forward'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "", ls="none", label="forward")
    ax.loglog(hs, cen, visible=False, label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: everything masked -> not finite: nan
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    import numpy as np

    _, ax = plt.subplots()
    ax.loglog(hs, np.ma.array(fwd.numpy(), mask=True), label="forward")
    ax.loglog(hs, np.ma.array(cen.numpy(), mask=True), label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: NaN where rounding takes over -> not finite: nan
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fwd = torch.where(hs < 1e-8, math.nan, fwd)
    cen = torch.where(hs < 1e-8, math.nan, cen)
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: all NaN -> not finite: nan
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fwd = fwd * math.nan
    cen = cen * math.nan
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: infinite -> not finite: inf
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    fwd = fwd / 0
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: steps as text -> drawn over other x values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.plot([f"{h:.9g}" for h in hs], fwd, label="forward")
    ax.plot([f"{h:.9g}" for h in hs], cen, "--", label="central")
    ax.set_xscale("log"), ax.set_yscale("log")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: steps as words -> drawn over other x values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.plot([f"h={h:.9g}" for h in hs], fwd, label="forward")
    ax.plot([f"h={h:.9g}" for h in hs], cen, "--", label="central")
    ax.set_xscale("log"), ax.set_yscale("log")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: steps as dates -> drawn over other x values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    import datetime

    days = [datetime.datetime(2020, 1, 1) + datetime.timedelta(days=k) for k in range(len(hs))]
    _, ax = plt.subplots()
    ax.semilogy(days, fwd, label="forward")
    ax.semilogy(days, cen, "--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: the number of the step instead of the step -> drawn over other x values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(fwd, label="forward")
    ax.loglog(cen, label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: logarithms on linear axes -> drawn over other x values
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.plot(hs.log10(), fwd.log10(), label="forward")
    ax.plot(hs.log10(), cen.log10(), label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: only y is logarithmic -> x axis is linear
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.semilogy(hs, fwd, label="forward")
    ax.semilogy(hs, cen, label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: symlog -> x axis is symlog
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set_xscale("symlog"), ax.set_yscale("symlog")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: twin axes -> No visible line is labelled 'central'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, label="forward")
    twin = ax.twinx()
    twin.loglog(hs, cen, "--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: an array of axes -> Return the Axes you drew on; yours is a ndarray
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, axes = plt.subplots(1, 2)
    axes[0].loglog(hs, fwd, label="forward")
    axes[1].loglog(hs, cen, label="central")
    return axes


# %% wrong: figure and axes -> Return the Axes you drew on; yours is a tuple
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return plt.gcf(), ax


# %% wrong: the lines -> Return the Axes you drew on; yours is a list
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.set(xlabel="h", ylabel="error", title="Errors")
    return ax.loglog(hs, fwd, hs, cen)


# %% wrong: pyplot itself -> Return the Axes you drew on; yours is a module
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return plt


# %% wrong: nothing returned -> Return the Axes you drew on; yours is a NoneType
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    plt.show()


# %% wrong: scatter, told apart by colour alone -> Two curves differ by colour alone
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.scatter(hs, fwd, label="forward")
    ax.scatter(hs, cen, label="central")
    ax.set_xscale("log"), ax.set_yscale("log")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: error bars -> No visible line is labelled 'forward'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.errorbar(hs, fwd, label="forward")
    ax.errorbar(hs, cen, label="central")
    ax.set_xscale("log"), ax.set_yscale("log")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: labels capitalised -> No visible line is labelled 'forward'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, label="Forward")
    ax.loglog(hs, cen, label="Central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: one label for two lines, a wrong one first -> 2 lines are labelled
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, 0 * fwd + 1, label="forward")
    ax.loglog(hs, fwd, label="forward")
    ax.loglog(hs, cen, label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: blank labels -> x axis has no label
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel=" ", ylabel="", title="\n")
    ax.legend()
    return ax


# %% wrong: one point is missing -> has 13 points; 14 are wanted
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    hs, fwd, cen = hs[1:], fwd[1:], cen[1:]
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: each point twice -> has 28 points; 14 are wanted
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    hs, fwd, cen = (t.repeat(2) for t in (hs, fwd, cen))
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: plt is gone -> raised AttributeError
plt = None


def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: raises in the plot -> raised ValueError
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    raise ValueError("no plot today")


# %% wrong: SystemExit in the plot -> raised SystemExit
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    raise SystemExit


# %% wrong: NotImplementedError from torch itself -> raised NotImplementedError
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    torch.softmax(hs.long(), 0)
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: wants a gradient -> looks like: numpy mix
def plot_errors(f, slope, x, hs):
    x = x.clone().requires_grad_()
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: a polar plot -> x axis is linear
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    ax = plt.figure().add_subplot(projection="polar")
    ax.plot(hs, fwd, label="forward")
    ax.plot(hs, cen, label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% wrong: axes of a closed and cleared figure -> No visible line is labelled 'forward'
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    plt.gcf().clear()
    plt.close("all")
    return ax


# %% wrong: axes removed from their figure -> in no figure any more
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "o-", label="forward")
    ax.loglog(hs, cen, "s--", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    ax.remove()
    return ax


# %% right: dash patterns of its own
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, linestyle=(0, (1, 1)), label="forward")
    ax.loglog(hs, cen, linestyle=(0, (6, 2)), label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: dashes as a keyword
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, dashes=(1, 2), label="forward")
    ax.loglog(hs, cen, dashes=(5, 2), label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: hollow and filled markers
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, "ko-", label="forward")
    ax.loglog(hs, cen, "ko-", markerfacecolor="white", label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: the course's own style, nothing said about lines
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, label="forward")
    ax.loglog(hs, cen, label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: tick markers by number, mathtext markers
def plot_errors(f, slope, x, hs):
    fwd = ((f(x + hs) - f(x)) / hs - slope).abs()
    cen = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, ax = plt.subplots()
    ax.loglog(hs, fwd, marker="$f$", label="forward")
    ax.loglog(hs, cen, marker=(5, 1), label="central")
    ax.set(xlabel="h", ylabel="error", title="Errors")
    ax.legend()
    return ax


# %% right: scatter, with a marker each
def plot_errors(f, slope, x, hs):
    forward = ((f(x + hs) - f(x)) / hs - slope).abs()
    central = ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs()
    _, axes = plt.subplots()
    axes.scatter(hs, forward, marker="o", label="forward")
    axes.scatter(hs, central, marker="x", label="central")
    axes.set_xscale("log"), axes.set_yscale("log")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: shown, and then asked for the current axes -> plt.show() ended your figure
def plot_errors(f, slope, x, hs):
    plt.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), "o-", label="forward")
    plt.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), "s--", label="central")
    plt.xlabel("h"), plt.ylabel("error"), plt.title("Errors"), plt.legend()
    plt.show()
    return plt.gca()


# %% wrong: evenly spaced steps of its own -> is drawn over other x values
def plot_errors(f, slope, x, hs):
    hs = torch.logspace(hs[0].log10(), hs[-1].log10(), len(hs), dtype=hs.dtype)
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), "o-", label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), "s--", label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: another function than the given one -> other values than it should
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    forward = (torch.sin(x + hs) - torch.sin(x)) / hs
    central = (torch.sin(x + hs) - torch.sin(x - hs)) / (2 * hs)
    axes.loglog(hs, (forward - slope).abs(), "o-", label="forward")
    axes.loglog(hs, (central - slope).abs(), "s--", label="central")
    axes.set(xlabel="step h", ylabel="error", title="Two differences")
    axes.legend()
    return axes


# %% wrong: the legend exchanges the names -> The legend names the line that is labelled 'forward' 'central'
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), "o-", label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), "s--", label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend(["central", "forward"])
    return axes


# %% right: the name of a module is a scratch line's, and names are given to the legend only
math = "notes on the two formulas"


def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs.cpu(), ((f(x + hs) - f(x)) / hs - slope).abs().cpu(), "o-")
    axes.loglog(hs.cpu(), ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs().cpu(), "s--")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend(["forward", "central"])
    return axes
