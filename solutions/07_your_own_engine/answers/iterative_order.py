# %% right: two stacks, turned round at the end
def iterative_order(result):
    # Each value after all that was made from it, by counting the uses that are left.
    uses, waiting = {result: 0}, [result]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in uses:
                uses[parent] = 0
                waiting.append(parent)
            uses[parent] += 1
    order, ready = [], [result]
    while ready:
        value = ready.pop()
        order.append(value)
        for parent in value.parents:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order[::-1]


# %% right: iterators on the stack
def iterative_order(result):
    order, seen, stack = [], {result}, [(result, iter(result.parents))]
    while stack:
        value, rest = stack[-1]
        for parent in rest:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parent.parents)))
                break
        else:
            order.append(value)
            stack.pop()
    return order


# %% right: a value stays on the stack until its parents are done
def iterative_order(result):
    done, stack = {}, [result]
    while stack:
        missing = [parent for parent in stack[-1].parents if parent not in done]
        if missing:
            stack.append(missing[0])
        else:
            done[stack.pop()] = True
    return list(done)


# %% right: ids in place of values
def iterative_order(result):
    order, seen, stack = [], set(), [(False, result)]
    while stack:
        ready, value = stack.pop()
        if ready:
            order += [value]
        elif id(value) not in seen:
            seen |= {id(value)}
            stack += [(True, value)] + [(False, parent) for parent in value.parents]
    return tuple(order)


# %% wrong: recursive -> raised RecursionError
def iterative_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


# %% wrong: written down when first met -> looks like: sent early
def iterative_order(result):
    order, seen, stack = [], set(), [result]
    while stack:
        value = stack.pop()
        if value not in seen:
            seen.add(value)
            order.append(value)
            stack.extend(value.parents)
    return order


# %% wrong: by distance, turned round -> looks like: sent early
def iterative_order(result):
    order = [result]
    for value in order:
        for parent in value.parents:
            if parent not in order:
                order.append(parent)
    return order[::-1]


# %% wrong: the result first -> looks like: sent early
def iterative_order(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            for parent in value.parents:
                stack.append((parent, False))
    return order[::-1]


# %% wrong: no set, so values come again -> looks like: sent again
def iterative_order(result):
    order, stack = [], [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        else:
            stack.append((value, True))
            for parent in value.parents:
                stack.append((parent, False))
    return order


# %% wrong: leaves left out twice over, parents only -> The numbers differ
def iterative_order(result):
    return [*result.parents, result]


# %% wrong: a set has no order -> raised
def iterative_order(result):
    seen, stack = set(), [result]
    while stack:
        value = stack.pop()
        seen.add(value)
        stack.extend(value.parents)
    return sorted(seen)


# %% wrong: the result is missing -> looks like: zeros
def iterative_order(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            for parent in value.parents:
                stack.append((parent, False))
    return order[:-1]


# %% wrong: nothing returned -> raised TypeError
def iterative_order(result):
    order, stack = [], [result]
    while stack:
        value = stack.pop()
        order.append(value)
        stack.extend(value.parents)


# %% wrong: the numbers, not the values -> raised AttributeError
def iterative_order(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value.data)
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            stack += [(parent, False) for parent in value.parents]
    return order


# %% right: from the result, by counting
def iterative_order(result):
    uses, stack, seen = {result: 0}, [result], set()
    while stack:
        value = stack.pop()
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                uses[parent] = uses.get(parent, 0) + 1
                stack.append(parent)
    order, ready = [], [result]
    while ready:
        value = ready.pop()
        order.append(value)
        for parent in value.parents:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order[::-1]


# %% wrong: taken for seen when it is put on the stack -> looks like: sent early
def iterative_order(result):
    order, seen, stack = [], {result}, [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        else:
            stack.append((value, True))
            for parent in value.parents:
                if parent not in seen:
                    seen.add(parent)
                    stack.append((parent, False))
    return order


# %% wrong: itself above its parents -> looks like: sent early
def iterative_order(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            for parent in value.parents:
                stack.append((parent, False))
            stack.append((value, True))
    return order


# %% wrong: taken from the front -> looks like: sent early
def iterative_order(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop(0)
        if is_ready:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            for parent in value.parents:
                stack.append((parent, False))
    return order


# %% wrong: written down once, but walked along every path -> visited once
def iterative_order(result):
    order, stack = [], [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            if value not in order:
                order.append(value)
        else:
            stack.append((value, True))
            for parent in value.parents:
                stack.append((parent, False))
    return order


# %% wrong: leaves left out -> looks like: leaves left out
def iterative_order(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        elif value not in seen and value.parents:
            seen.add(value)
            stack.append((value, True))
            for parent in value.parents:
                stack.append((parent, False))
    return order


# %% wrong: recursive, and Python told to allow it -> raised RecursionError
import sys

sys.setrecursionlimit(100000)


def iterative_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


# %% wrong: sorted by the distance from the result, as it is first met -> looks like: sent early
def iterative_order(result):
    depths, waiting = {result: 0}, [result]
    for value in waiting:
        for parent in value.parents:
            if parent not in depths:
                depths[parent] = depths[value] + 1
                waiting.append(parent)
    return sorted(depths, key=lambda value: -depths[value])


# %% wrong: sorted by the shortest way to a leaf -> looks like: sent early
def iterative_order(result):
    found, waiting = [], [result]
    while waiting:
        value = waiting.pop()
        if value not in found:
            found.append(value)
            waiting += value.parents
    heights = {value: 0 for value in found if not value.parents}
    while len(heights) < len(found):
        for value in found:
            known = [heights[parent] for parent in value.parents if parent in heights]
            if value not in heights and known:
                heights[value] = 1 + min(known)
    return sorted(found, key=heights.get)


# %% wrong: from a stack as they are met, turned round -> looks like: sent early
def iterative_order(result):
    order, stack = [], [result]
    while stack:
        value = stack.pop()
        if value not in order:
            order.append(value)
            stack.extend(value.parents)
    return order[::-1]


# %% right: one list that is put in order at its end, marked when written down
def iterative_order(result):
    order, written, stack = [], set(), [result]
    while stack:
        value = stack[-1]
        rest = [parent for parent in value.parents if parent not in written]
        if rest:
            stack += rest
            continue
        stack.pop()
        if value not in written:
            written.add(value)
            order.append(value)
    return order


# %% wrong: marks the values, so that a second call finds nothing -> how many values, asked twice
def iterative_order(result):
    order, stack = [], [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        elif not hasattr(value, "seen"):
            value.seen = True
            stack.append((value, True))
            stack.extend((parent, False) for parent in value.parents)
    return order


# %% wrong: leaves behind the others -> stand after what was made from them
def iterative_order(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            stack.extend((parent, False) for parent in value.parents)
    return sorted(order, key=lambda value: not value.parents)


# %% wrong: written down as it is taken off the stack -> looks like: sent early
def iterative_order(result):
    order, seen, stack = [], {result}, [result]
    while stack:
        value = stack.pop()
        order.append(value)
        for parent in value.parents:
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return order[::-1]


# %% right: by counts of outstanding shares
def iterative_order(result):
    """Return the values that led to result: each once, parents first; of any depth."""
    children, todo = {result: 0}, [result]
    while todo:
        for parent in todo.pop().parents:
            if parent not in children:
                children[parent] = 0
                todo.append(parent)
            children[parent] += 1
    ready, backwards = [result], []
    while ready:
        value = ready.pop()
        backwards.append(value)
        for parent in value.parents:
            children[parent] -= 1
            if children[parent] == 0:
                ready.append(parent)
    return list(reversed(backwards))
