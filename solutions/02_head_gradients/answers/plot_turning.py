# %% right: the Jacobian once, then products
def plot_turning(f, x, angles):
    J = torch.func.jacrev(f)(x)
    heads = torch.stack([angles.cos(), angles.sin()], dim=1)
    gradients = (heads @ J).cpu()
    fig = plt.figure()
    ax = fig.add_subplot()
    ax.plot(angles.cpu(), gradients[:, 0], "o-", label="x.grad[0]")
    ax.plot(angles.cpu(), gradients[:, 1], "s-", label="x.grad[1]")
    ax.set_xlabel("angle")
    ax.set_ylabel("gradient")
    ax.set_title("turning")
    ax.legend()
    return ax


# %% right: one graph for all heads, .grad cleared in between
def plot_turning(f, x, angles):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    entries = {"x.grad[0]": [], "x.grad[1]": []}
    for a in angles.tolist():
        leaf.grad = None
        head = torch.tensor([math.cos(a), math.sin(a)], dtype=y.dtype, device=y.device)
        y.backward(head, retain_graph=True)
        for k, values in enumerate(entries.values()):
            values.append(leaf.grad[k].item())
    _, axes = plt.subplots()
    for (label, values), style in zip(entries.items(), ["-", ":"]):
        axes.plot(angles.tolist(), values, style, label=label)
    axes.set(xlabel="a", ylabel="entry", title="Once round")
    axes.legend(loc="lower left")
    return axes


# %% right: pyplot's own state, the angles backward
def plot_turning(f, x, angles):
    angles = angles.flip(0)
    rows = []
    for angle in angles:
        leaf = x.detach().clone().requires_grad_()
        y = f(leaf)
        (angle.cos() * y[0] + angle.sin() * y[1]).backward()
        rows.append(leaf.grad)
    both = torch.stack(rows).T.cpu()
    plt.figure()
    plt.plot(angles.cpu(), both[1], "--", label="x.grad[1]")
    plt.plot(angles.cpu(), both[0], "-", label="x.grad[0]")
    plt.xlabel("angle")
    plt.ylabel("x.grad")
    plt.title("Turning the head")
    plt.legend()
    return plt.gca()


# %% right: torch.autograd.grad with a batch of heads
def plot_turning(f, x, angles):
    leaf = x.clone().requires_grad_()
    heads = torch.stack([angles.cos(), angles.sin()], dim=1)
    (rows,) = torch.autograd.grad(f(leaf), leaf, heads, is_grads_batched=True)
    _, axes = plt.subplots()
    axes.plot(angles.cpu().numpy(), rows[:, 0].cpu().numpy(), label="x.grad[0]", marker="x")
    axes.plot(angles.cpu().numpy(), rows[:, 1].cpu().numpy(), label="x.grad[1]", marker="+")
    axes.set(xlabel="angle of v", ylabel="entries", title="Jᵀv")
    axes.legend()
    return axes


# %% wrong: .grad accumulates from angle to angle -> looks like: not zeroed
def plot_turning(f, x, angles):
    leaf = x.clone().requires_grad_()
    first, second = [], []
    for angle in angles:
        f(leaf).backward(torch.stack([angle.cos(), angle.sin()]))
        first.append(leaf.grad[0].item())
        second.append(leaf.grad[1].item())
    _, axes = plt.subplots()
    axes.plot(angles, first, label="x.grad[0]")
    axes.plot(angles, second, "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: the Jacobian from the wrong side -> looks like: row for column
def plot_turning(f, x, angles):
    J = torch.func.jacrev(f)(x)
    rates = (J @ torch.stack([angles.cos(), angles.sin()])).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rates[0], label="x.grad[0]")
    axes.plot(angles, rates[1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: the head as a scale -> looks like: head as scale
def plot_turning(f, x, angles):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    _, axes = plt.subplots()
    axes.plot(angles, angles.cos() * leaf.grad[0], label="x.grad[0]")
    axes.plot(angles, angles.sin() * leaf.grad[1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: labels swapped -> Line 'x.grad[0]' shows what line 'x.grad[1]' should
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 1], label="x.grad[0]")
    axes.plot(angles, rows[:, 0], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: the names of one .grad, zeroed in between -> looks like: live name
def plot_turning(f, x, angles):
    leaf = x.clone().requires_grad_()
    gathered = []
    for angle in angles:
        if leaf.grad is not None:
            leaf.grad.zero_()
        f(leaf).backward(torch.stack([angle.cos(), angle.sin()]))
        gathered.append(leaf.grad)
    _, axes = plt.subplots()
    axes.plot(angles, [g[0].item() for g in gathered], label="x.grad[0]")
    axes.plot(angles, [g[1].item() for g in gathered], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: sign -> looks like: sign
def plot_turning(f, x, angles):
    rows = -(torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="x.grad[0]")
    axes.plot(angles, rows[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: one curve is twice as high -> Line 'x.grad[1]' shows other values
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="x.grad[0]")
    axes.plot(angles, 2 * rows[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: sine and cosine exchanged -> shows other values
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.sin(), angles.cos()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="x.grad[0]")
    axes.plot(angles, rows[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: angles taken for degrees -> looks like: degrees
def plot_turning(f, x, angles):
    a = torch.deg2rad(angles)
    rows = (torch.stack([a.cos(), a.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="x.grad[0]")
    axes.plot(angles, rows[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: a head of ones throughout -> looks like: head ignored
def plot_turning(f, x, angles):
    first, second = [], []
    for _ in angles:
        leaf = x.clone().requires_grad_()
        f(leaf).backward(torch.ones_like(x))
        first.append(leaf.grad[0].item())
        second.append(leaf.grad[1].item())
    _, axes = plt.subplots()
    axes.plot(angles, first, label="x.grad[0]")
    axes.plot(angles, second, "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: the heads are drawn -> shows other values
def plot_turning(f, x, angles):
    _, axes = plt.subplots()
    axes.plot(angles, angles.cos(), label="x.grad[0]")
    axes.plot(angles, angles.sin(), "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: one entry over the other -> drawn over other x values
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(rows[:, 0], rows[:, 1], label="x.grad[0]")
    axes.set(xlabel="x.grad[0]", ylabel="x.grad[1]", title="Ellipse")
    axes.legend()
    return axes


# %% wrong: the graph is used up -> looks like: graph freed
def plot_turning(f, x, angles):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    _, axes = plt.subplots()
    for angle in angles:
        leaf.grad = None
        y.backward(torch.stack([angle.cos(), angle.sin()]))
    return axes


# %% wrong: no head -> backward starts from one number
def plot_turning(f, x, angles):
    leaf = x.clone().requires_grad_()
    _, axes = plt.subplots()
    for _ in angles:
        f(leaf).backward()
    return axes


# %% wrong: colour alone tells them apart -> colour alone
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], "-", label="x.grad[0]")
    axes.plot(angles, rows[:, 1], "-", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: no legend -> no legend
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="x.grad[0]")
    axes.plot(angles, rows[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    return axes


# %% wrong: other labels -> No visible line is labelled 'x.grad[0]'
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="first")
    axes.plot(angles, rows[:, 1], "--", label="second")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return axes


# %% wrong: the figure is returned -> Return the Axes you drew on
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    figure, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="x.grad[0]")
    axes.plot(angles, rows[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad", title="Turning")
    axes.legend()
    return figure


# %% wrong: no title -> plot has no title
def plot_turning(f, x, angles):
    rows = (torch.stack([angles.cos(), angles.sin()], dim=1) @ torch.func.jacrev(f)(x)).cpu()
    _, axes = plt.subplots()
    axes.plot(angles, rows[:, 0], label="x.grad[0]")
    axes.plot(angles, rows[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="a", ylabel="x.grad")
    axes.legend()
    return axes


# %% wrong: evenly spaced angles of its own -> is drawn over other x values
def plot_turning(f, x, angles):
    angles = torch.linspace(angles[0], angles[-1], len(angles), dtype=angles.dtype)
    J = torch.func.jacrev(f)(x)
    slopes = torch.stack([angles.cos(), angles.sin()], 1) @ J
    _, axes = plt.subplots()
    axes.plot(angles, slopes[:, 0], "-", label="x.grad[0]")
    axes.plot(angles, slopes[:, 1], "--", label="x.grad[1]")
    axes.set(xlabel="angle", ylabel="gradient", title="A turning head")
    axes.legend()
    return axes


# %% wrong: marks the caller's point -> left its mark on x
def plot_turning(f, x, angles):
    _, axes = plt.subplots()
    x.requires_grad_()
    entries = [[], []]
    for angle in angles:
        x.grad = None
        f(x).backward(torch.stack([angle.cos(), angle.sin()]).to(x))
        for k in range(2):
            entries[k].append(x.grad[k].item())
    axes.plot(angles, entries[0], "-", label="x.grad[0]")
    axes.plot(angles, entries[1], "--", label="x.grad[1]")
    axes.set(xlabel="angle", ylabel="entry", title="Once round")
    axes.legend()
    return axes


# %% wrong: remembers the lists by the number of angles -> shows other values
_lists = {}


def plot_turning(f, x, angles):
    _, axes = plt.subplots()
    if len(angles) not in _lists:
        pairs = []
        for a in angles:
            leaf = x.clone().requires_grad_()
            f(leaf).backward(torch.stack([a.cos(), a.sin()]))
            pairs.append(leaf.grad.tolist())
        _lists[len(angles)] = pairs
    pairs = _lists[len(angles)]
    axes.plot(angles.cpu(), [pair[0] for pair in pairs], "-", label="x.grad[0]")
    axes.plot(angles.cpu(), [pair[1] for pair in pairs], "--", label="x.grad[1]")
    axes.set(xlabel="angle", ylabel="x.grad", title="Once round")
    axes.legend()
    return axes
