"""What a killed run left behind: torn files are cut, and what they lost is fetched again."""

import os

from storage.archive import Archive
from storage.captures import WarcSeries
from storage.mending import mend
from storage.queries import pending
from storage.records import AddressState, Blog
from storage.writer import recheck_all
from tests.storage.samples import HOME, Story, make_post
from tests.storage.test_captures import NOW, an_exchange
from tests.storage.test_posts import states


def test_only_what_a_torn_file_lost_is_fetched_again(archive: Archive, blog: Blog) -> None:
    """An imported page at the very end of a sound file has no request behind it, and has lost none."""
    story = Story(archive, blog)
    for name, is_torn in (("imported", False), ("fetched", True)):
        series = WarcSeries(archive.root, blog.slug, name)
        url = HOME + name
        capture = series.write(an_exchange(url=url)) if is_torn else series.write_resource(url, "text/html", b"<p>", NOW)
        series.close()
        story.capture(capture)
        story.read(make_post(name), capture_url=url)
        path = archive.root / (capture.warc_file or "")
        os.truncate(path, path.stat().st_size - is_torn)
    assert [line.partition(":")[0] for line in mend(archive, blog.slug)] == [
        "fetched-00000.warc.gz",
        "1 record lost, whose page is fetched again",
    ]
    assert states(story) == {"imported": AddressState.HELD, "fetched": AddressState.PENDING}
    assert mend(archive, blog.slug) == []


def test_an_import_without_an_address_is_never_to_be_fetched(archive: Archive, blog: Blog) -> None:
    story = Story(archive, blog)
    series = WarcSeries(archive.root, blog.slug, "import")
    capture = series.write_resource("urn:sha1:ABC", "text/plain", b"top of page\n", NOW)
    series.close()
    story.capture(capture)
    story.read(make_post("urn:sha1:ABC", url="urn:sha1:ABC"), capture_url="urn:sha1:ABC")
    recheck_all(archive, story.blog_id)
    path = archive.root / (capture.warc_file or "")
    os.truncate(path, path.stat().st_size - 1)
    assert len(mend(archive, blog.slug)) == 2
    assert pending(archive, story.blog_id, 10) == []
