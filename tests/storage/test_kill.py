"""``kill -9`` of a process that writes: what was told to be stored is there, and nothing is there by halves."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.queries import check_integrity, inventory, posts
from storage.records import Blog
from tests.storage.samples import Story

ROOT = Path(__file__).resolve().parents[2]
WRITE = """
import sys
from pathlib import Path
from storage.archive import Archive
from storage.batch import Writer
from storage.events import PostOutcome
from storage.queries import all_blogs
from tests.storage.samples import Story, make_post

archive = Archive.open(Path(sys.argv[1]), sys.argv[2] or None)
story = Story(archive, all_blogs(archive)[0])
writer = Writer(archive, max_events=10)
batch = []
for number in range(100_000):
    batch.append(writer.put(story.read_event(make_post(f"post-{number}"))))
    if len(batch) == 20:
        for future in batch:
            future.result()
        print(number + 1, flush=True)
        batch = []
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_loses_nothing_that_was_stored_and_leaves_nothing_torn(
    archive: Archive, database_url: str | None, blog: Blog, seed: int
) -> None:
    story = Story(archive, blog)
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(archive.root), database_url or ""], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.0, 0.3))  # noqa: S311  any moment will do
    process.kill()
    rest, _ = process.communicate()
    told = int((rest.split() or ["20"])[-1])
    stored = list(posts(archive))
    assert len(stored) >= told
    assert all(len(post.post.links) == 2 and len(post.post.comments) == 2 and len(post.post.media) == 2 for post in stored)
    assert {row.url for row in inventory(archive, story.blog_id)} == {post.post.url for post in stored}
    assert check_integrity(archive) == []
