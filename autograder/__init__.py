"""The autograd workbook: lessons, their checks, and the tools that build and grade them."""

import sys

__version__ = "0.1.0"

# nbformat brings jsonschema, and that, where it finds this, 38 parsers of web addresses: a second
# that each command and each grader would wait for, and nothing here asks whether an address is one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
