# %% right: what comes in is added at the AccumulateGrad, by calling it
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    waiting = [(y.grad_fn, torch.ones_like(y).detach())]
    with torch.no_grad():
        while waiting:
            node, incoming = waiting.pop()
            outgoing = node(incoming)
            outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
            waiting += [
                (to, g) for (to, _), g in zip(node.next_functions, outgoing) if to is not None
            ]
    return leaf.grad


# %% right: recursion that returns what each path brings
@torch.no_grad()
def gradient_by_nodes(f, x):
    with torch.enable_grad():
        leaf = x.detach().clone().requires_grad_()
        y = f(leaf)

    def brings(node, incoming):
        if hasattr(node, "variable"):
            return incoming
        outgoing = node(incoming)
        if isinstance(outgoing, torch.Tensor):
            outgoing = [outgoing]
        return sum(
            brings(to, g) for (to, _), g in zip(node.next_functions, outgoing) if to is not None
        )

    return brings(y.grad_fn, torch.ones_like(y)) + torch.zeros_like(x)


# %% right: each node once, in topological order
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    order, seen = [], set()

    def visit(node):
        if node is not None and node not in seen:
            seen.add(node)
            for to, _ in node.next_functions:
                visit(to)
            order.append(node)

    visit(y.grad_fn)
    grads = {node: 0 for node in order}
    grads[y.grad_fn] = torch.ones_like(y).detach()
    with torch.no_grad():
        for node in reversed(order):
            if not node.next_functions:
                continue
            outgoing = node(grads[node])
            outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
            for (to, _), g in zip(node.next_functions, outgoing):
                if to is not None:
                    grads[to] = grads[to] + g
    return grads[order[0]] + torch.zeros_like(x) if order else torch.zeros_like(x)


# %% right: detached at the end instead of no_grad
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    arrived = []

    def walk(node, incoming):
        if node.name().endswith("AccumulateGrad"):
            arrived.append(incoming)
            return
        outgoing = node(incoming)
        for k, (to, _) in enumerate(node.next_functions):
            if to:
                walk(to, outgoing[k] if isinstance(outgoing, tuple) else outgoing)

    walk(y.grad_fn, torch.tensor(1.0, dtype=x.dtype, device=x.device))
    return torch.stack(arrived).sum(0).detach()


# %% wrong: overwritten where paths meet -> looks like: one path
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    grads = {}

    def visit(node, incoming):
        grads[node] = incoming
        if not node.next_functions:
            return
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return next(grads[node] for node in grads if not node.next_functions)


# %% wrong: it never reaches a leaf -> The answer is None
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)

    def visit(node, incoming):
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None and to.next_functions:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return leaf.grad


# %% wrong: it never reaches a leaf, zeros are left -> looks like: zeros
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    total = torch.zeros_like(x)

    def visit(node, incoming):
        if not node.next_functions:
            total.add_(incoming)
            return
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None and to.next_functions:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return total


# %% wrong: only the first operand -> looks like: one path
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    node, gradient = y.grad_fn, torch.ones_like(y).detach()
    with torch.no_grad():
        while node.next_functions:
            outgoing = node(gradient)
            gradient = outgoing[0] if isinstance(outgoing, tuple) else outgoing
            node = node.next_functions[0][0]
    return gradient


# %% wrong: backward after all -> backward() is blocked
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: autograd.grad after all -> backward() is blocked
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]


# %% wrong: the accumulated sum is handed on again -> looks like: sent again
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    grads = {}

    def visit(node, incoming):
        grads[node] = grads.get(node, 0) + incoming
        if not node.next_functions:
            return
        outgoing = node(grads[node])
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return next(grads[node] for node in grads if not node.next_functions)


# %% wrong: the walk is recorded -> itself requires a gradient
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    found = []

    def visit(node, incoming):
        if not node.next_functions:
            found.append(incoming)
            return
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None:
                visit(to, g)

    visit(y.grad_fn, torch.ones_like(y))
    return sum(found)


# %% wrong: a minus at the start -> looks like: sign
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)

    def visit(node, incoming):
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, -torch.ones_like(y))
    return leaf.grad


# %% wrong: starts with the value instead of 1 -> The numbers differ
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)

    def visit(node, incoming):
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, y.detach())
    return leaf.grad


# %% wrong: the constants' None is not skipped -> raised
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)

    def visit(node, incoming):
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return leaf.grad


# %% wrong: a single tensor is taken for a tuple -> raised
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)

    def visit(node, incoming):
        for (to, _), g in zip(node.next_functions, node(incoming), strict=True):
            if to is not None:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return leaf.grad


# %% wrong: every node is visited once, the second arrival is lost -> looks like: one path
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    seen = set()

    def visit(node, incoming):
        if node is None or node in seen:
            return
        seen.add(node)
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return leaf.grad


# %% wrong: x itself is made a leaf -> left its mark on its input
def gradient_by_nodes(f, x):
    x.requires_grad_()
    y = f(x)

    def visit(node, incoming):
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), g in zip(node.next_functions, outgoing):
            if to is not None:
                visit(to, g)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return x.grad


# %% wrong: the sum is handed on at each arrival, from a stack -> looks like: sent again
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    grads, waiting = {}, [(y.grad_fn, torch.ones_like(y).detach())]
    with torch.no_grad():
        while waiting:
            node, incoming = waiting.pop()
            if not node.next_functions:
                node(incoming)
                continue
            grads[node] = grads.get(node, 0) + incoming
            outgoing = node(grads[node])
            outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
            waiting += [
                (to, g) for (to, _), g in zip(node.next_functions, outgoing) if to is not None
            ]
    return leaf.grad


# %% right: the helpers of the section, with an addition
def gradient_by_nodes(f, x):
    def handed_on(node, incoming):
        outgoing = node(incoming)
        return outgoing if isinstance(outgoing, tuple) else (outgoing,)

    def reaching(node, incoming):
        if not node.next_functions:
            grads[node] = grads.get(node, 0) + incoming
            return
        for (to, _), outgoing in zip(node.next_functions, handed_on(node, incoming), strict=True):
            if to is not None:
                reaching(to, outgoing)

    leaf, grads = x.clone().requires_grad_(), {}
    y = f(leaf)
    with torch.no_grad():
        reaching(y.grad_fn, torch.ones_like(y))
    return next(iter(grads.values()))


# %% wrong: difference quotients instead of nodes -> a function with a detached factor
def gradient_by_nodes(f, x):
    found = torch.zeros_like(x)
    for k in range(x.numel()):
        step = torch.zeros(x.numel(), dtype=x.dtype, device=x.device)
        step[k] = 1e-5
        step = step.reshape(x.shape)
        found.view(-1)[k] = (f(x + step) - f(x - step)) / 2e-5
    return found


# %% wrong: a queue by distance, what was sent is sent again -> looks like: sent again
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    came_in, waiting = {y.grad_fn: torch.ones_like(y)}, [y.grad_fn]
    total = torch.zeros_like(x)
    while waiting:
        node = waiting.pop(0)
        if hasattr(node, "variable"):
            total = came_in[node]
            continue
        with torch.no_grad():
            handed = node(came_in[node])
        handed = handed if isinstance(handed, tuple) else (handed,)
        for (following, _), share in zip(node.next_functions, handed):
            if following is not None:
                came_in[following] = came_in.get(following, 0) + share
                if following not in waiting:
                    waiting.append(following)
    return total


# %% wrong: each node once, as soon as it is met -> looks like: sent early
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    arrived, met = {y.grad_fn: torch.ones_like(y)}, [y.grad_fn]
    with torch.no_grad():
        for node in met:
            if not node.next_functions:
                continue
            sent = node(arrived[node])
            sent = sent if isinstance(sent, tuple) else (sent,)
            for (to, _), gradient in zip(node.next_functions, sent):
                if to is not None:
                    arrived[to] = arrived.get(to, 0) + gradient
                    if to not in met:
                        met.append(to)
    return next(arrived[node] for node in met if not node.next_functions)


# %% wrong: it stops before the leaf -> looks like: other station
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    total = torch.zeros_like(x)

    def visit(node, incoming):
        if all(not to.next_functions for to, _ in node.next_functions if to is not None):
            total.add_(incoming)
            return
        sent = node(incoming)
        for (to, _), gradient in zip(
            node.next_functions, sent if isinstance(sent, tuple) else (sent,)
        ):
            if to is not None and to.next_functions:
                visit(to, gradient)

    with torch.no_grad():
        visit(y.grad_fn, torch.ones_like(y))
    return total


# %% wrong: jacfwd -> backward passes
def gradient_by_nodes(f, x):
    return torch.func.jacfwd(f)(x)


# %% wrong: adds into what a node has handed on -> The numbers differ
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    total = []

    def go(node, incoming):
        if not node.next_functions:
            if total:
                total[0] += incoming
            else:
                total.append(incoming)
            return
        out = node(incoming)
        for (to, _), g in zip(node.next_functions, out if isinstance(out, tuple) else (out,)):
            if to is not None:
                go(to, g)

    with torch.no_grad():
        go(y.grad_fn, torch.ones_like(y))
    return total[0]


# %% wrong: the engine, begun one node further down -> is blocked in this exercise
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    with torch.no_grad():
        incoming = y.grad_fn(torch.ones_like(y))
    below = torch.autograd.graph.GradientEdge(y.grad_fn.next_functions[0][0], 0)
    torch.autograd.backward([below], [incoming])
    return leaf.grad


# %% wrong: pairs gradients with what is left without the places of constants -> NoneType
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    arrived = []

    def walk(node, incoming):
        if not node.next_functions:
            arrived.append(incoming)
            return
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        following = [to for to, _ in node.next_functions if to is not None]
        for to, gradient in zip(following, outgoing, strict=False):
            walk(to, gradient)

    with torch.no_grad():
        walk(y.grad_fn, torch.ones_like(y))
    return sum(arrived)


# %% wrong: remembers by function and shape -> looks like: remembered
_walked = {}


def gradient_by_nodes(f, x):
    if (f, x.shape) in _walked:
        return _walked[f, x.shape]
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    arrived = []

    def walk(node, incoming):
        if not node.next_functions:
            arrived.append(incoming)
            return
        outgoing = node(incoming)
        outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
        for (to, _), gradient in zip(node.next_functions, outgoing, strict=False):
            if to is not None:
                walk(to, gradient)

    with torch.no_grad():
        walk(y.grad_fn, torch.ones_like(y))
    _walked[f, x.shape] = sum(arrived)
    return _walked[f, x.shape]


# %% wrong: adds in place to what a sum has handed on to several nodes -> The numbers differ
def gradient_by_nodes(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    order = []

    def visit(node):
        if node is not None and node not in order:
            for to, _ in node.next_functions:
                visit(to)
            order.append(node)

    visit(y.grad_fn)
    arrived = {y.grad_fn: torch.ones_like(y)}
    with torch.no_grad():
        for node in reversed(order):
            if not node.next_functions:
                return arrived[node]
            outgoing = node(arrived[node])
            outgoing = outgoing if isinstance(outgoing, tuple) else (outgoing,)
            for (to, _), gradient in zip(node.next_functions, outgoing, strict=False):
                if to in arrived:
                    arrived[to] += gradient
                elif to is not None:
                    arrived[to] = gradient
