"""nbgrader for everybody on the hub: /etc/jupyter/nbgrader_config.py."""

from pathlib import Path

c = get_config()  # noqa: F821

# As in the course's own nbgrader_config.py.
c.CourseDirectory.course_id = "autograd-workbook"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", ".autograder", "feedback"]

c.Exchange.root = "/srv/nbgrader/exchange"

# What is fetched lies where the course's own commands look for it. Copies of hand-ins, and the
# secrets by which feedback is found, are kept in the same folder, which nobody else can enter.
_mine = Path.home() / "autograd-workbook"
c.Exchange.assignment_dir = str(_mine / "work")
c.Exchange.cache = str(_mine / "handed_in")
