"""Labels stand beside their lines where they can, and on them where they cannot."""

from __future__ import annotations

from autograder.lesson.diagrams.boxes import Box
from autograder.lesson.diagrams.labelling import GAP, place

LINE = [(100.0, 0.0), (100.0, 60.0)]
ROOM = Box(80, 20, 40, 18)


def test_a_label_stands_beside_its_line():
    [label] = place([ROOM], [LINE], [], 7)
    assert label is not None
    assert label.side == 1
    assert label.room.left == 100 + 7 + GAP
    assert label.room.top == 20


def test_a_label_gives_way_to_a_box():
    wall = Box(110, 0, 50, 60)
    [label] = place([ROOM], [LINE], [wall], 7)
    assert label is not None
    assert label.side == -1
    assert label.room.right == 100 - 7 - GAP


def test_a_label_gives_way_to_another_line():
    [label, _] = place([ROOM, None], [LINE, [(130.0, 0.0), (130.0, 60.0)]], [], 7)
    assert label is not None
    assert label.side == -1


def test_a_label_with_no_room_at_its_side_stands_on_its_line():
    walls = [Box(110, 0, 50, 60), Box(40, 0, 50, 60)]
    narrow = Box(97, 20, 6, 18)
    [label] = place([narrow], [LINE], walls, 7)
    assert label is not None
    assert label.room.center[0] == 100


def test_labels_of_neighbours_do_not_cover_each_other():
    lines = [[(x, 0.0), (x, 60.0)] for x in (100.0, 128.0)]
    one, other = place([ROOM, ROOM], lines, [], 7)
    assert one is not None
    assert other is not None
    assert not one.room.overlaps(other.room)


def test_a_line_without_text_has_no_label():
    assert place([None], [LINE], [], 0) == [None]
