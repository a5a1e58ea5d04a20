"""Sphinx's configuration. The pages are Markdown and the build needs no network."""

import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from autograder import __version__
from autograder.classroom.safe_html import formula
from autograder.course import find_course

COURSE = find_course(Path(__file__))
sys.path.insert(0, str(COURSE.root))

from tools.chapter_pages import write_pages  # noqa: E402

project = "The autograd workbook"
author = "the autograd workbook's authors"
copyright = f"2026, {author}"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
# A section may be called what a function is called.
myst_ref_domains = ["std"]
# A chapter's smaller headings stand between exercises, two levels below its sections.
suppress_warnings = ["myst.header"]

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
html_show_sourcelink = False
html_static_path = ["static"]
html_css_files = ["chapters.css"]
# Formulas are MathML, which browsers set without a script or a font of ours.
html_math_renderer = "mathml"


def visit_inline(translator, node):
    translator.body.append(formula(node.astext(), "inline"))
    raise nodes.SkipNode


def visit_block(translator, node):
    # Where it is wider than the page it is moved by the arrow keys.
    mathml = formula(node.astext(), "block")
    translator.body.append(f'<div class="formula" tabindex="0">{mathml}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("builder-inited", lambda app: write_pages(COURSE, Path(app.srcdir) / "chapters"))
