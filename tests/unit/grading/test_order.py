from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.order import misplaced

RELEASED = ["setup", "a", "test_a", "b", "test_b"]
ANSWERS = ["a", "b"]


def moved(*names: str) -> set[str]:
    return misplaced(names, RELEASED, ANSWERS)


def test_what_stands_in_order_stays() -> None:
    assert moved() == moved(*RELEASED) == moved("a", "test_b") == set()


def test_a_test_moves_rather_than_its_answer() -> None:
    assert moved("setup", "test_a", "a", "b", "test_b") == {"test_a"}


def test_one_cell_that_was_moved_far_moves_back_alone() -> None:
    assert moved("a", "test_a", "b", "test_b", "setup") == {"setup"}
    assert moved("b", "setup", "a", "test_a", "test_b") == {"b"}


@given(st.permutations(RELEASED))
def test_the_others_are_in_order(names: list[str]) -> None:
    stay = [name for name in names if name not in misplaced(names, RELEASED, ANSWERS)]
    assert stay == sorted(stay, key=RELEASED.index)
    assert stay
