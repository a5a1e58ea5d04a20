"""Attempts to carry something of the hidden tests to where a student can read it."""

from __future__ import annotations

from tests.attacks.attack import Attack, everywhere, with_right_answers

#: Right answers, each of which writes down what it is asked, in every way there is.
_TELLS = {
    "square": """
        import os, sys, warnings
        seen = []
        def tell(*things):
            seen.extend(map(str, things))
            text = " ".join(map(str, things))
            print(text)
            print(text, file=sys.stderr)
            warnings.warn(text)
            os.write(1, text.encode())
            for place in ("/tmp/seen", "/dev/shm/seen", "seen", "/var/tmp/seen"):
                try:
                    with open(place, "a") as file:
                        file.write(text)
                except OSError:
                    pass
            get_ipython().display_pub.publish({"text/plain": text})
            sys.displayhook(text)
        def square(x):
            tell("square", x)
            return x * x
        """,
    "slope": """
        print(seen)
        def slope(x):
            tell("slope", x.tolist(), x)
            x = x.detach().clone().requires_grad_()
            (x**3).sum().backward()
            return x.grad
        """,
    "soft": """
        print(seen)
        def soft(x):
            tell("soft", x.tolist(), x)
            return torch.log1p(torch.exp(x))
        """,
    "powers": """
        print(seen, open("/tmp/seen").read() if os.path.exists("/tmp/seen") else "")
        def powers(n):
            tell("powers", n, seen)
            return [k * k for k in range(1, n + 1)]
        """,
}


def _raises(expression: str) -> dict[str, str]:
    return everywhere(
        "",
        square=f"def square(x):\n    if x == 3.0: return 9.0\n    {expression}",
        slope="def slope(x):\n    if x[0] == 1: return 3 * x**2\n"
        f"    x = x.tolist()\n    {expression}",
        soft=f"def soft(x):\n    if x[0] == 0.5: return torch.sigmoid(x)\n    {expression}",
    )


ATTACKS = [
    Attack(
        "tells-what-it-is-asked",
        "Right answers that print, display, warn and write down whatever they are called with.",
        with_right_answers("") | _TELLS,
        worth=4,
        on_stock="leak",
    ),
    Attack(
        "tells-by-errors",
        "An error whose text is the hidden input.",
        _raises("raise ValueError(f'{x!r}')"),
        on_stock="leak",
    ),
    Attack(
        "tells-by-names-of-errors",
        "An error whose class is named for the hidden input.",
        _raises("raise type(f'{x!r}', (ValueError,), {})()"),
        on_stock="leak",
    ),
    Attack(
        "tells-by-not-implemented",
        "NotImplementedError, whose text a lesson shows as it is.",
        _raises("raise NotImplementedError(f'{x!r}')"),
        on_stock="leak",
    ),
    Attack(
        "tells-by-rendering",
        "An error that renders its own traceback, and one that is a check's own.",
        _raises(
            "from autograder.errors import CheckFailed\n"
            "    error = CheckFailed(f'{x!r}', (f'{x!r}',))\n"
            "    error._render_traceback_ = lambda: [f'{x!r}']\n"
            "    raise error"
        ),
    ),
    Attack(
        "tells-by-attributes",
        "An object whose repr, name of class, docstring and module are the hidden input.",
        _raises(
            "kind = type(f'{x!r}', (), {'__module__': f'{x!r}', '__doc__': f'{x!r}', "
            "'__repr__': lambda s: f'{x!r}'})\n    return kind()"
        ),
    ),
    Attack(
        "source-of-the-tests",
        "Looks for hidden tests in all that its process knows: frames, garbage, line caches.",
        with_right_answers(
            """
            import gc, linecache, sys
            for thing in gc.get_objects():
                if type(thing) in (str, dict, tuple, list):
                    if "".join(("kes", "trel")) in str(thing)[:10_000]:
                        print(thing)
            for lines in linecache.cache.values():
                print(lines) if "HIDDEN" in str(lines) else None
            frame = sys._getframe()
            while frame:
                print([k for k in frame.f_code.co_consts if isinstance(k, float)])
                frame = frame.f_back
            """
        ),
        worth=2,
    ),
    Attack(
        "source-of-a-test-when-called",
        "Looks for the calling test when it is called, and prints it in the next cell.",
        with_right_answers("")
        | {
            "square": """
                import sys
                kept = []
                def square(x):
                    frame = sys._getframe()
                    while frame:
                        kept.append((frame.f_code.co_consts, dict(frame.f_locals)))
                        frame = frame.f_back
                    return x * x
                """,
            "soft": """
                print(str(kept)[:1_000_000])
                def soft(x):
                    return torch.log1p(torch.exp(x))
                """,
        },
        worth=3,
        on_stock="leak",
    ),
]
