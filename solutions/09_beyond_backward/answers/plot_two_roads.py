# %% right: the recursion for the slope
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    road, answer, slope = [], [], torch.zeros_like(a)
    for _ in range(most):
        slope = grad(g, argnums=1)(z, a) + grad(g, argnums=0)(z, a) * slope
        z = g(z, a)
        road.append(slope.item())
        answer.append((grad(g, argnums=1)(z, a) / (1 - grad(g, argnums=0)(z, a))).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% right: forward mode through the rounds
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    start = z

    def after(k):
        def run(a):
            z = start
            for _ in range(k):
                z = g(z, a)
            return z

        return run

    road = [jvp(after(k), (a,), (torch.ones_like(a),))[1].item() for k in range(1, most + 1)]
    answer = []
    for k in range(1, most + 1):
        here = after(k)(a)
        answer.append((grad(g, 1)(here, a) / (1 - grad(g, 0)(here, a))).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% right: backward, each time from the start
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    start, road, answer = z, [], []
    for k in range(1, most + 1):
        leaf, z = a.clone().requires_grad_(), start
        for _ in range(k):
            z = g(z, leaf)
        z.backward()
        road.append(leaf.grad)
        here, given = z.detach().requires_grad_(), a.clone().requires_grad_()
        g(here, given).backward()
        answer.append(given.grad / (1 - here.grad))
    rounds = range(1, most + 1)
    axes.plot(rounds, torch.stack(road).cpu(), "o-", label="road")
    axes.plot(rounds, torch.stack(answer).cpu(), "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: the road cut after each round -> looks like: one path
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: the answer is the direct effect -> looks like: one path
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append(by_a.item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: sign in the formula -> looks like: sign of a path
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 + by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: partial derivatives exchanged -> Line 'answer' is not finite
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_a, by_z = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: formula at the start of the round -> looks like: off by one step
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        following = g(z, leaf)
        road.append(torch.autograd.grad(following, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
        z = following
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: gradients pile up in .grad -> looks like: not zeroed
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        z.backward(retain_graph=True)
        road.append(leaf.grad.item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: one tensor in every place -> Line 'road' shows other values
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        leaf.grad = None if leaf.grad is None else leaf.grad.zero_()
        z.backward(retain_graph=True)
        road.append(leaf.grad)
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, torch.stack(road).cpu(), "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: the graph freed -> second time
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: labels exchanged -> Line 'road' shows what line 'answer' should
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="answer")
    axes.plot(rounds, answer, "s--", label="road")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: rounds counted from 0 -> Line 'road'
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(most)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: values in place of slopes -> looks like: own value
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(z.item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: no labels -> label
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-")
    axes.plot(rounds, answer, "s--")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: no title -> title
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope")
    axes.legend()
    return axes


# %% wrong: one round too few -> Line 'road'
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most - 1):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: the answer differentiated along the road -> raised
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)))
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: the figure returned -> Axes
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    leaf = a.clone().requires_grad_()
    road, answer = [], []
    for _ in range(most):
        z = g(z, leaf)
        road.append(torch.autograd.grad(z, leaf, retain_graph=True)[0].item())
        here = z.detach()
        by_z, by_a = grad(g, argnums=(0, 1))(here, a)
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes.figure


# %% right: helpers under names that the test used to take
def _rounds(g, a, z, k):
    for _ in range(k):
        z = g(z, a)
    return z


def _recursion(g, z, a):
    by_z, by_a = grad(g, argnums=(0, 1))(z, a)
    return by_a / (1 - by_z)


def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    rounds = range(1, most + 1)
    road = [grad(lambda t, k=k: _rounds(g, t, z, k))(a).item() for k in rounds]
    answer = [_recursion(g, _rounds(g, a, z, k), a).item() for k in rounds]
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="rounds", ylabel="slope", title="two slopes")
    axes.legend()
    return axes


# %% wrong: the start itself is moved -> changed the values of z
def plot_two_roads(g, a, z, most):
    _, axes = plt.subplots()
    slope, road, answer = torch.zeros_like(z), [], []
    for _ in range(most):
        by_z, by_a = grad(g, argnums=(0, 1))(z, a)
        slope = by_a + by_z * slope
        z.copy_(g(z, a))
        by_z, by_a = grad(g, argnums=(0, 1))(z, a)
        road.append(slope.item())
        answer.append((by_a / (1 - by_z)).item())
    rounds = range(1, most + 1)
    axes.plot(rounds, road, "o-", label="road")
    axes.plot(rounds, answer, "s--", label="answer")
    axes.set(xlabel="round", ylabel="dz/da", title="Two derivatives")
    axes.legend()
    return axes
