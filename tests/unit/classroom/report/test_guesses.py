import pytest

from autograder.classroom.report.guesses import came_true, read_guess, shown


@pytest.mark.parametrize(
    ("source", "guess"),
    [
        ("x = 3", 3.0),
        ("x = -3.5  # so", -3.5),
        ("x = [0, 2 * 4, 1/4]", [0.0, 8.0, 0.25]),
        ("x = (1, 2)", [1.0, 2.0]),
        ("x = torch.tensor([1.0, 2.0])", [1.0, 2.0]),
        ("x = True", True),
        ("x = 1\nx = 2", 2.0),
        ("x = [[1], [2]]", [[1.0], [2.0]]),
    ],
)
def test_a_plain_value_is_read(source: str, guess: object) -> None:
    assert read_guess(source) == guess


@pytest.mark.parametrize(
    "source",
    [
        "x = ...",
        "x = y",
        "x = 'four'",
        "3",
        "",
        "x =",
        "x = 1/0",
        "x = -[1]",
        "x = f()",
        "x = f(3)",
    ],
)
def test_what_only_running_would_tell_is_not_read(source: str) -> None:
    assert read_guess(source) is None


def test_a_guess_comes_true_if_it_is_close() -> None:
    assert came_true([0.0, 1.0], [0.0, 1.00005])
    assert not came_true([0.0, 1.0], [0.0, 1.0005])
    assert not came_true(1999.0, 1998.0)
    assert not came_true([1.0], [1.0, 1.0])
    assert not came_true(1.0, [1.0])
    assert came_true(True, True)
    assert not came_true(1.0, True), "a number is no truth"


def test_numbers_are_shown_without_idle_decimals() -> None:
    assert shown([0.0, 0.5, True]) == "[0, 0.5, True]"
