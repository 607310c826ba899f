"""What the template that posts share says of a page."""

from scraper.evidence import TemplateModel
from scraper.items import PageSigns


def _model(*marks: str) -> TemplateModel:
    model = TemplateModel()
    for _ in range(5):
        model.add_post(PageSigns(features=frozenset(marks)), is_dated=True)
    return model


def test_one_mark_alone_is_no_template() -> None:
    other = PageSigns(features=frozenset({"content@body>main"}))
    assert _model("content@main>article").likeness(other) is None
    assert _model("content@main>article", "time@main>article>footer").likeness(other) == 0.0
