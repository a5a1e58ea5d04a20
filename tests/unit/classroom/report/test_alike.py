from autograder.classroom.report.alike import groups, pairs

USUAL = """
def total(xs):
    result = 0
    for x in xs:
        result += x
    return result
"""


def rare(name: str, number: int) -> str:
    """Return an answer that nobody else would write."""
    return f"""
def total({name}):
    {name}s = [{name} ** {number} for {name} in reversed({name})]
    while len({name}s) > {number}:
        {name}s[0] += {name}s.pop() / {number} - sum({name}s[{number}::2])
        if {name}s[-1] % {number} == {number + 1}:
            return {name}s[0] * {number}
    return max({name}s, key=lambda {name}q: -{name}q) - {number}
"""


def test_answers_alike_but_for_style_make_a_group() -> None:
    answers = {"c": USUAL, "a": USUAL.replace("x", "entry"), "b": "def total(xs):\n    return 0"}
    assert groups(answers) == [["a", "c"], ["b"]]
    assert groups({}) == []


def test_a_copy_under_other_names_is_a_pair() -> None:
    honest = {f"s{k}": {"total": USUAL} for k in range(20)}
    several = {f"r{k}": {"total": rare("x", 10 + k)} for k in range(5)}
    copied = {"ben": {"total": rare("y", 3)}, "ann": {"total": rare("z", 3)}}
    [pair] = pairs({**honest, **several, **copied})
    assert pair.students == ("ann", "ben")
    assert pair.exercises == ("total",)
    assert pair.likeness == 1


def test_of_several_exercises_more_than_one_must_be_alike() -> None:
    honest = {f"s{k}": {"total": USUAL, "half": USUAL} for k in range(20)}
    ann = {"total": rare("x", 3), "half": rare("x", 4)}
    once = {"ann": ann, "ben": {**ann, "half": USUAL}}
    twice = {"ann": ann, "ben": {name: rare("y", k) for name, k in (("total", 3), ("half", 4))}}
    assert pairs({**honest, **once}) == []
    [pair] = pairs({**honest, **twice})
    assert pair.exercises == ("total", "half")


def test_what_many_write_tells_nothing() -> None:
    answers = {f"s{k}": {"total": USUAL, "again": rare("x", 3)} for k in range(20)}
    assert pairs(answers) == []


def test_one_short_answer_is_no_reason_to_look() -> None:
    answers = {"a": {"total": "x = 1"}, "b": {"total": "y = 1"}, "c": {"total": USUAL}}
    assert pairs(answers) == []
    assert pairs({}) == []
