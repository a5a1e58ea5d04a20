"""What a cell does to the names of its notebook, read off its text. In doubt it does more.

Nothing is run. A cell is looked at statement by statement: which names it reads that it has not
given a value itself, which ones its functions will look up whenever they are called, which ones it
gives values, and whether it may change anything else.
"""

from __future__ import annotations

import ast
import dis
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import TypeGuard

#: Stands for the state of the random numbers, which cells pass on without a name.
RANDOM = "<random numbers>"

#: Packages whose import changes nothing that a test could see.
_QUIET_MODULES = {
    "collections", "contextlib", "copy", "dataclasses", "functools", "itertools", "math",
    "matplotlib", "numpy", "operator", "statistics", "string", "time", "torch", "typing",
}  # fmt: skip
#: Those of the lesson's own.
_QUIET_PACKAGES = ("autograder.lesson", "autograder.lesson.kit")

#: Modules that are imported from others.
_MODULES = {"functional", "nn", "pyplot"}

#: Who looks at names by their text: any name may be meant.
_LOOKERS = {"globals", "locals", "vars", "eval", "exec", "dir", "In", "Out"}
#: Functions that change more than an object that a name leads to, or may.
_FAR_REACHING = {
    "__import__", "breakpoint", "compile", "delattr", "exit", "getattr", "get_ipython", "input",
    "open", "os", "quit", "setattr", "sys",
}  # fmt: skip
#: Attributes and methods of which the same is true.
_FAR_REACHING_INSIDE = {
    "backends", "compile", "dump", "filterwarnings", "hub", "ioff", "ion", "library", "load",
    "mkdir", "open", "popen", "rc", "rcParams", "rcdefaults", "register", "reload", "rename",
    "save", "savefig", "savetxt", "savez", "simplefilter", "style", "switch_backend", "system",
    "tofile", "touch", "unlink", "use", "write", "write_bytes", "write_text",
}  # fmt: skip
#: Settings of how often a warning comes.
_OF_WARNINGS = {"set_warn_always"}
#: Attributes that look private and are words and numbers to read.
_READ = {"__name__", "_version"}
#: Of ``nn``, what begins with no random numbers.
_DRAWS_NOTHING = {
    "BCELoss", "CrossEntropyLoss", "Flatten", "Identity", "L1Loss", "MSELoss", "Module",
    "Parameter", "ReLU", "Sequential", "Sigmoid", "Tanh",
}  # fmt: skip
#: What changes which warnings are shown; a block with ``catch_warnings`` puts that back.
_FILTERS = {"warnings.filterwarnings", "warnings.simplefilter"}
#: What takes all that a generator gives, at once.
_CONSUMES = {"all", "any", "dict", "list", "max", "min", "set", "sorted", "sum", "tuple"}
#: Words for what draws random numbers, beside all that have "rand" in them.
_DRAWS = {
    "Dropout", "Linear", "bernoulli", "bernoulli_", "cauchy_", "choice", "choices",
    "default_rng", "dropout", "exponential_", "geometric_", "init", "log_normal_", "manual_seed",
    "multinomial", "nn", "normal", "normal_", "permutation", "poisson", "sample", "seed", "shuffle",
    "uniform", "uniform_",
}  # fmt: skip
#: What of a check an author's cell may use and change nothing.
_SHOWS = "reveal"


@dataclass(frozen=True)
class CellNames:
    """What a cell does to names.

    Attributes:
        reads: Names that it reads when it runs, and has not surely given a value before.
        looks_up: Names that its functions read whenever they are called.
        gives: Names that it may give a value to.
        surely: Those of them that have a new one in any case.
        inert: Those of them that stand for constants, functions, classes and modules alone.
        modules: Those of them that stand for modules.
        imported: Those of them that nothing but an import gives a value, and what that imports.
        changes: Names whose objects get another attribute or entry.
        bare: Names that are used other than by an attribute.
        reaches_far: Whether it may change more than what its names lead to.
        only_by_tools: Whether it may so by modules that it imports, and checks that it asks, alone.
        sees_all: Whether it may use any name.
        draws_elsewhere: Whether it may draw random numbers from others than torch.

    """

    reads: frozenset[str] = frozenset()
    looks_up: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()
    surely: frozenset[str] = frozenset()
    inert: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    imported: Mapping[str, str] = field(default_factory=dict)
    changes: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    reaches_far: bool = False
    only_by_tools: bool = False
    sees_all: bool = False
    draws_elsewhere: bool = False


def cell_names(module: ast.Module) -> CellNames:
    """Return what a cell with these statements does to names.

    Raises:
        SyntaxError: if it is no Python.

    """
    flow = _Flow()
    surely = flow.through(module.body, frozenset())
    inert, modules = _inert(module.body)
    nodes = list(ast.walk(module))
    only_look = set(_only_looking(nodes))
    words = {n.id for n in nodes if isinstance(n, ast.Name) and id(n) not in only_look}
    words |= {name for node in nodes for name in _imported(node)}
    put_back = set(_put_back(nodes))
    far = any(_reaches_far(node) for node in nodes if id(node) not in put_back)
    far |= bool(words & (_FAR_REACHING | _LOOKERS))
    has_tools = any(_imports_more(node) or _asks_a_check(node) for node in nodes)
    return CellNames(
        reads=frozenset(flow.reads),
        looks_up=frozenset(flow.looks_up),
        gives=frozenset(flow.gives),
        surely=surely,
        inert=frozenset(inert - flow.values),
        modules=frozenset(modules),
        imported={name: what for name, (what, *more) in flow.given_by.items() if what and not more},
        changes=frozenset(_root(node) for node in nodes if _is_changed_inside(node)),
        bare=frozenset(_bare(nodes)),
        reaches_far=far or has_tools,
        only_by_tools=has_tools and not far,
        sees_all=bool(words & _LOOKERS) or sum(map(_is_magic, nodes)) > sum(map(_is_quiet, nodes)),
        draws_elsewhere=any(word == "random" for node in nodes for word in _words(node)),
    )


# --- Which names, in which order ------------------------------------------------------------------


@dataclass
class _Flow:
    """Goes through statements in the order in which they run."""

    reads: set[str] = field(default_factory=set)
    looks_up: set[str] = field(default_factory=set)
    gives: set[str] = field(default_factory=set)
    #: Names that get a value by anything but a definition or an import.
    values: set[str] = field(default_factory=set)
    #: By name, what imports give it, in words; for anything else that does, no words.
    given_by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def through(self, body: Sequence[ast.stmt], bound: frozenset[str]) -> frozenset[str]:
        """Take in ``body``; return the names that surely have a value of this cell's after it."""
        for statement in body:
            bound = self._statement(statement, bound)
        return bound

    def _statement(self, it: ast.stmt, bound: frozenset[str]) -> frozenset[str]:
        if isinstance(it, ast.If):
            self._expression(it.test, bound)
            return self.through(it.body, bound) & self.through(it.orelse, bound)
        if isinstance(it, ast.While):
            self._expression(it.test, bound)
            self.through(it.body, bound)
            self.through(it.orelse, bound)
            return bound
        if isinstance(it, ast.For):
            self._expression(it.iter, bound)
            inside = bound | self._leaf([ast.Assign([it.target], ast.Constant(0))], bound, "names")
            after = self.through(it.body, inside)
            leaves = any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(it))
            runs = _is_never_empty(it.iter) and not leaves
            return self.through(it.orelse, after if runs else bound)
        if isinstance(it, ast.With):
            for item in it.items:
                self._expression(item.context_expr, bound)
                if item.optional_vars is not None:
                    named = [ast.Assign([item.optional_vars], ast.Constant(0))]
                    bound |= self._leaf(named, bound, "names")
            after = self.through(it.body, bound)
            # Others may swallow an error, and the statements behind it.
            return after if all(_root(i.context_expr) == "torch" for i in it.items) else bound
        if isinstance(it, ast.Try):
            self.through(it.body, bound)
            for handler in it.handlers:
                if handler.type is not None:
                    self._expression(handler.type, bound)
                own = frozenset({handler.name} if handler.name else ())
                self.gives |= own
                self.values |= own
                for name in own:
                    self.given_by[name].add("")
                self.through(handler.body, bound | own)
            self.through(it.orelse, bound)
            return self.through(it.finalbody, bound)
        if isinstance(it, ast.Pass | ast.Break | ast.Continue):
            return bound
        surely = frozenset[str]()
        if isinstance(it, ast.Assign | ast.AugAssign | ast.AnnAssign) and it.value is not None:
            surely = _names_in(it.targets if isinstance(it, ast.Assign) else [it.target])
        if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            surely = frozenset({it.name})
        if isinstance(it, ast.Import | ast.ImportFrom):
            surely = frozenset((a.asname or a.name).partition(".")[0] for a in it.names)
        is_definition = bool(surely) and (not hasattr(it, "value") or _gives_constants(it))
        self._leaf([it], bound, "definitions" if is_definition else "values")
        if _seeds(it):
            surely |= {RANDOM}
        return bound | surely

    def _expression(self, it: ast.expr, bound: frozenset[str]) -> None:
        self._leaf([ast.Expr(it)], bound, "values")

    def _leaf(self, body: Sequence[ast.stmt], bound: frozenset[str], what: str) -> frozenset[str]:
        """Take in statements with nothing inside but functions; return the names they bind."""
        module = ast.fix_missing_locations(ast.Module(list(body), []))
        code = compile(module, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        gives = set()
        waiting = [(code, True)]
        consumed = _consumes_generators(module)
        for part, is_now in waiting:
            for step in dis.get_instructions(part):
                if step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
                    self._read(step.argval, is_now, bound)
                elif (
                    part is code and step.opname in ("STORE_NAME", "DELETE_NAME")
                ) or step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                    gives.add(step.argval)
            inner = [each for each in part.co_consts if isinstance(each, CodeType)]
            waiting += [
                (each, is_now and (_runs_at_once(each) or (consumed and _is_generator(each))))
                for each in inner
            ]
        if any(map(_seeds, body)):
            self.gives.add(RANDOM)
        elif not _draws_later(body[0]) and _draws_in(module):
            self._read(RANDOM, True, bound)
            self.gives.add(RANDOM)
        self.gives |= gives
        if what != "definitions":
            self.values |= gives
        imported = _what_is_imported(body[0])
        for name in gives:
            self.given_by[name].add(imported.get(name, ""))
        return frozenset(gives)

    def _read(self, name: str, is_now: bool, bound: frozenset[str]) -> None:
        if not is_now:
            self.looks_up.add(name)
        elif name not in bound:
            self.reads.add(name)


def _what_is_imported(statement: ast.stmt) -> dict[str, str]:
    """Return what an import gives names to, in words; nothing for another statement."""
    found = {}
    if isinstance(statement, ast.Import):
        for each in statement.names:
            name = each.asname or each.name.partition(".")[0]
            found[name] = f"import {each.name if each.asname else name}"
    elif isinstance(statement, ast.ImportFrom):
        module = "." * statement.level + (statement.module or "")
        for each in statement.names:
            found[each.asname or each.name] = f"from {module} import {each.name}"
    return found


def _runs_at_once(code: CodeType) -> bool:
    """Whether it is the body of a class, or of a list made in one expression."""
    return code.co_name in ("<listcomp>", "<setcomp>", "<dictcomp>") or not code.co_flags & 1


def _is_generator(code: CodeType) -> bool:
    return code.co_name == "<genexpr>"


def _consumes_generators(module: ast.AST) -> bool:
    """Whether each generator that is made in an expression is used up there."""
    nodes = list(ast.walk(module))
    made = sum(isinstance(node, ast.GeneratorExp) for node in nodes)
    used = sum(
        isinstance(each, ast.GeneratorExp)
        for node in nodes
        if isinstance(node, ast.Call) and (_root(node.func) in _CONSUMES or _last(node) == "join")
        for each in node.args
    )
    return made == used


def _names_in(targets: Iterable[ast.expr]) -> frozenset[str]:
    """Return the names that stand alone among the targets of an assignment."""
    found: set[str] = set()
    for target in targets:
        if isinstance(target, ast.Name):
            found.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            found |= _names_in(target.elts)
        elif isinstance(target, ast.Starred):
            found |= _names_in([target.value])
    return frozenset(found)


def _is_never_empty(items: ast.expr) -> bool:
    if isinstance(items, ast.Tuple | ast.List):
        return any(not isinstance(each, ast.Starred) for each in items.elts)
    return (
        isinstance(items, ast.Call)
        and isinstance(items.func, ast.Name)
        and items.func.id == "range"
        and len(items.args) == 1
        and isinstance(items.args[0], ast.Constant)
        and isinstance(items.args[0].value, int)
        and items.args[0].value > 0
    )


# --- What else it may do --------------------------------------------------------------------------


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield node.name.rpartition(".")[2]


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield from (each.name for each in node.names)


def _draws_in(tree: ast.AST) -> bool:
    """Whether random numbers are drawn from what all share, not from a generator of one's own."""
    own = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(each.arg == "generator" for each in node.keywords):
            own.add(id(node.func))
        if isinstance(node, ast.Attribute) and node.attr == "manual_seed":
            own |= set() if _root(node.value) == ast.unparse(node.value) else {id(node)}
        if isinstance(node, ast.Attribute) and node.attr in _DRAWS_NOTHING:
            own.add(id(node.value))  # the name of the package
    return any(_draws(node) for node in ast.walk(tree) if id(node) not in own)


def _draws_later(statement: ast.stmt) -> bool:
    """Whether a statement that names what draws does not draw itself.

    What a function draws depends on when it is called: nobody can count on it.
    """
    return isinstance(statement, ast.Import | ast.ImportFrom) or _has_no_state(statement)


def _draws(node: ast.AST) -> bool:
    return any(word in _DRAWS or "rand" in word.lower() for word in _words(node))


def _seeds(statement: ast.stmt) -> bool:
    """Whether it is ``torch.manual_seed(3)``: what torch has drawn before no longer counts."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and ast.unparse(statement.value.func) == "torch.manual_seed"
        and all(isinstance(each, ast.Constant) for each in statement.value.args)
        and not statement.value.keywords
    )


def _is_magic(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "get_ipython"


def _is_quiet(node: ast.AST) -> bool:
    """Whether it is the magic that asks for pictures below their cells."""
    if not isinstance(node, ast.Call) or _root(node.func) != "get_ipython":
        return False
    said = [each.value for each in node.args if isinstance(each, ast.Constant)]
    return said[:1] == ["matplotlib"]


def _reaches_far(node: ast.AST) -> bool:
    if isinstance(node, ast.Global | ast.Await | ast.AsyncFor | ast.AsyncWith):
        return True
    if set(_imported(node)) & _FAR_REACHING_INSIDE:
        return True
    if isinstance(node, ast.ImportFrom):
        return any(each.name == "*" for each in node.names)
    if isinstance(node, ast.Attribute):
        sets = node.attr.startswith("set_") and node.attr not in _OF_WARNINGS
        sets = sets and isinstance(node.value, ast.Name | ast.Attribute)
        is_private = node.attr.startswith("_") and not _only_reads(node)
        is_far = is_private or node.attr in _FAR_REACHING_INSIDE
        return is_far or (sets and _root(node) in ("torch", "plt", "matplotlib", "np"))
    return False


def _imports_more(node: ast.AST) -> bool:
    """Whether it imports a module that may do anything when it is imported."""
    if isinstance(node, ast.Import):
        return any(each.name.partition(".")[0] not in _QUIET_MODULES for each in node.names)
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        is_quiet = module.partition(".")[0] in _QUIET_MODULES or module in _QUIET_PACKAGES
        return not is_quiet or node.level > 0
    return False


def _asks_a_check(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _root(node.func) == "check" and _last(node) != _SHOWS


def _only_reads(node: ast.Attribute) -> bool:
    """Whether a private attribute leads no further than the object that has it."""
    if not isinstance(node.ctx, ast.Load):
        return False
    is_kept = node.attr.startswith("_saved_")  # by a node of the graph
    return node.attr in _READ or is_kept or ast.unparse(node) == "super().__init__"


def _only_looking(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Yield the ids of far-reaching names in calls that look at one object and change nothing.

    They are ``dir(x)`` and ``isinstance(getattr(x, name), kind)``.
    """
    for node in nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        first = node.args[0]
        if node.func.id == "dir":
            yield id(node.func)
        elif node.func.id == "isinstance" and isinstance(first, ast.Call):
            is_plain = isinstance(first.func, ast.Name) and first.func.id == "getattr"
            if is_plain and len(first.args) == 2:
                yield id(first.func)


def _put_back(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Yield the ids of the nodes that change what a block puts back when it is left."""
    for block in nodes:
        if not isinstance(block, ast.With):
            continue
        if ast.unparse(block.items[-1]).startswith("warnings.catch_warnings("):
            calls = [it.value for it in block.body if isinstance(it, ast.Expr)]
            functions = [each.func for each in calls if isinstance(each, ast.Call)]
            yield from (id(each) for each in functions if ast.unparse(each) in _FILTERS)


def _last(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_changed_inside(node: ast.AST) -> bool:
    is_part = isinstance(node, ast.Attribute | ast.Subscript)
    return is_part and isinstance(node.ctx, ast.Store | ast.Del)  # type: ignore[attr-defined]


def _root(node: ast.AST) -> str:
    """Return the name with which an expression begins, such as ``x`` of ``x.grad[0].item()``."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _bare(nodes: Sequence[ast.AST]) -> set[str]:
    before_a_dot = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    names = (node for node in nodes if isinstance(node, ast.Name) and id(node) not in before_a_dot)
    return {name.id for name in names if isinstance(name.ctx, ast.Load)}


def _inert(body: Sequence[ast.stmt]) -> tuple[set[str], set[str]]:
    """Return names of constants, and of functions, classes and modules without state; of modules.

    A function that is decorated, or whose defaults can change, may keep something between calls.
    """
    inert: set[str] = set()
    modules: set[str] = set()
    for it in body:
        if isinstance(it, ast.Import):
            modules |= {(each.asname or each.name).partition(".")[0] for each in it.names}
        elif isinstance(it, ast.ImportFrom):
            # Who draws under another name is not known by it.
            quiet = [each for each in it.names if each.asname is None or not _draws(each)]
            inert |= {each.asname or each.name for each in quiet}
            # One of them may be a module: it is not to be handed on either.
            modules |= {each.asname or each.name for each in quiet if each.name in _MODULES}
        elif _gives_constants(it):
            inert |= _names_in(it.targets)
        elif isinstance(it, ast.FunctionDef) and _has_no_state(it):
            inert.add(it.name)
        elif isinstance(it, ast.ClassDef) and not it.decorator_list:
            methods = {each.name for each in it.body if isinstance(each, ast.FunctionDef)}
            is_plain = all(_has_no_state(e, True) or _renames(e, methods) for e in it.body)
            inert |= {it.name} if is_plain else set()
    return inert | modules, modules


def _gives_constants(statement: ast.stmt) -> TypeGuard[ast.Assign]:
    """Whether it gives names to numbers and words, which nobody can change."""
    return isinstance(statement, ast.Assign) and _is_constant(statement.value)


def _is_constant(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(map(_is_constant, value.elts))
    if isinstance(value, ast.UnaryOp):
        return _is_constant(value.operand)
    return isinstance(value, ast.Constant)


def _renames(statement: ast.stmt, methods: set[str]) -> bool:
    """Whether it gives methods of a class further names."""
    if not isinstance(statement, ast.Assign):
        return False
    value = statement.value
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    return all(isinstance(each, ast.Name) and each.id in methods for each in parts)


def _has_no_state(statement: ast.stmt, in_a_class: bool = False) -> bool:
    """Whether it is a function that keeps nothing between calls; in a class, or a docstring."""
    if not isinstance(statement, ast.FunctionDef):
        is_word = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        return in_a_class and (is_word or isinstance(statement, ast.Pass))
    defaults = [*statement.args.defaults, *filter(None, statement.args.kw_defaults)]
    decorators = {ast.unparse(each) for each in statement.decorator_list}
    allowed = {"staticmethod", "classmethod", "property"} if in_a_class else set()
    constants = ast.Constant | ast.Name | ast.Attribute
    return decorators <= allowed and all(isinstance(each, constants) for each in defaults)
