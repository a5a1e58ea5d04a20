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


# %% wrong: the differences, not their errors
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, (f(x + hs) - f(x)) / hs, label="forward")
    axes.loglog(hs, (f(x + hs) - f(x - hs)) / (2 * hs), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: central divided by h
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / hs - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: labels swapped
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="central")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="forward")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: one curve for both
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    error = ((f(x + hs) - f(x)) / hs - slope).abs()
    axes.loglog(hs, error, label="forward")
    axes.loglog(hs, error, label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: no labels
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs())
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs())
    axes.set(xlabel="h", ylabel="error", title="Errors")
    return axes


# %% wrong: no legend
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    return axes


# %% wrong: linear axes
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.plot(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.plot(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: no title
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error")
    axes.legend()
    return axes


# %% wrong: the figure, not the axes
def plot_errors(f, slope, x, hs):
    figure, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return figure


# %% wrong: hard-coded to the shown function
def plot_errors(f, slope, x, hs):
    f, slope, x = torch.exp, math.e, torch.tensor(1.0, dtype=torch.float64)
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: float32 where float64 is needed
def plot_errors(f, slope, x, hs):
    x, h = x.float(), hs.float()
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + h) - f(x)) / h - slope).abs(), label="forward")
    axes.loglog(hs, ((f(x + h) - f(x - h)) / (2 * h) - slope).abs(), label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: zeros
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, 0 * hs, label="forward")
    axes.loglog(hs, 0 * hs, label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: no absolute value
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, (f(x + hs) - f(x)) / hs - slope, "o-", label="forward")
    axes.loglog(hs, (f(x + hs) - f(x - hs)) / (2 * hs) - slope, "s--", label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes


# %% wrong: told apart by colour alone
def plot_errors(f, slope, x, hs):
    _, axes = plt.subplots()
    axes.loglog(hs, ((f(x + hs) - f(x)) / hs - slope).abs(), "o-", label="forward")
    axes.loglog(hs, ((f(x + hs) - f(x - hs)) / (2 * hs) - slope).abs(), "o-", label="central")
    axes.set(xlabel="h", ylabel="error", title="Errors")
    axes.legend()
    return axes
