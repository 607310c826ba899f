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


def test_a_page_from_before_the_software_stated_metadata_is_not_unlike_the_posts() -> None:
    model = _model("meta:article:tag", "jsonld:Article", "time@article.post>header", "content@main>article.post")
    model.add_other(PageSigns(features=frozenset({"time@article.post>header", "content@main>article.post"})))
    assert model.likeness(PageSigns(features=frozenset({"time@article.post>header"}))) is None
    assert model.likeness(PageSigns(features=frozenset({"content@main>article.post"}))) == 0.0  # dated nowhere


def test_a_front_page_that_is_written_as_the_posts_are_leaves_their_template_to_be_known_by() -> None:
    marks = ("content@div.center>article", "h1@div.page-header>h1.article-title", "time@p.content-meta>time")
    model = _model(*marks)
    model.add_other(PageSigns(features=frozenset(marks)))
    assert model.likeness(PageSigns(features=frozenset(marks))) == 1.0
    assert model.likeness(PageSigns(features=frozenset(marks[:2]))) is None  # a page without a day
    model.add_other(PageSigns(features=frozenset(marks)))
    assert model.likeness(PageSigns(features=frozenset(marks))) is None  # lists bear the marks too
