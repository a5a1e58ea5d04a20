"""The autograd workbook: lessons, their checks, and the tools that build and grade them."""

__version__ = "0.1.0"
