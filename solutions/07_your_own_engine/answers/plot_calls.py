# %% right: two functions outside
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% right: counted on one walk over all paths
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    calls, values = [], []
    for depth in depths:
        met, waiting = [], [build(depth)]
        while waiting:
            value = waiting.pop()
            met.append(id(value))
            waiting += value.parents
        calls.append(len(met))
        values.append(len(set(met)))
    figure, axes = plt.subplots()
    axes.plot(depths, values, ":", label="each value once")
    axes.plot(depths, calls, "-", marker="^", label="path by path")
    axes.set_xlabel("depth")
    axes.set_ylabel("how many")
    axes.set_title("Calls against values")
    figure.legend()
    return axes


# %% right: calls from an order, without walking the paths
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    def both(depth):
        calls = {}

        def visit(value):
            if value not in calls:
                for parent in value.parents:
                    visit(parent)
                calls[value] = 1 + sum(calls[parent] for parent in value.parents)

        result = build(depth)
        visit(result)
        return calls[result], len(calls)

    pairs = torch.tensor([both(depth) for depth in depths])
    _, axes = plt.subplots()
    axes.plot(depths, pairs[:, 0], "--", label="path by path")
    axes.plot(depths, pairs[:, 1], "-", label="each value once")
    axes.set(title="Reuse", xlabel="depth", ylabel="count")
    axes.legend(loc="upper left")
    return axes


# %% wrong: formula for the shown graph -> looks like: hard coded
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [2 ** (depth + 1) - 1 for depth in depths], "o-", label="path by path")
    axes.plot(depths, [depth + 1 for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% wrong: paths, not calls -> shows other values
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_paths(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


def _paths(value):
    return sum(map(_paths, value.parents)) if value.parents else 1


# %% wrong: the first call not counted -> shows other values
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) - 1 for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% wrong: leaves not counted -> looks like: leaves left out
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(
        depths, [_values(build(depth)) - 1 for depth in depths], "s--", label="each value once"
    )
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% wrong: curves exchanged -> shows what line
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_values(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_count(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% wrong: a parent that is used twice counted once -> shows what line
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_once(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


def _once(value):
    return 1 + sum(map(_once, set(value.parents)))


# %% wrong: values counted on every path -> looks like: shared counted again
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_count(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% wrong: colour alone -> differ by colour alone
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "-", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% wrong: other labels -> No visible line is labelled
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="calls")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="values")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% wrong: logarithmic axis -> a linear scale is wanted
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.set_yscale("log")
    axes.legend()
    return axes


# %% wrong: no title -> has no title
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits")
    axes.legend()
    return axes


# %% wrong: no legend -> There is no legend
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    return axes


# %% wrong: nothing returned -> Return the Axes
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_count(build(depth)) for depth in depths], "o-", label="path by path")
    axes.plot(depths, [_values(build(depth)) for depth in depths], "s--", label="each value once")
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    plt.show()


# %% wrong: drawn over the number of values -> other x values
def _count(value):
    return 1 + sum(map(_count, value.parents))


def _values(value):
    seen, waiting = set(), [value]
    while waiting:
        value = waiting.pop()
        if value not in seen:
            seen.add(value)
            waiting.extend(value.parents)
    return len(seen)


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(
        [_values(build(depth)) for depth in depths],
        [_count(build(depth)) for depth in depths],
        "o-",
        label="path by path",
    )
    axes.plot(
        [_values(build(depth)) for depth in depths],
        [_values(build(depth)) for depth in depths],
        "s--",
        label="each value once",
    )
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% right: helpers under names that the test used to take
def _depths(value):
    return 1 + sum(_depths(parent) for parent in value.parents)


def _rabbits(value, seen):
    if value not in seen:
        seen.add(value)
        for parent in value.parents:
            _rabbits(parent, seen)
    return seen


def plot_calls(build, depths):
    _, axes = plt.subplots()
    axes.plot(depths, [_depths(build(k)) for k in depths], "o-", label="path by path")
    axes.plot(
        depths, [len(_rabbits(build(k), set())) for k in depths], "s--", label="each value once"
    )
    axes.set(xlabel="depth", ylabel="visits", title="What reuse costs")
    axes.legend()
    return axes


# %% right: both in one call, the labels by the legend
def plot_calls(build, depths):
    _, axes = plt.subplots()

    def everything(v):
        yield v
        for p in v.parents:
            yield from everything(p)

    found = [list(everything(build(d))) for d in depths]
    axes.plot(depths, list(map(len, found)), "o-", depths, [len(set(f)) for f in found], "s--")
    axes.legend(["path by path", "each value once"])
    plt.xlabel("depth"), plt.ylabel("count"), plt.title("t")
    return axes
