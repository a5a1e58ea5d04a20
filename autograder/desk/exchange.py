"""nbgrader's exchange: the folder through which a hub's students get and hand in chapters."""

from __future__ import annotations

import os
import stat
from pathlib import Path

#: Where nbgrader looks for it if no configuration says otherwise.
DEFAULT = Path("/usr/local/share/nbgrader/exchange")


def configured(course: Path | None) -> tuple[Path, str]:
    """Return where the exchange lies and what the course is called in it.

    As nbgrader has it, the course folder's configuration goes before the machine's.

    Args:
        course: The course folder, None outside of one.

    """
    from jupyter_core.paths import jupyter_config_path
    from traitlets.config import Config, PyFileConfigLoader

    folders = [*reversed(jupyter_config_path()), *([str(course)] if course else [])]
    said = Config()
    for folder in folders:
        if (Path(folder) / "nbgrader_config.py").is_file():
            said.merge(PyFileConfigLoader("nbgrader_config.py", path=folder).load_config())
    root, name = said.Exchange.get("root", str(DEFAULT)), said.CourseDirectory.get("course_id", "")
    return Path(str(root)), str(name)


def complaint(root: Path, course_id: str) -> tuple[str, str]:
    """Return what is wrong with an exchange that is there, and the remedy; else empty words."""
    if not os.access(root, os.W_OK | os.X_OK):
        return f"{root} cannot be written", f"As root: chmod 1777 {root}"
    mode = root.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        said = f"in {root} anybody can put another folder in a course's place"
        return said, f"As root: chmod +t {root}"
    inbound = root / course_id / "inbound"
    if course_id and inbound.is_dir() and inbound.stat().st_mode & stat.S_IROTH:
        return f"everybody can list the hand-ins in {inbound}", f"chmod o-r {inbound}"
    return "", ""
