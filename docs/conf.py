"""Sphinx's configuration. The pages are Markdown and the build needs no network."""

from autograder import __version__

project = "The autograd workbook"
author = "the autograd workbook's authors"
copyright = f"2026, {author}"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

exclude_patterns = ["_build"]
nitpicky = True
# Types of other libraries are documented elsewhere, which an offline build cannot look up.
nitpick_ignore_regex = [(r"py:.*", r"(?!autograder\.).*")]

autodoc_typehints = "none"
autodoc_preserve_defaults = True
autodoc_class_signature = "separated"

html_theme = "furo"
html_title = project
html_copy_source = False
