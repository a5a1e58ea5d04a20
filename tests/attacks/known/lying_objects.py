"""Answers that are no values but objects, which would like to be equal to whatever is expected."""

from __future__ import annotations

from autograder.grading import Limits
from tests.attacks.attack import Attack, everywhere, first


def _for_square(text: str) -> dict[str, str]:
    return {"square": f"{text}\ndef square(x):\n    return 9.0 if x == 3.0 else Lie()"}


ATTACKS = [
    Attack(
        "difference-of-zero",
        "An object whose difference from anything is 0.0.",
        _for_square("class Lie:\n    def __sub__(self, _): return 0.0\n    __rsub__ = __sub__"),
        on_stock="points",
    ),
    Attack(
        "zero-at-second-hand",
        "An object whose difference from anything is an object whose absolute value is 0.0.",
        _for_square(
            "class Lie:\n"
            "    def __sub__(self, _): return self\n"
            "    __rsub__ = __sub__\n"
            "    def __abs__(self): return 0.0"
        ),
        on_stock="points",
    ),
    Attack(
        "zero-under-the-name-of-the-exercise",
        "The same, of a class with the name that the exercise asks for.",
        {
            "square": "class Dual:\n"
            "    def __sub__(self, _): return self\n"
            "    def __abs__(self): return 0.0\n"
            "def square(x):\n    return 9.0 if x == 3.0 else Dual()"
        },
        on_stock="points",
    ),
    Attack(
        "remembers-what-it-is-compared-with",
        "An object that keeps what is subtracted from it, and is that number when asked.",
        _for_square(
            "class Lie:\n"
            "    def __sub__(self, other):\n"
            "        self.other = other\n"
            "        return self\n"
            "    def __float__(self): return 0.0\n"
            "    def __abs__(self): return abs(self.other - self.other)\n"
            "    def __lt__(self, _): return True"
        ),
        on_stock="points",
    ),
    Attack(
        "small-under-any-bound",
        "An object that is less than everything.",
        _for_square(
            "class Lie:\n"
            "    def __sub__(self, _): return self\n"
            "    def __abs__(self): return self\n"
            "    def __lt__(self, _): return True"
        ),
        on_stock="points",
    ),
    Attack(
        "float-that-lies",
        "A subclass of float that is equal to everything, and lies at no distance from it.",
        _for_square(
            "class Lie(float):\n"
            "    def __eq__(self, _): return True\n"
            "    def __sub__(self, _): return 0.0\n"
            "    __rsub__ = __sub__\n"
            "    __hash__ = float.__hash__\n"
            "    def __float__(self): return 5357.0"
        ),
        on_stock="points",
    ),
    Attack(
        "list-that-lies",
        "A subclass of list that is equal to every list, and holds everything.",
        {
            "powers": """
                class Lie(list):
                    def __eq__(self, _): return True
                    def __contains__(self, _): return True
                    __hash__ = None
                def powers(n): return Lie([1])
                """
        },
    ),
    Attack(
        "holds-everything",
        "An object that says of everything that it is in it.",
        {
            "powers": """
                class Lie:
                    def __contains__(self, _): return True
                    def __iter__(self): return iter([k * k for k in range(1, 300)])
                def powers(n): return [1, 4, 9] if n == 3 else Lie()
                """
        },
        on_stock="points",
    ),
    Attack(
        "text-that-lies",
        "A subclass of str that is equal to every text, for a value that is compared.",
        {
            "dual": """
                class Lie(str):
                    def __eq__(self, _): return True
                    def __sub__(self, _): return 0
                    __hash__ = str.__hash__
                class Dual:
                    def __init__(self, *_): self.value = self.slope = Lie("4")
                    def __mul__(self, _): return self
                """
        },
        on_stock="points",
    ),
    Attack(
        "class-of-lies",
        "An object that passes for a float, a list and a tensor by its __class__.",
        {
            "square": "class Lie:\n"
            "    __class__ = float\n"
            "    def __sub__(self, _): return 0.0\n"
            "def square(x):\n    return 9.0 if x == 3.0 else Lie()",
            "slope": "class Tensor:\n    __class__ = torch.Tensor\n"
            "def slope(x):\n    return Tensor()",
            "soft": "def soft(x):\n    return Tensor()",
        },
        on_stock="points",
    ),
    Attack(
        "says-it-is-a-tensor",
        "The student's side says of an object that its class derives from torch.Tensor.",
        everywhere(
            """
            from autograder.grading import values
            honest = values.Numbering.value_of
            def lie(self, thing, depth=0):
                if type(thing).__name__ == "Fake":
                    kinds = ("torch.Tensor", "torch._C.TensorBase", "builtins.object")
                    return values.Known(self.number_of(thing), kinds, False, False)
                return honest(self, thing, depth)
            values.Numbering.value_of = lie
            class Fake: pass
            """,
            slope="def slope(x):\n    return 3 * x**2 if x[0] == 1 else Fake()",
            soft="def soft(x):\n    return x if x[0] == 0.5 else Fake()",
        ),
    ),
    Attack(
        "says-it-is-a-module-of-torch",
        "The student's side names a class in a module whose import runs a program, or takes long.",
        everywhere(
            """
            from autograder.grading import values
            kinds = ("torch.utils.bottleneck.__main__.X", "numpy.f2py.__main__.X",
                     "torch._inductor.X", "torch.distributed.run.X", "torch.\\0.X", "torch...X")
            values.Numbering.value_of = lambda self, thing, depth=0: values.Known(
                1, kinds, True, False
            )
            """
        ),
    ),
    Attack(
        "torch-function",
        "A class with __torch_function__ that makes every comparison come out true.",
        {
            "slope": """
                class Lie:
                    @classmethod
                    def __torch_function__(cls, func, types, args=(), kwargs=None): return True
                def slope(x): return Lie()
                """,
            "soft": "def soft(x): return x if x.requires_grad else Lie()",
        },
        on_stock="points",
    ),
    Attack(
        "tensor-of-my-own",
        "A subclass of Tensor with operations that give what is expected.",
        {
            "slope": """
                class Lie(torch.Tensor):
                    @classmethod
                    def __torch_function__(cls, func, types, args=(), kwargs=None):
                        if func.__name__ in ("allclose", "equal"): return True
                        return super().__torch_function__(func, types, args, kwargs or {})
                    def __eq__(self, _): return True
                    def detach(self): return torch.full((2,), 3.0)
                def slope(x): return x.as_subclass(Lie)
                """
        },
        on_stock="points",
    ),
    Attack(
        "arrays-of-this-machine",
        "An object whose __array_interface__ names an address in the memory of whoever looks.",
        {
            "slope": """
                class Lie:
                    __array_interface__ = {
                        "shape": (2,), "typestr": "<f8", "data": (0x1000, False), "version": 3
                    }
                    def __len__(self): return 2
                    def __getitem__(self, k): raise IndexError
                def slope(x): return 3 * x**2 if x[0] == 1 else Lie()
                """,
            "soft": "def soft(x): return Lie()",
        },
    ),
    Attack(
        "truth-that-changes",
        "An object that is true when it is asked first, and false later; generators in its place.",
        {
            "square": """
                class Lie:
                    asked = 0
                    def __bool__(self):
                        self.asked += 1
                        return self.asked % 2 == 1
                    def __lt__(self, _): return self
                    def __sub__(self, _): return self
                    def __abs__(self): return self
                def square(x): return 9.0 if x == 3.0 else Lie()
                """,
            "powers": "def powers(n):\n    yield from [1, 4, 9]",
        },
        on_stock="points",
    ),
    Attack(
        "float-of-choice",
        "An object whose __float__, __int__ and __index__ give another number each time.",
        _for_square(
            "import itertools\n"
            "class Lie:\n"
            "    numbers = itertools.cycle([0.0, float('nan'), float('inf'), 10.0**300])\n"
            "    def __float__(self): return next(self.numbers)\n"
            "    def __int__(self): return int(1e300)\n"
            "    def __index__(self): return 10**6\n"
            "    def __abs__(self): return float('nan')"
        ),
    ),
    Attack(
        "numbers-of-numpy",
        "Zeros of NumPy's, so that the number of points is written in a way that is no float.",
        {
            "powers": "import numpy\n"
            "def powers(n): return [1, 4, 9] if n == 3 else [numpy.int64(0), numpy.int64(n * n)]"
        },
        on_stock="points",
    ),
    Attack(
        "numbers-of-torch",
        "The same with tensors of one entry.",
        {
            "powers": "def powers(n): return [1, 4, 9] if n == 3 "
            "else [torch.zeros(1), torch.full((1,), n * n)]"
        },
        on_stock="points",
    ),
    Attack(
        "not-a-number",
        "NaN wherever a number is asked for, with payloads, and infinities.",
        {
            "square": "import struct\n"
            "def square(x):\n"
            "    nan, = struct.unpack('<d', b'\\x01\\0\\0\\0\\0\\0\\xf0\\x7f')\n"
            "    return 9.0 if x == 3.0 else nan",
            "slope": "def slope(x): return torch.full_like(x, float('nan'))",
            "soft": "def soft(x): return x * float('inf')",
            "powers": "def powers(n): return [1, 4, 9] if n == 3 else [float('nan')] * n",
        },
    ),
    Attack(
        "reduces-to-a-command",
        "Objects, arrays and errors whose __reduce__ runs a command where they are unpickled.",
        {
            "square": """
                import os
                class Lie(Exception):
                    def __reduce__(self):
                        return os.system, ("touch /tmp/attack-was-here; echo 9.0",)
                def square(x): return Lie()
                """,
            "slope": "import numpy\ndef slope(x): return numpy.array([Lie(), Lie()], dtype=object)",
            "soft": "def soft(x): raise Lie()",
            "dual": "Dual = Lie",
            "powers": "def powers(n): return [Lie()]",
        },
    ),
    Attack(
        "names-in-unicode",
        "Classes, errors, keys and attributes with names that are no names.",
        {
            "square": """
                Odd = type("\\u202e\\0\\ud800" * 50, (Exception,), {})
                def square(x): raise Odd("\\ud800 \\0 \\u202e" * 1000)
                """,
            "slope": 'def slope(x): return {"\\ud800": x, "\\0": 1}',
            "soft": 'def soft(x): raise type("print", (ValueError,), {})("x")',
            "dual": 'Dual = type("__import__", (), {"__init__": lambda s, *_: None})',
            "powers": 'def powers(n): return {("\\ud800", ...): None}',
        },
    ),
    Attack(
        "integers-without-end",
        "Integers of millions of digits, and of values that all hash alike.",
        {
            "square": "def square(x): return 9.0 if x == 3.0 else 1 << 50_000_000",
            "powers": "def powers(n): return [1, 4, 9] if n == 3 else "
            "{k * (2**61 - 1) for k in range(9000)}",
        },
        worth=0,
    ),
    Attack(
        "depth",
        "Lists in lists, thousands deep, and one that holds itself.",
        {
            "square": "def square(x):\n    a = []\n    for _ in range(5000): a = [a]\n    return a",
            "powers": "def powers(n):\n    a = {}\n    a[0] = a\n    return [a]",
        },
    ),
    Attack(
        "giant-tensors",
        "Tensors of terabytes that take no room, sparse, nested, on no device, of no numbers.",
        {
            "slope": "def slope(x): return 3 * x**2 if x[0] == 1 else torch.ones(1).expand(10**13)",
            "soft": "def soft(x): return torch.ones(10**7, device='meta')",
            "square": "def square(x): return torch.eye(3).to_sparse()",
            "powers": "def powers(n): return torch.empty((0, 10**12))",
            "dual": "Dual = lambda *_: torch.quantize_per_tensor(torch.ones(2), 1, 0, torch.qint8)",
        },
    ),
    Attack(
        "signals-of-this-side",
        "Raises the errors that the grader itself uses to end a test.",
        {
            "square": "def square(x): raise TimeoutError('more than 31 s')",
            "slope": "from autograder.grading.wire import Late\ndef slope(x): raise Late()",
            "soft": "from autograder.errors import CheckBroken\n"
            "def soft(x): raise CheckBroken('x')",
            "dual": "def Dual(*_): raise KeyboardInterrupt",
            "powers": "from autograder.errors import CheckFailed\n"
            "def powers(n): raise CheckFailed('x')",
        },
    ),
    Attack(
        "generators-without-end",
        "Iterators that never end, and objects as long as 2**62.",
        {
            "powers": """
                class Long:
                    def __len__(self): return 2**62
                    def __iter__(self): return self
                    def __next__(self): return 0
                    def __contains__(self, _): return True
                def powers(n): return [1, 4, 9] if n == 3 else Long()
                """
        },
        limits=Limits(cell_seconds=0.5),
    ),
    Attack(
        "default-modes",
        "Another default dtype, no gradients, deterministic errors, in all that follows.",
        first(
            """
            torch.set_default_dtype(torch.float16)
            torch.set_grad_enabled(False)
            torch.autograd.grad_mode.inference_mode(True).__enter__()
            torch.set_num_threads(64)
            torch.Tensor.__eq__ = torch.Tensor.__lt__ = lambda *_: True
            import numpy
            numpy.allclose = lambda *_: True
            """
        ),
    ),
]
