"""Dates that are told in UTC only, and what the blog states of its own time."""

from storage.queries import placeless_dates, posts, stated_offsets
from storage.records import Comment, PostId, Sighting, StatedDate
from storage.writer import set_placed_dates
from tests.storage.samples import HOME, Story, make_post

NIGHT = StatedDate("2024-05-06T22:30:00+00:00")


def comment(key: str, iso: str) -> Comment:
    return Comment(key=key, text="Well said.", published=StatedDate(iso))


def read_night(story: Story) -> PostId:
    return story.read(make_post("night", published=NIGHT, uncertain=("published",))).post_id


def test_a_date_in_utc_is_placeless_only_where_the_reading_said_that_its_day_is_uncertain(story: Story) -> None:
    night = read_night(story)
    story.read(make_post("shown", published=NIGHT, uncertain=()))
    story.read(make_post("local", uncertain=("published", "subtitle")))
    assert [(found.post_id, found.field, found.date) for found in placeless_dates(story.archive, story.blog_id)] == [
        (night, "published", NIGHT)
    ]


def test_a_date_is_told_at_its_place_unless_it_is_another_moment_by_now(story: Story) -> None:
    night = read_night(story)
    set_placed_dates(story.archive, {(night, "published"): StatedDate("2024-05-07T02:30:00+02:00")})
    assert len(placeless_dates(story.archive, story.blog_id)) == 1
    there = StatedDate("2024-05-07T00:30:00+02:00")
    set_placed_dates(story.archive, {(night, "published"): there})
    (stored,) = posts(story.archive)
    assert (stored.post.published, "published" in stored.post.uncertain) == (there, False)
    assert placeless_dates(story.archive, story.blog_id) == []


def test_a_blog_states_its_offsets_in_listings_and_in_its_own_discussions(story: Story) -> None:
    own = (comment("1", "2024-05-07T10:00:00+02:00"), comment("2", "2024-05-06T10:00:00+02:00"), comment("3", "2024-05-07T10:00:00+00:00"))
    story.read(make_post("one", comment_system=None, comments=(*own, comment("4", "2024-05-08"))))
    story.read(make_post("two", comment_system="disqus", comments=(comment("1", "2024-05-07T10:00:00-07:00"),)))
    story.listing([Sighting(url=HOME + "three", source="sitemap", modified=StatedDate("2024-12-24T18:00:00+01:00"))])
    stated = {(said.moment.iso, said.times) for said in stated_offsets(story.archive, story.blog_id)}
    assert stated == {("2024-05-06T10:00:00+02:00", 2), ("2024-12-24T18:00:00+01:00", 1)}
