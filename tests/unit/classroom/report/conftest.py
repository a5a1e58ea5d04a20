import pytest

from autograder.classroom.report.findings import Findings
from tests.told_class import findings


@pytest.fixture
def found() -> Findings:
    return findings()
