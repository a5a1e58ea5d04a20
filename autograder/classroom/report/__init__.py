"""The report on a class: what to teach next week, made from kept outcomes and answers.

``write_report`` makes a page and the same as data. No student's code runs for it, and no log is
searched: a verdict and the names of mistakes were kept when a submission was graded.

``lessons``      what earns points, and where the course teaches about a mistake
``normal_form``  an answer without its style
``alike``        groups and pairs of answers that are alike beyond style
``guesses``      predictions, read without running them
``findings``     all that is told, as data
``charts``, ``page``  how it is shown
"""

from autograder.classroom.report.making import after_grading, write_report

__all__ = ["after_grading", "write_report"]
