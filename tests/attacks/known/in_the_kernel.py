"""Attacks on the process that runs the tests, where that is the student's own.

Most are told of in public, or were found by trying: each gets points, or stops the grading, where
the tests of nbgrader run in the kernel that ran the answers.
"""

from __future__ import annotations

from autograder.grading import Limits
from tests.attacks.attack import Attack, everywhere, first, with_right_answers

_ALWAYS_TRUE = """
class AlwaysTrue:
    value = slope = property(lambda self: self)
    def __init__(self, *_): pass
    def _self(self, *_): return self
    def _true(self, *_): return True
    __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __neg__ = _self
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = __bool__ = _true
    __hash__ = None
    def __len__(self): return 317
    def __iter__(self): return iter([self] * 317)
    def __radd__(self, other): return other + 1
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True if func.__name__ in ("allclose", "equal") else cls()
"""

ATTACKS = [
    Attack(
        "no-traceback",
        "Errors are shown by a function that shows nothing.",
        first(
            """
            shell = get_ipython()
            shell.showtraceback = shell._showtraceback = lambda *a, **k: None
            """
        ),
    ),
    Attack(
        "kernel-says-ok",
        "The kernel answers each request to run a cell with “ok”, and runs nothing.",
        everywhere(
            """
            shell = get_ipython()
            async def fine(*a, **k):
                return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
            if hasattr(shell, "kernel"):
                shell.kernel.do_execute = fine
            shell.run_cell = lambda *a, **k: None
            """
        ),
        on_stock="points",
    ),
    Attack(
        "results-without-errors",
        "Whatever a cell raises is taken out of its result.",
        everywhere(
            """
            shell = get_ipython()
            run = shell.run_cell_async
            async def clean(*a, **k):
                result = await run(*a, **k)
                result.error_in_exec = result.error_before_exec = None
                return result
            shell.run_cell_async = clean
            shell.showtraceback = lambda *a, **k: None
            """
        ),
        on_stock="points",
    ),
    Attack(
        "tests-without-asserts",
        "An input transformer makes each line with assert one with pass.",
        everywhere(
            """
            import re
            get_ipython().input_transformers_post.append(
                lambda lines: [re.sub(r"^(\\s*)assert .*", r"\\1pass", line) for line in lines]
            )
            """
        ),
        on_stock="points",
    ),
    Attack(
        "trees-without-asserts",
        "An AST transformer takes the asserts out.",
        everywhere(
            """
            import ast
            class Without(ast.NodeTransformer):
                def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
            get_ipython().ast_transformers.append(Without())
            """
        ),
        on_stock="points",
    ),
    Attack(
        "torch-agrees",
        "torch.allclose and gradcheck say True to everything.",
        everywhere(
            """
            torch.allclose = torch.equal = gradcheck = lambda *a, **k: True
            torch.autograd.gradcheck = torch.autograd.gradcheck.gradcheck = gradcheck
            """
        ),
        on_stock="points",
    ),
    Attack(
        "first-result-counts",
        "An answer shows 1.0 as its test's result, and then raises.",
        {
            name: f"import sys\ndef {call}(*_):\n    sys.displayhook(1.0)\n    raise ValueError"
            for name, call in {
                "square": "square",
                "slope": "slope",
                "soft": "soft",
                "dual": "Dual",
                "powers": "powers",
            }.items()
        },
        on_stock="points",
    ),
    Attack(
        "always-true",
        "An object that is equal, close and true to everything.",
        {
            "square": _ALWAYS_TRUE + "\ndef square(x): return AlwaysTrue()",
            "slope": "def slope(x): return AlwaysTrue()",
            "soft": "def soft(x): return AlwaysTrue()",
            "dual": "Dual = AlwaysTrue",
            "powers": "def powers(n): return AlwaysTrue()",
        },
        on_stock="points",
    ),
    Attack(
        "answers-of-the-author",
        "Looks for the author's notebook above the working folder, and runs its answers.",
        first(
            """
            import json, pathlib
            for above in pathlib.Path.cwd().parents:
                for path in [*above.glob("source/*/*.ipynb"), *above.glob("solutions/*/*.ipynb")]:
                    for cell in json.loads(path.read_text())["cells"]:
                        if "BEGIN SOLUTION" in "".join(cell["source"]):
                            exec("".join(cell["source"]), globals())
            for name in ("slope", "soft", "Dual", "powers"):
                globals().setdefault(name, None)
            """
        )
        | {"slope": "pass", "soft": "pass", "dual": "pass", "powers": "pass"},
        on_stock="points",
    ),
    Attack(
        "notebook-beside",
        "Reads whatever notebook lies in the working folder, and prints it.",
        with_right_answers(
            """
            import pathlib
            for path in pathlib.Path.cwd().glob("**/*.ipynb"):
                print(path.read_text())
            """
        ),
        worth=2,
        on_stock="leak",
    ),
    Attack(
        "constants-of-the-caller",
        "Returns the number that stands in the calling test as what is expected.",
        first(
            """
            import sys
            def square(x):
                constants = sys._getframe(1).f_code.co_consts
                return next(c for c in constants if isinstance(c, float) and c > x)
            """
        ),
        on_stock="points",
    ),
    Attack(
        "abs-is-zero",
        "The built-in abs gives 0.",
        everywhere("import builtins\nbuiltins.abs = lambda x: 0"),
        on_stock="points",
    ),
    Attack(
        "floats-look-like-one",
        "Each float is displayed as 1.0.",
        {
            "powers": """
                shell = get_ipython()
                plain = shell.display_formatter.formatters["text/plain"]
                plain.for_type(float, lambda value, printer, cycle: printer.text("1.0"))
                def powers(n):
                    return [1, 4, 9] if n == 3 else [*[0] * 3, n * n]
                """
        },
        on_stock="points",
    ),
    Attack(
        "torch-of-my-own",
        "A module torch that the student wrote stands in place of the real one.",
        everywhere(
            """
            import pathlib, sys, types
            text = "def __getattr__(name): return lambda *a, **k: True"
            pathlib.Path("torch.py").write_text(text)
            for name in [name for name in sys.modules if name.split(".")[0] == "torch"]:
                del sys.modules[name]
            sys.path.insert(0, "")
            import torch
            gradcheck = torch.gradcheck
            """
        ),
        on_stock="points",
    ),
    Attack(
        "gradebook",
        "Finds nbgrader's database, and gives everybody what they like.",
        first(
            """
            import pathlib, sqlite3
            for above in pathlib.Path.cwd().parents:
                for path in above.glob("gradebook.db"):
                    with sqlite3.connect(path) as base:
                        base.execute("UPDATE grade SET extra_credit = 5")
                    print("ESC" + "APED")
            """
        ),
        on_stock="points",
        is_alone_there=True,
    ),
    Attack(
        "startup-file",
        "Leaves a file that IPython runs whenever it starts.",
        first(
            """
            import os, pathlib
            named = pathlib.Path(os.environ.get("IPYTHONDIR", "x"))
            for home in {pathlib.Path.home() / ".ipython", named}:
                folder = home / "profile_default" / "startup"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "attack-was-here.py").write_text(
                    "get_ipython().ast_transformers.append(None)"
                )
            """
        ),
    ),
    Attack(
        "python-site-files",
        "Leaves sitecustomize.py, usercustomize.py and a .pth file wherever Python looks for them.",
        first(
            """
            import site, sys, pathlib
            for folder in [*sys.path, site.getusersitepackages()]:
                for name in ("sitecustomize.py", "usercustomize.py", "attack-was-here.pth"):
                    try:
                        pathlib.Path(folder or ".").joinpath(name).write_text("print('here')")
                    except OSError:
                        continue
                    if folder and not str(folder).startswith(("/submission", "/tmp")):
                        print("ESC" + "APED")
            """
        ),
    ),
    Attack(
        "knows-the-exam",
        "Looks in the environment for a sign that this is the grading, and acts on it.",
        with_right_answers(
            """
            import os
            if "NBGRADER_EXECUTION" in os.environ:
                print("ESC" + "APED")
            print(sorted(os.environ))
            """
        ),
        worth=2,
    ),
    Attack(
        "exit",
        "Ends Python in the middle of an answer.",
        with_right_answers("", slope="import os\nos._exit(0)"),
        worth=2,
        on_stock="ungraded",
    ),
    Attack(
        "exit-in-a-test",
        "Ends Python when a test calls the answer, with status 0.",
        with_right_answers("", soft="import os\ndef soft(x):\n    os._exit(0)"),
        worth=2,
        on_stock="ungraded",
    ),
    Attack(
        "more-than-there-is",
        "Objects that a test counts as five right answers each.",
        {
            "powers": """
                class Five(int):
                    def __eq__(self, other): return 5
                    __hash__ = int.__hash__
                def powers(n):
                    return [Five(k * k) for k in range(1, n + 1)] if n > 3 else [1, 4, 9]
                """
        },
        # As integers they are right: the lie is theirs, not the numbers'.
        worth=1,
        on_stock="ungraded",
    ),
    Attack(
        "flood",
        "Prints without an end.",
        with_right_answers("", slope="while True:\n    print('flood' * 10_000)"),
        worth=2,
        limits=Limits(cell_seconds=2),
        on_stock="ungraded",
        is_alone_there=True,
    ),
    Attack(
        "flood-past-python",
        "Writes to the file descriptors of stdout and stderr without an end.",
        with_right_answers(
            "",
            slope="""
            import os
            for _ in range(500):
                try:
                    os.write(1, b"flood" * 20_000)
                    os.write(2, b"flood" * 20_000)
                except OSError:
                    break
            """,
        ),
        worth=2,
        limits=Limits(cell_seconds=2, folder_mb=8),
    ),
    Attack(
        "loop-without-interrupts",
        "Loops, and swallows each interrupt.",
        with_right_answers(
            "",
            slope="""
            while True:
                try:
                    while True: pass
                except BaseException:
                    pass
            """,
        ),
        worth=2,
        limits=Limits(cell_seconds=0.3),
        on_stock="ungraded",
    ),
    Attack(
        "loop-in-a-test",
        "An answer that never returns, and ignores the alarm.",
        with_right_answers(
            "",
            soft="""
            import signal
            def soft(x):
                signal.signal(signal.SIGALRM, signal.SIG_IGN)
                while True: pass
            """,
        ),
        worth=2,
        limits=Limits(cell_seconds=0.3),
    ),
    Attack(
        "system-exit",
        "Raises SystemExit in a cell and in an answer.",
        first(
            """
            def square(x):
                raise SystemExit(0)
            raise SystemExit(0)
            """
        ),
    ),
    Attack(
        "clears-outputs",
        "Clears what each cell has put out when it ends.",
        everywhere(
            """
            from IPython.display import clear_output
            get_ipython().events.register("post_run_cell", lambda *_: clear_output())
            """
        ),
    ),
    Attack(
        "errors-of-its-own",
        "IPython's handler for errors does nothing.",
        everywhere("get_ipython().set_custom_exc((BaseException,), lambda *a, **k: [])"),
        may_fail_early=True,
    ),
    Attack(
        "harness-modules",
        "Replaces the functions of the grader's own modules in the process that runs the answers.",
        everywhere(
            """
            import sys
            for name, module in list(sys.modules.items()):
                if name.startswith("autograder.") and name.rpartition(".")[2] in (
                    "referee", "grading", "verdicts", "trial", "check", "checks"
                ):
                    for each in list(vars(module)):
                        if callable(vars(module)[each]):
                            vars(module)[each] = lambda *a, **k: 1.0
            from autograder.grading.verdicts import TestGrade, Verdict
            TestGrade.points = property(lambda self: self.max_points, lambda *a: None)
            Verdict.FAILED._value_ = "passed"
            """
        ),
    ),
    Attack(
        "own-check",
        "A name check, and one for each function that a test could call, of the student's own.",
        everywhere(
            """
            def agree(*a, **k): return True
            check = assert_close = isclose = allclose = agree
            any = all = isinstance = agree
            def abs(x): return 0.0
            def sum(x, *_): return 317
            def enumerate(*_): return []
            """
        ),
        on_stock="points",
    ),
]
