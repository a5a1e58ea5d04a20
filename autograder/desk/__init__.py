"""The student's desk: the lab, the working copies, what is handed in."""

import sys

# nbformat brings jsonschema, and that, where it finds this, 38 parsers of web addresses: a second
# that a student waits for, and nothing here asks whether an address is one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
