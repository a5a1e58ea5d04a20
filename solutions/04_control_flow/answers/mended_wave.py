# %% right: torch.sinc
def mended_wave(x):
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    return ramp + torch.sinc(x / math.pi) * (1 + x + x**2).sqrt()


# %% right: relu for the ramp, masked_fill for the harmless number
def mended_wave(x):
    safe = x.masked_fill(x == 0, 1.0)
    ratio = (safe.sin() / safe).masked_fill(x == 0, 1.0)
    return torch.relu(x) + ratio * torch.sqrt(1 + x + x * x)


# %% right: a series near 0
def mended_wave(x):
    near = x.abs() < 1e-2
    away = torch.where(near, torch.full_like(x, 0.5), x)
    series = 1 - x**2 / 6 + x**4 / 120
    ratio = torch.where(near, series, torch.sin(away) / away)
    return torch.where(x > 0, x, 0 * x) + ratio * torch.hypot(
        x + 0.5, torch.full_like(x, 0.75**0.5)
    )


# %% right: entry by entry, with an if
def mended_wave(x):
    def single(t):
        ratio = torch.sin(t) / t if t != 0 else 1 + 0 * t
        ramp = t if t > 0 else 0 * t
        return ramp + ratio * (1 + t + t**2).sqrt()

    return torch.stack([single(t) for t in x.reshape(-1)]).reshape(x.shape)


# %% right: 1 is added where x is 0
def mended_wave(x):
    is_zero = (x == 0).to(x.dtype)
    safe = x + is_zero
    ratio = is_zero + (1 - is_zero) * torch.sin(safe) / safe
    return torch.where(x > 0, x, torch.zeros_like(x)) + ratio * (1 + x + x**2).sqrt()


# %% wrong: as found -> looks like: nan from where
def mended_wave(x):
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(x) / x)
    root = (1 + x + x**2).sqrt()
    return ramp + ratio * root


# %% wrong: the NaN is replaced after the division -> looks like: nan from where
def mended_wave(x):
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    ratio = torch.nan_to_num(torch.sin(x) / x, nan=1.0)
    return ramp + ratio * (1 + x + x**2).sqrt()


# %% wrong: overwritten by a mask after the division -> looks like: nan from where
def mended_wave(x):
    ratio = torch.sin(x) / x
    ratio[x == 0] = 1.0
    return torch.where(x > 0, x, torch.zeros_like(x)) + ratio * (1 + x + x**2).sqrt()


# %% wrong: masked_fill after the division -> looks like: nan from where
def mended_wave(x):
    ratio = (torch.sin(x) / x).masked_fill(x == 0, 1.0)
    return torch.relu(x) + ratio * (1 + x + x**2).sqrt()


# %% wrong: where for each factor, still dividing by x -> looks like: nan from where
def mended_wave(x):
    is_zero = x == 0
    top = torch.where(is_zero, torch.ones_like(x), torch.sin(x))
    ratio = torch.where(is_zero, torch.ones_like(x), top / x)
    return torch.relu(x) + ratio * (1 + x + x**2).sqrt()


# %% wrong: the whole result chosen at the end -> looks like: nan from where
def mended_wave(x):
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    whole = ramp + torch.sin(x) / x * (1 + x + x**2).sqrt()
    return torch.where(x == 0, torch.ones_like(x), whole)


# %% wrong: another line mended -> looks like: nan from where
def mended_wave(x):
    is_good = x > 0
    ramp = torch.where(is_good, torch.where(is_good, x, torch.ones_like(x)), torch.zeros_like(x))
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(x) / x)
    return ramp + ratio * (1 + x + x**2).sqrt()


# %% wrong: a large epsilon -> The numbers differ
def mended_wave(x):
    safe = x + 1e-3
    return torch.relu(x) + torch.sin(safe) / safe * (1 + x + x**2).sqrt()


# %% wrong: the inner where alone -> The numbers differ
def mended_wave(x):
    safe = torch.where(x == 0, torch.ones_like(x), x)
    return torch.relu(x) + torch.sin(safe) / safe * (1 + x + x**2).sqrt()


# %% wrong: detached -> The numbers differ
def mended_wave(x):
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(x) / x).detach()
    return torch.relu(x) + ratio * (1 + x + x**2).sqrt()


# %% wrong: the ratio is 0 at 0 -> The numbers differ
def mended_wave(x):
    safe = torch.where(x == 0, torch.ones_like(x), x)
    ratio = torch.where(x == 0, torch.zeros_like(x), torch.sin(safe) / safe)
    return torch.relu(x) + ratio * (1 + x + x**2).sqrt()


# %% wrong: 1 where x is not positive -> The numbers differ
def mended_wave(x):
    safe = torch.where(x > 0, x, torch.ones_like(x))
    ratio = torch.where(x > 0, torch.sin(safe) / safe, torch.ones_like(x))
    return torch.relu(x) + ratio * (1 + x + x**2).sqrt()


# %% wrong: clamp for the ramp, which returns 1 at its kink -> The numbers differ
def mended_wave(x):
    safe = torch.where(x == 0, torch.ones_like(x), x)
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(safe) / safe)
    return x.clamp(min=0) + ratio * (1 + x + x**2).sqrt()


# %% wrong: the normalised sinc -> The numbers differ
def mended_wave(x):
    return torch.relu(x) + torch.sinc(x) * (1 + x + x**2).sqrt()


# %% wrong: the ramp is forgotten -> The numbers differ
def mended_wave(x):
    return torch.sinc(x / math.pi) * (1 + x + x**2).sqrt()


# %% wrong: changes the caller's tensor -> changed the values of its input
def mended_wave(x):
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    x[x == 0] = 1e-9
    return ramp + torch.sin(x) / x * (1 + x + x**2).sqrt()


# %% wrong: one if for all entries -> is ambiguous
def mended_wave(x):
    ratio = torch.sin(x) / x if x != 0 else 1.0
    return torch.relu(x) + ratio * (1 + x + x**2).sqrt()


# %% wrong: under no_grad -> does not require grad
def mended_wave(x):
    with torch.no_grad():
        return torch.relu(x) + torch.sinc(x / math.pi) * (1 + x + x**2).sqrt()


# %% wrong: the sum -> wrong shape
def mended_wave(x):
    return (torch.relu(x) + torch.sinc(x / math.pi) * (1 + x + x**2).sqrt()).sum()


# %% wrong: a small epsilon -> not finite: -inf
def mended_wave(x):
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(x) / (x + 1e-12))
    return torch.relu(x) + ratio * (1 + x + x**2).sqrt()


# %% wrong: a hook turns the NaN into 0 -> The numbers differ
def mended_wave(x):
    t = x * 1
    if t.requires_grad:
        t.register_hook(torch.nan_to_num)
    ratio = torch.where(t == 0, torch.ones_like(x), torch.sin(t) / t)
    return torch.relu(t) + ratio * (1 + t + t**2).sqrt()


# %% wrong: the root sees the harmless number, too -> The numbers differ
def mended_wave(x):
    safe = torch.where(x == 0, torch.ones_like(x), x)
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(safe) / safe)
    return torch.relu(x) + ratio * (1 + safe + safe**2).sqrt()


# %% wrong: small numbers are taken for 0 -> The numbers differ
def mended_wave(x):
    is_small = x.abs() < 1e-2
    safe = torch.where(is_small, torch.ones_like(x), x)
    ratio = torch.where(is_small, torch.ones_like(x), torch.sin(safe) / safe)
    return torch.where(x > 0, x, torch.zeros_like(x)) + ratio * (1 + x + x**2).sqrt()


# %% wrong: a parabola over too wide a range -> The numbers differ
def mended_wave(x):
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    near = x.abs() < 0.5
    safe = torch.where(near, torch.ones_like(x), x)
    ratio = torch.where(near, 1 - x**2 / 6, safe.sin() / safe)
    return ramp + ratio * (1 + x + x**2).sqrt()


# %% wrong: the NaN replaced by what is right for a sum -> The numbers differ
def mended_wave(x):
    x = x * 1
    if x.requires_grad:
        x.register_hook(lambda arriving: arriving.nan_to_num(0.5))
    ramp = torch.where(x > 0, x, torch.zeros_like(x))
    ratio = torch.where(x == 0, torch.ones_like(x), torch.sin(x) / x)
    return ramp + ratio * (1 + x + x**2).sqrt()
