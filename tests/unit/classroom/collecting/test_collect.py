"""From a download to a notebook for each student: none lost, none merged, none impersonated."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from autograder.classroom.collecting.collect import Round, collect
from autograder.classroom.collecting.placing import Status
from autograder.classroom.collecting.table import show, totals
from autograder.classroom.collecting.uncollected import late_without_a_time, uncollected
from autograder.course import Course
from autograder.errors import CollectingError

from .conftest import OTHER, TINY, Files, answers, notebook, tarred, write, zipped

OWN = f"2026-03-02-093000__{TINY}"


@pytest.fixture
def taken(course: Course, tmp_path: Path):
    """Collect files from a download; each round in a place of its own."""
    rounds = iter(range(9))

    def take(files: Files, **options: str) -> Round:
        return collect(course, [write(tmp_path / f"in{next(rounds)}", files)], **options)

    return take


def test_a_moodle_download_as_it_comes(course: Course, taken) -> None:
    done = taken(
        {
            f"Course-{TINY}-99.zip": zipped(
                {
                    f"Ann Bo_1_assignsubmission_file/{TINY}.ipynb": notebook("bare"),
                    "Cy Do_2_assignsubmission_file_/my work (1).ipynb": notebook("renamed"),
                    f"Ed Fu_3_assignsubmission_file/ed__{OWN}.zip": zipped(
                        {f"{TINY}.ipynb": notebook("ours")}
                    ),
                    "Gi Ho_4_assignsubmission_file/all.zip": zipped(
                        {
                            f"sub/{TINY}.ipynb": notebook("both"),
                            "sub/x.ipynb": notebook("both too", OTHER),
                            "sub/data/points.csv": b"",
                            "__MACOSX/._x.ipynb": b"",
                        }
                    ),
                    "Ij Ko_5_assignsubmission_file/deep.tar.gz": tarred(
                        {"a/b.zip": zipped({"c.ipynb": notebook("deep")})}
                    ),
                    "Lu Mo_6_assignsubmission_onlinetext/onlinetext.html": b"<p>Hello",
                }
            )
        }
    )
    assert answers(course) == {
        "ann.bo": "bare",
        "cy.do": "renamed",
        "ed.fu": "ours",
        "gi.ho": "both",
        "ij.ko": "deep",
    }
    assert answers(course, OTHER) == {"gi.ho": "both too"}
    [left] = done.left
    assert left.where.endswith("onlinetext.html")
    assert left.who == "Lu Mo"
    assert course.timestamp("ed.fu", TINY).read_text() == "2026-03-02 09:30:00 UTC\n"
    assert not course.timestamp("ann.bo", TINY).exists()
    assert totals(done) == "6 notebooks of 5 students: 6 new. 1 file not collected."


def test_who_types_anothers_id_is_not_taken_for_them(course: Course, taken) -> None:
    done = taken(
        {
            f"Eve Il_7_assignsubmission_file/victim__{OWN}.zip": zipped({"x.ipynb": notebook("e")}),
            f"Vic Tim_8_assignsubmission_file/victim__{OWN}.zip": zipped(
                {"x.ipynb": notebook("v")}
            ),
        }
    )
    assert answers(course) == {"eve.il": "e", "vic.tim": "v"}
    said = {each.student: each.notes for each in done.collected}
    assert said["eve.il"] == ("calls itself 'victim', which it is not by Moodle",)


def test_with_a_roster_every_id_that_differs_is_said(course: Course, taken) -> None:
    write(
        course.var,
        {"roster.csv": b"id,name,canvas,email\nvictim,Vic Tim,8,\nli1,Jun Li,9,\nli2,Jun Li,,\n"},
    )
    done = taken(
        {
            f"ileve_7_101_victim__{OWN}.zip": zipped({"x.ipynb": notebook("e")}),
            f"timvic_8_102_victim__{OWN}.zip": zipped({"x.ipynb": notebook("v")}),
            "lijun_9_103_x.ipynb": notebook("first Li"),
            "lijun_10_104_x.ipynb": notebook("who is it"),
        }
    )
    assert answers(course) == {"ileve": "e", "victim": "v", "li1": "first Li", "lijun": "who is it"}
    said = {each.student: " ".join(each.notes) for each in done.collected}
    assert said["ileve"].startswith("calls itself 'victim'")
    assert said["ileve"].endswith("not in the roster")
    assert said["victim"] == ""
    assert {each.student: each.name for each in done.collected}["li1"] == "Jun Li"


def test_two_of_one_name_stay_two(course: Course, taken) -> None:
    pair = {
        "Jun Li_1_assignsubmission_file/x.ipynb": notebook("one"),
        "Jun Li_2_assignsubmission_file/x.ipynb": notebook("the other"),
    }
    done = taken(pair)
    assert answers(course) == {"jun.li-1": "one", "jun.li-2": "the other"}
    assert all("more than one may be 'jun.li'" in each.notes[0] for each in done.collected)
    # Whoever came first keeps the plain id; who comes later gets the number.
    taken({"Al Bo_5_assignsubmission_file/y.ipynb": notebook("a", OTHER)})
    taken({"Al Bo_6_assignsubmission_file/y.ipynb": notebook("b", OTHER)})
    assert answers(course, OTHER) == {"al.bo": "a", "al.bo-6": "b"}
    # Moodle numbers people anew in each assignment: the same name is the same person there.
    taken({"Al Bo_9_assignsubmission_file/x.ipynb": notebook("c")})
    assert answers(course)["al.bo"] == "c"


def test_a_name_alone_does_not_replace_what_a_platform_brought(course: Course, taken) -> None:
    taken({"Exercise_jane_attempt_2026-03-02-09-30-00_x.ipynb": notebook("hers")})
    done = taken({f"jane__2027{OWN[4:]}.ipynb": notebook("by mail")})
    assert answers(course) == {"jane": "hers"}
    assert "only its name says that it is jane's" in done.left[0].why
    assert "Blackboard" in done.left[0].why
    taken({f"ben__{OWN}.ipynb": notebook("by mail")})
    taken({"Exercise_ben_attempt_2020-01-01-09-30-00_x.ipynb": notebook("his")})
    assert answers(course)["ben"] == "his"


def test_the_newest_counts_and_the_older_ones_are_kept(course: Course, taken) -> None:
    done = taken(
        {
            f"doejane_LATE_5_202_{TINY}-1.ipynb": notebook("second"),
            f"doejane_5_201_{TINY}.ipynb": notebook("first"),
        }
    )
    assert answers(course) == {"doejane": "second"}
    assert [(c.status, c.late) for c in done.collected] == [
        (Status.NEW, True),
        (Status.OLDER, False),
    ]
    [line] = late_without_a_time(course, [TINY])
    assert line.startswith(f"doejane  {TINY}  is late, says Canvas")
    again = taken(
        {
            f"doejane_LATE_5_202_{TINY}-1.ipynb": notebook("second"),
            f"doejane_5_201_{TINY}.ipynb": notebook("first"),
            f"doejane_LATE_5_203_{TINY}-2.ipynb": notebook("third"),
        }
    )
    assert answers(course) == {"doejane": "third"}
    assert [c.status for c in again.collected] == [Status.NEWER, Status.SAME, Status.SAME]
    kept = course.submitted_before("doejane", TINY).glob("*/*.ipynb")
    sources = sorted(json.loads(path.read_bytes())["cells"][0]["source"] for path in kept)
    assert sources == ["first", "second"]


def test_what_somebody_mended_by_hand_stays_until_something_newer_comes(
    course: Course, taken, tmp_path: Path
) -> None:
    files = {"doejane_5_201_x.ipynb": notebook("broken")}
    taken(files)
    course.submission("doejane", TINY).write_bytes(notebook("mended"))
    done = taken(files)
    assert answers(course) == {"doejane": "mended"}
    assert [c.status for c in done.collected] == [Status.SAME]
    taken({"doejane_5_202_x.ipynb": notebook("newer")})
    assert answers(course) == {"doejane": "newer"}


def test_by_name_alone_a_later_time_counts(course: Course, taken) -> None:
    write(course.submission("al", TINY).parent, {f"{TINY}.ipynb": notebook("zip_collect's")})
    course.timestamp("al", TINY).write_text("2026-03-02 09:30:00 UTC")
    taken({f"al__2026-03-01-093000__{TINY}.ipynb": notebook("earlier")})
    assert answers(course) == {"al": "zip_collect's"}
    taken({f"al__2026-03-03-093000__{TINY}.zip": zipped({f"{TINY}.ipynb": notebook("later")})})
    assert answers(course) == {"al": "later"}
    assert course.timestamp("al", TINY).read_text() == "2026-03-03 09:30:00 UTC\n"
    names = {p.parent.name for p in course.submitted_before("al", TINY).glob("*/*.ipynb")}
    assert names == {"2026-03-01-093000", "2026-03-02-093000"}


@pytest.mark.parametrize(
    "way", ["Team 1_44_assignsubmission_file/x.ipynb", "team1_LATE_44_201_x.ipynb"]
)
def test_a_groups_work_is_everybodys_in_it(course: Course, taken, way: str) -> None:
    write(course.var, {"roster.csv": b"id,name,group\na,Ann,Team 1\nb,Ben,Team 1\nc,Cy,Team 2\n"})
    taken(
        {
            way: notebook("theirs"),
            "Default group_assignsubmission_file/x.ipynb": notebook("the rest"),
        }
    )
    assert answers(course) == {"a": "theirs", "b": "theirs", "default.group": "the rest"}


def test_content_tells_the_chapter_before_the_name(course: Course, taken) -> None:
    done = taken(
        {
            f"doejane_5_201_{TINY}.ipynb": notebook("it is the other", OTHER),
            f"roeben_6_202_{TINY}.ipynb": b"cut sh",
            "liam_7_203_untitled.ipynb": b"{}",
            "noa_8_204_01.ipynb": b"not json",
        }
    )
    assert answers(course, OTHER) == {"doejane": "it is the other"}
    assert done.collected[-1].notes == (f"called {TINY}",)
    assert course.submission("roeben", TINY).read_bytes() == b"cut sh"
    assert course.submission("noa", TINY).is_file()
    assert "Say it with --chapter" in done.left[0].why
    taken({"liam_7_203_untitled.ipynb": b"{}"}, chapter=OTHER)
    assert course.submission("liam", OTHER).is_file()


def test_marks_and_ids_may_be_gone(course: Course, taken) -> None:
    said = json.loads(course.release(TINY).read_bytes())
    for cell in said["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    said["cells"][1]["source"] = "two = 2"
    taken({"doejane_5_201_x.ipynb.txt": json.dumps(said).encode()})
    assert course.submission("doejane", TINY).is_file()


def test_the_exchanges_secret_is_kept_for_giving_feedback_back(course: Course, taken) -> None:
    folder = f"jane+{TINY}+2026-03-02 09:30:00.000000 UTC+abcd"
    secret = {f"{folder}/submission_secret.txt": b"a1b2"}
    done = taken(
        {
            f"inbound/{folder}/{TINY}.ipynb": notebook("one"),
            **{f"inbound/{k}": v for k, v in secret.items()},
        }
    )
    assert done.left == []
    assert course.submission_secret("jane", TINY).read_text() == "a1b2"


def test_the_release_beside_a_working_copy_is_not_handed_in(course: Course, taken) -> None:
    work = {f"{TINY}.ipynb": notebook("mine"), f".autograder/release/{TINY}.ipynb": notebook("...")}
    done = taken({"Ann Bo_1_assignsubmission_file/all.zip": zipped(work)})
    assert list(answers(course).values()) == ["mine"]
    assert len(done.collected) == 1


def test_what_looks_like_canvas_by_chance_is_nobodys(course: Course, taken) -> None:
    done = taken(
        {"hw_2026_11_jane.ipynb": notebook("jane's"), "hw_2026_11_ben.ipynb": notebook("ben's")}
    )
    assert answers(course) == {}
    assert all("another file has the same number" in left.why for left in done.left)
    assert len(done.left) == 2


def test_every_file_that_was_left_is_named_again_after_grading(
    course: Course, taken, tmp_path: Path
) -> None:
    done = taken(
        {
            "letter.pdf": b"%PDF",
            "x.ipynb": notebook("whose?"),
            "doejane_5_201_x.zip": zipped({"x.ipynb": notebook("cut")})[:60],
            "roeben_6_202_x.rar": b"Rar!",
            ".DS_Store": b"",
        }
    )
    lines = list(uncollected(course, [TINY, OTHER]))
    assert len(lines) == len(done.left) == 4
    assert any("letter.pdf" in line and "neither a notebook" in line for line in lines)
    assert any("x.ipynb" in line and "whose it is" in line for line in lines)
    assert any("doejane" in line and "Ask for the file again" in line for line in lines)
    assert any("Ask for a zip file" in line for line in lines)
    for path in (tmp_path / "in0").iterdir():
        path.unlink()
    assert list(uncollected(course, [TINY])) == []


def test_the_default_place_is_looked_at_by_both_roads_once(course: Course) -> None:
    write(course.downloaded(TINY), {"doejane_5_201_x.ipynb": notebook("hers"), "a.txt": b"hi"})
    collect(course, [course.downloads])
    assert answers(course) == {"doejane": "hers"}
    [line] = uncollected(course, [TINY])
    assert "a.txt" in line
    later = course.downloaded(TINY) / "roeben_6_202_x.ipynb"
    later.write_bytes(notebook("his"))
    assert any(line.startswith("roeben") for line in uncollected(course, [TINY]))


def test_one_that_cannot_be_stored_stops_nobody(course: Course, taken) -> None:
    write(course.submitted, {"doejane": b"a file in a folder's place"})
    done = taken(
        {"doejane_5_201_x.ipynb": notebook("hers"), "roeben_6_202_x.ipynb": notebook("his")}
    )
    assert "cannot be stored" in done.left[0].why
    assert answers(course) == {"roeben": "his"}


def test_a_download_that_is_not_there_is_said(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CollectingError, match="There is no"):
        collect(course, [tmp_path / "nothing.zip"])
    write(course.var, {"collected.json": b"[]"})
    with pytest.raises(CollectingError, match="Move it away"):
        collect(course, [tmp_path])


def test_links_are_not_followed(course: Course, tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", {"x.ipynb": notebook("secret")})
    given = write(tmp_path / "in", {"roeben_6_202_x.ipynb": notebook("his")})
    (given / "doejane_5_201_x.ipynb").symlink_to(secret / "x.ipynb")
    (given / "folder").symlink_to(secret)
    os.mkfifo(given / "pipe.ipynb")
    done = collect(course, [given])
    assert answers(course) == {"roeben": "his"}
    assert sum("link" in left.why for left in done.left) == 2


def test_the_table_says_who_when_and_what_to_look_at(
    course: Course, taken, capsys: pytest.CaptureFixture[str]
) -> None:
    show(
        taken(
            {
                f"doejane_LATE_5_201_j__{OWN}.zip": zipped({"x.ipynb": notebook("x", OTHER)}),
                "letter.pdf": b"%PDF",
            }
        )
    )
    said = capsys.readouterr().out
    for words in (OTHER, "doejane", "Canvas", "2026-03-02 09:30, late", "new", f"called {TINY}"):
        assert words in said
    assert "letter.pdf  was not collected: it is neither a notebook nor an archive" in said
