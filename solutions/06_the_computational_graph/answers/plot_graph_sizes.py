# %% right: a counter of its own, recursively
def plot_graph_sizes(functions, x, most):
    def nodes(node, seen):
        if node is not None and node not in seen:
            seen.add(node)
            for following, _ in node.next_functions:
                nodes(following, seen)
        return len(seen)

    figure, axes = plt.subplots()
    styles = ["-", "--", ":", "-."]
    for k, name in enumerate(functions):
        leaf = x.detach().clone().requires_grad_(True)
        ys = [functions[name](leaf)]
        for _ in range(most):
            ys += torch.autograd.grad(ys[-1], leaf, create_graph=True)
        counts = [nodes(y.grad_fn, set()) for y in ys]
        axes.plot(list(range(most + 1)), counts, styles[k], marker="o", label=name)
    axes.set_xlabel("order")
    axes.set_ylabel("number of nodes")
    axes.set_title("Graph sizes")
    axes.legend()
    return axes


# %% right: layer by layer, all derivatives first
def plot_graph_sizes(functions, x, most):
    def derivatives(function):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        yield y
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, torch.ones_like(y), create_graph=True)
            yield y

    def size(y):
        known = layer = {y.grad_fn}
        while layer:
            layer = {to for node in layer for to, _ in node.next_functions} - {None} - known
            known = known | layer
        return len(known)

    _, axes = plt.subplots()
    for marker, (name, function) in zip("o^sv", functions.items()):
        axes.plot([size(y) for y in derivatives(function)], marker=marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% right: the package's counter, torch tensors drawn
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("x+ds", functions.items()):
        leaf = x.clone().requires_grad_()
        derivatives = [function(leaf)]
        while len(derivatives) <= most:
            derivatives.append(torch.autograd.grad(derivatives[-1], [leaf], create_graph=True)[0])
        sizes = torch.tensor([len(reachable(each)) for each in derivatives], device="cpu")
        axes.plot(torch.arange(most + 1, device="cpu"), sizes, marker, label=name)
    axes.set(xlabel="n", ylabel="nodes", title="How fast graphs grow")
    axes.legend()
    return axes


# %% wrong: the same order all the time -> shows other values
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = []
        for _ in range(most + 1):
            counts.append(len(reachable(y)))
            torch.autograd.grad(y, leaf, create_graph=True)
        axes.plot(range(most + 1), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: the derivative is not recorded -> raised RuntimeError
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = [len(reachable(y))]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, retain_graph=True)
            counts.append(len(reachable(y)))
        axes.plot(range(most + 1), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: begins with order 1 -> looks like: wrong order
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = []
        for _ in range(most + 1):
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
            counts.append(len(reachable(y)))
        axes.plot(range(most + 1), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: one order too few -> 3 points
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y, counts = function(leaf), []
        for _ in range(most):
            counts.append(len(reachable(y)))
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
        axes.plot(range(most), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: values instead of counts -> shows other values
def plot_graph_sizes(functions, x, most):
    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = [y.item()]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
            counts.append(y.item())
        axes.plot(range(most + 1), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: no legend -> legend
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = [len(reachable(y))]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
            counts.append(len(reachable(y)))
        axes.plot(range(most + 1), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    return axes


# %% wrong: logarithmic -> scale
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = [len(reachable(y))]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
            counts.append(len(reachable(y)))
        axes.semilogy(range(most + 1), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: both curves look alike -> colour
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for name, function in functions.items():
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = [len(reachable(y))]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
            counts.append(len(reachable(y)))
        axes.plot(range(most + 1), counts, "o-", label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: hard-coded for the lesson's functions -> shows other values
def plot_graph_sizes(functions, x, most):
    _, axes = plt.subplots()
    for marker, name, counts in zip("os", functions, ([2, 3, 4, 3], [8, 17, 46, 129])):
        axes.plot(range(4), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()
    return axes


# %% wrong: nothing returned -> Axes
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, axes = plt.subplots()
    for marker, (name, function) in zip("os^v", functions.items()):
        leaf = x.clone().requires_grad_()
        y = function(leaf)
        counts = [len(reachable(y))]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, leaf, create_graph=True)
            counts.append(len(reachable(y)))
        axes.plot(range(most + 1), counts, marker, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="Growth")
    axes.legend()


# %% right: helpers under names that the test used to take
def _sizes(y, leaf, orders):
    _at = []
    for _ in orders:
        seen, waiting = set(), [y.grad_fn]
        for node in waiting:
            if node is not None and node not in seen:
                seen.add(node)
                waiting.extend(to for to, _ in node.next_functions)
        _at.append(len(seen))
        (y,) = torch.autograd.grad(y, leaf, create_graph=True)
    return _at


def plot_graph_sizes(functions, x, most):
    _, axes = plt.subplots()
    _some = range(most + 1)
    for marker, (name, function) in zip("x+ds", functions.items()):
        leaf = x.clone().requires_grad_()
        axes.plot(_some, _sizes(function(leaf), leaf, _some), marker, label=name)
    axes.set(xlabel="n", ylabel="nodes", title="How fast graphs grow")
    axes.legend()
    return axes


# %% wrong: x marked -> left its mark on x
def plot_graph_sizes(functions, x, most):
    from autograder.lesson.kit import reachable

    _, ax = plt.subplots()
    x.requires_grad_()
    for (n, f), m in zip(functions.items(), "osv^"):
        y = f(x)
        c = [len(reachable(y))]
        for _ in range(most):
            (y,) = torch.autograd.grad(y, x, create_graph=True)
            c.append(len(reachable(y)))
        ax.plot(range(most + 1), c, m + "-", label=n)
    ax.set(xlabel="a", ylabel="b", title="c")
    ax.legend()
    return ax


# %% wrong: always at 2 -> Line 'branch' shows other values
from autograder.lesson.kit import reachable


def plot_graph_sizes(functions, x, most):
    _, axes = plt.subplots()
    for (name, f), style in zip(functions.items(), ["-o", "--s", ":^", "-.x", "-D", "--v"]):
        a = torch.tensor(2.0, requires_grad=True)
        y, sizes = f(a), []
        for k in range(most + 1):
            sizes.append(len(reachable(y)))
            if k < most + 1 - 1:
                (y,) = torch.autograd.grad(y, a, create_graph=True)
        axes.plot(range(most + 1), sizes, style, label=name)
    axes.set(xlabel="order", ylabel="nodes", title="growth")
    axes.legend()
    return axes


# %% wrong: at 1, wherever x lies -> shows other values than it should
from autograder.lesson.kit import reachable


def plot_graph_sizes(functions, x, most):
    _, axes = plt.subplots()
    for number, (name, f) in enumerate(functions.items()):
        leaf = torch.ones_like(x).requires_grad_()
        y, sizes = f(leaf), []
        for order in range(most + 1):
            sizes.append(len(reachable(y)))
            if order < most:
                (y,) = torch.autograd.grad(y, leaf, create_graph=True)
        axes.plot(range(most + 1), sizes, marker="osv^D*"[number % 6], label=name)
    axes.set(xlabel="order", ylabel="nodes", title="growth")
    axes.legend()
    return axes
