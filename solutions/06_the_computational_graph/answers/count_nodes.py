# %% right: recursion with a set
def count_nodes(y):
    seen = set()

    def visit(node):
        if node is None or node in seen:
            return
        seen.add(node)
        for following, _ in node.next_functions:
            visit(following)

    visit(y.grad_fn)
    return len(seen)


# %% right: a queue, and a dictionary
from collections import deque


def count_nodes(y):
    if y.grad_fn is None:
        return 0
    waiting, found = deque([y.grad_fn]), {y.grad_fn: 0}
    while waiting:
        for following, _ in waiting.popleft().next_functions:
            if following is not None and following not in found:
                found[following] = len(found)
                waiting.append(following)
    return len(found)


# %% right: layer by layer, until nothing new appears
def count_nodes(y):
    known = layer = {y.grad_fn} - {None}
    while layer:
        layer = {to for node in layer for to, _ in node.next_functions} - {None} - known
        known = known | layer
    return len(known)


# %% right: a list instead of a set
def count_nodes(y):
    nodes = [y.grad_fn] if y.grad_fn is not None else []
    for node in nodes:
        for following, _ in node.next_functions:
            if following is not None and all(following is not other for other in nodes):
                nodes.append(following)
    return len(nodes)


# %% right: the number as a tensor
def count_nodes(y):
    seen, waiting = set(), [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += [following for following, _ in getattr(node, "next_functions", ())]
    return torch.tensor(len(seen - {None}))


# %% right: the package's own
def count_nodes(y):
    from autograder.lesson.kit import reachable

    return len(reachable(y))


# %% wrong: every path counts -> looks like: shared counted again
def count_nodes(y):
    def visit(node):
        if node is None:
            return 0
        return 1 + sum(visit(following) for following, _ in node.next_functions)

    return visit(y.grad_fn)


# %% wrong: a stack without a memory -> looks like: shared counted again
def count_nodes(y):
    count, waiting = 0, [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None:
            count += 1
            waiting.extend(following for following, _ in node.next_functions)
    return count


# %% wrong: without the leaves -> looks like: leaves left out
def count_nodes(y):
    seen, waiting = set(), [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node.next_functions and node not in seen:
            seen.add(node)
            waiting += [following for following, _ in node.next_functions]
    return len(seen)


# %% wrong: None counts as a node -> looks like: other count
def count_nodes(y):
    seen, waiting = set(), [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            if node is not None:
                waiting += [following for following, _ in node.next_functions]
    return len(seen)


# %% wrong: names are counted, not nodes -> looks like: other count
def count_nodes(y):
    seen, names, waiting = set(), set(), [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            names.add(node.name())
            waiting += [following for following, _ in node.next_functions]
    return len(names)


# %% wrong: the edges are counted -> looks like: other count
def count_nodes(y):
    seen, edges, waiting = set(), 0, [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            edges += len(node.next_functions)
            waiting += [following for following, _ in node.next_functions]
    return edges


# %% wrong: the first operand only -> The numbers differ
def count_nodes(y):
    count, node = 0, y.grad_fn
    while node is not None:
        count += 1
        node = node.next_functions[0][0] if node.next_functions else None
    return count


# %% wrong: only the neighbours -> The numbers differ
def count_nodes(y):
    return 0 if y.grad_fn is None else 1 + len(y.grad_fn.next_functions)


# %% wrong: the nodes, not their number -> numbers are wanted
def count_nodes(y):
    return (
        [y.grad_fn, *[following for following, _ in y.grad_fn.next_functions]] if y.grad_fn else []
    )


# %% wrong: nothing returned -> numbers are wanted
def count_nodes(y):
    seen = {y.grad_fn}
    len(seen)


# %% wrong: one too many for the result -> looks like: other count
def count_nodes(y):
    seen, waiting = {y}, [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [following for following, _ in node.next_functions]
    return len(seen)


# %% wrong: whoever hands on to nobody is no node -> looks like: leaves left out
def count_nodes(y):
    def operations(node):
        if node is None or not node.next_functions:
            return set()
        return {node}.union(*[operations(following) for following, _ in node.next_functions])

    return len(operations(y.grad_fn))


# %% wrong: leaves are left out, and paths counted -> The numbers differ
def count_nodes(y):
    def operations(node):
        if node is None or not node.next_functions:
            return 0
        return 1 + sum(operations(following) for following, _ in node.next_functions)

    return operations(y.grad_fn)


# %% wrong: the first operand only, by a loop -> asked about x * w
def count_nodes(y):
    node, count = y.grad_fn, 0
    while node is not None:
        count += 1
        node = node.next_functions[0][0] if node.next_functions else None
    return count


# %% wrong: the longest path -> asked about x * w
def count_nodes(y):
    def length(node):
        if node is None:
            return 0
        return 1 + max([length(to) for to, _ in node.next_functions], default=0)

    return length(y.grad_fn)


# %% wrong: a default argument remembers names and graphs -> asked about x.sin().sin()
def count_nodes(y, seen=set()):
    def visit(node):
        if node is not None and node.name() not in seen:
            seen.add(node.name())
            return 1 + sum(visit(to) for to, _ in node.next_functions)
        return 0

    return visit(y.grad_fn)


# %% right: ids, while the graph holds its nodes
def count_nodes(y):
    numbers, waiting = set(), [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and id(node) not in numbers:
            numbers.add(id(node))
            waiting += [to for to, _ in node.next_functions]
    return len(numbers)


# %% wrong: the first node forgotten -> looks like: other count
def count_nodes(y):
    seen = set()

    def walk(node):
        for to, _ in node.next_functions:
            if to is not None and to not in seen:
                seen.add(to)
                walk(to)

    if y.grad_fn is not None:
        walk(y.grad_fn)
    return len(seen)
