# %% right: a relative bound by hand
def confirms(gradient, value, a):
    quotient = value / a
    return bool(((gradient - quotient).abs() <= 1e-5 * quotient.abs()).all())


# %% right: isclose, and a tensor as the verdict
def confirms(gradient, value, a):
    return torch.isclose(gradient, value / a, rtol=1e-4, atol=0).all()


# %% right: multiplied instead of divided, since no entry of a is 0
def confirms(gradient, value, a):
    return torch.allclose(gradient * a, value, rtol=1e-4, atol=0)


# %% right: assert_close in a try
def confirms(gradient, value, a):
    try:
        torch.testing.assert_close(gradient, value / a, rtol=1e-5, atol=0)
    except AssertionError:
        return False
    return True


# %% right: entry by entry with math
def confirms(gradient, value, a):
    pairs = zip(gradient.flatten().tolist(), (value / a).flatten().tolist(), strict=True)
    return all(math.isclose(g, q, rel_tol=1e-5) for g, q in pairs)


# %% wrong: equal to the last digit -> looks like: exact comparison
def confirms(gradient, value, a):
    return (gradient == value / a).all()


# %% wrong: torch.equal -> looks like: exact comparison
def confirms(gradient, value, a):
    return torch.equal(gradient, value / a)


# %% wrong: an absolute tolerance -> looks like: absolute tolerance
def confirms(gradient, value, a):
    return torch.allclose(gradient, value / a, atol=0.01, rtol=0)


# %% wrong: allclose, whose own absolute tolerance forgives small errors -> expected 0
def confirms(gradient, value, a):
    return torch.allclose(gradient, value / a)


# %% wrong: an absolute tolerance for the product -> expected 0
def confirms(gradient, value, a):
    return bool(((gradient * a - value).abs() < 1e-6).all())


# %% wrong: much too generous -> expected 0
def confirms(gradient, value, a):
    return torch.allclose(gradient, value / a, rtol=0.1)


# %% wrong: any entry is enough -> expected 0
def confirms(gradient, value, a):
    return torch.isclose(gradient, value / a, rtol=1e-4, atol=0).any()


# %% wrong: the sums are compared -> expected 0
def confirms(gradient, value, a):
    return torch.isclose(gradient.sum(), (value / a).sum(), rtol=1e-4, atol=0)


# %% wrong: only the first entry -> expected 0
def confirms(gradient, value, a):
    first, wanted = gradient.flatten()[0], (value / a).flatten()[0]
    return torch.isclose(first, wanted, rtol=1e-4, atol=0)


# %% wrong: signs are ignored -> expected 0
def confirms(gradient, value, a):
    return torch.allclose(gradient.abs(), (value / a).abs(), rtol=1e-4, atol=0)


# %% wrong: the absolute value of the difference is forgotten -> expected 0
def confirms(gradient, value, a):
    return bool((gradient - value / a < 1e-4 * (value / a).abs()).all())


# %% wrong: the verdict is turned round -> expected 1
def confirms(gradient, value, a):
    return not torch.allclose(gradient, value / a)


# %% wrong: compares with the value -> expected 1
def confirms(gradient, value, a):
    return torch.allclose(gradient, value)


# %% wrong: the quotient upside down -> expected 1
def confirms(gradient, value, a):
    return torch.allclose(gradient, a / value)


# %% wrong: always True -> expected 0
def confirms(gradient, value, a):
    return True


# %% wrong: a tensor of verdicts -> one verdict is wanted for all entries together
def confirms(gradient, value, a):
    return torch.isclose(gradient, value / a)


# %% wrong: allclose in a too narrow tolerance -> expected 1
def confirms(gradient, value, a):
    return torch.allclose(gradient, value / a, rtol=0, atol=1e-12)


# %% wrong: a narrow absolute bound -> looks like: absolute tolerance
def confirms(gradient, value, a):
    return bool(((gradient - value / a).abs() < 1e-6).all())


# %% wrong: rounded to four places -> looks like: absolute tolerance
def confirms(gradient, value, a):
    return bool((gradient.round(decimals=4) == (value / a).round(decimals=4)).all())


# %% wrong: one norm for all entries -> yours 1
def confirms(gradient, value, a):
    return bool((gradient - value / a).norm() < 1e-5 * gradient.norm())


# %% wrong: always False -> expected 1
def confirms(gradient, value, a):
    return False


# %% wrong: prints the verdict -> The answer is None
def confirms(gradient, value, a):
    print(torch.allclose(gradient, value / a))


# %% wrong: mean of the errors -> The numbers differ
def confirms(gradient, value, a):
    return bool(((gradient - value / a) / gradient).mean().abs() < 1e-4)


# %% wrong: the differences averaged -> The numbers differ
def confirms(gradient, value, a):
    w = value / a
    return bool(((gradient - w) / w).abs().mean() < 1e-3)


# %% wrong: a bound that is negative where the quotient is -> The numbers differ
def confirms(gradient, value, a):
    q = value / a
    return bool(((gradient - q).abs() <= 1e-4 * q).all())


# %% wrong: NaN is let through -> The numbers differ
def confirms(gradient, value, a):
    q = value / a
    return not bool(((gradient - q).abs() > 1e-4 * q.abs()).any())


# %% wrong: equal after rounding to fewer digits -> The numbers differ
def confirms(gradient, value, a):
    return torch.equal(gradient.bfloat16(), (value / a).bfloat16())


# %% wrong: three digits in text -> The numbers differ
def confirms(gradient, value, a):
    pairs = zip(gradient.flatten().tolist(), (value / a).flatten().tolist(), strict=True)
    return all(f"{g:.3g}" == f"{quotient:.3g}" for g, quotient in pairs)


# %% wrong: in whatever order -> The numbers differ
def confirms(gradient, value, a):
    found, wanted = gradient.flatten().sort().values, (value / a).flatten().sort().values
    return torch.allclose(found, wanted, rtol=1e-4, atol=0)
