"""Grades and feedback in the forms that learning platforms take back.

``uploads``   the names in a platform's download, by which it knows whose a file is
``people``    which of the platform's people is which student
``moodle``    the grading worksheet, and feedback files in the folders of the download
``canvas``    the gradebook's CSV, and feedback files under the names of the download
``points``    points per exercise and student, for any spreadsheet
``giving``    all of it for a chapter, and who was left out
"""

from autograder.classroom.give_back.giving import GivenBack, give_back

__all__ = ["GivenBack", "give_back"]
