"""nbgrader's configuration: where the course lies, and which steps run on a notebook.

Plain ``nbgrader`` commands and the formgrader read this file as well as ours do.
"""

from contextlib import suppress
from pathlib import Path

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "autograd-workbook"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.submitted_directory = "var/submitted"
c.CourseDirectory.autograded_directory = "var/autograded"
c.CourseDirectory.feedback_directory = "var/feedback"
c.CourseDirectory.solution_directory = "var/solution"
c.CourseDirectory.db_url = "sqlite:///var/gradebook.db"

# Only an instructor's course has solutions; a student's copy of it needs neither of these.
_root = Path(__file__).resolve().parent
if (_root / "solutions").is_dir():
    # No command of nbgrader's makes the folder of its own gradebook.
    with suppress(OSError):
        (_root / "var").mkdir(exist_ok=True)
    # Formgrader shows the model answer below each answer that a person grades.
    c.HTMLExporter.preprocessors = ["autograder.classroom.model_answers.ShowModelAnswers"]

# nbgrader releases whatever lies beside a notebook, and that shall be its cards, its data and
# its exercises' module; not the text file with the answers, whose name begins with a number.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".DS_Store",
    "[0-9]*.py",
    "answers",
    ".autograder",
]

# A prediction cell needs a stub that does not raise; every other step is nbgrader's own.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "autograder.authoring.stubs.ClearSolutionsKeepingStubs",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What a submission may use up. The lines that are commented out say what holds without them.
c.Execute.timeout = 30  # seconds for a cell, and for all questions of a test
# c.Limits.notebook_seconds = 600
# c.Limits.memory_mb = 2048
# c.Limits.total_memory_mb = 4096
# c.Limits.processes = 128
# c.Limits.folder_mb = 64
# c.Limits.output_mb = 4

# A submission is rebuilt from its key: deleted cells and changed marks come back.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "autograder.classroom.refereeing.TakeIn",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# The first step runs the tests: behind a wall, and not in the kernel of the student's code. Points
# given by hand stand as long as the answer that they were given for.
c.Autograde.autograde_preprocessors = [
    "autograder.classroom.refereeing.Referee",
    "nbgrader.preprocessors.IgnorePattern",
    "autograder.classroom.hand_grades.SaveGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What `autograder submit` writes, STUDENT__TIME__CHAPTER.zip, or a bare notebook called like that.
# Canvas puts a name and two numbers before it; whoever zips a folder has it in the zip.
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\](?:[^\W\d_]+_(?:LATE_)?\d+_\d+_)?"
    r"(?P<student_id>[^/\\]+)__(?P<timestamp>\d{4}-\d\d-\d\d-\d{6})__"
    r"(?:[^/\\]+[/\\](?:(?!__MACOSX|\.)[^/\\]+[/\\])*)?(?P<file_id>(?!\.)[^/\\]+)\.ipynb$"
)
c.ZipCollectApp.extractor_plugin = "autograder.classroom.collecting.zip_collect.OneByOne"
c.ZipCollectApp.collector_plugin = "autograder.classroom.collecting.zip_collect.ByFileName"
c.ZipCollectApp.downloaded_directory = "var/downloaded"

# Feedback: no hidden test, no script, nothing fetched from elsewhere.
c.GenerateFeedback.preprocessors = [
    "autograder.classroom.feedback.GetGrades",
    "autograder.classroom.feedback.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.GenerateFeedback.exporter_class = "autograder.classroom.feedback.FeedbackExporter"
