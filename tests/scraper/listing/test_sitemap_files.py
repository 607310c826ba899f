"""Which files of a sitemap may list posts."""

import pytest

from scraper.listing.sitemap_files import may_list_posts

B = "https://blog.example"


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/sitemap-0.xml", True),
        ("/sitemap/sitemap-0.xml", True),  # as gatsby-plugin-sitemap 4 and 5 name it
        ("/rss.xml", True),
        ("/tags/walks.xml", False),
        ("/galleries/rss.xml", False),  # as Nikola names the feeds of its pictures
        ("/galleries/harbour/rss.xml", False),
    ],
)
def test_a_file_is_read_unless_its_folder_is_one_of_lists_or_pictures(path: str, may: bool) -> None:
    assert may_list_posts(B + path) is may
