"""The picture of the rooms is the one that the imports draw."""

from __future__ import annotations

from tools.rooms import TARGET, draw, house


def test_the_picture_in_the_manual_is_up_to_date():
    now = draw([house("autograder"), house("autograder.lesson")])
    assert TARGET.read_text(encoding="utf-8") == now, "run make rooms"


def test_a_room_imports_from_those_below_it():
    rooms = house("autograder.lesson")
    order = {room: row for row, room in enumerate(rooms.rooms)}
    assert rooms.imports["checks", "door"] > 0
    assert all(order[upper] < order[lower] for upper, lower in rooms.imports)
    assert all(rooms.says)
