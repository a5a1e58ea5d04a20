"""Sphinx's configuration. The pages are Markdown and the build needs no network."""

from autograder import __version__

project = "The autograd workbook"
author = "the autograd workbook's authors"
copyright = f"2026, {author}"
release = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = project
html_copy_source = False
