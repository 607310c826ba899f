"""The disk fills up in the middle of a crawl: it ends at once, in one line, with a sound archive; with room again the next run completes."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.demo import DemoBlog, serve
from scraper.fleet import CONNECTIONS
from tests.crawl.shop import Ended, Shop, assert_sound, assert_whole

IN_NAMESPACE = ("unshare", "--map-root-user", "--mount")


def can_mount() -> bool:
    """Whether this machine lets its users make file systems of their own."""
    return (
        shutil.which(IN_NAMESPACE[0]) is not None
        and subprocess.run([*IN_NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]).returncode == 0
    )


pytestmark = pytest.mark.skipif(not can_mount(), reason="a small file system needs a mount namespace, which this machine does not give")


def on_small_disk(shop: Shop, size: str, *words: str) -> Ended:
    """Run a command with the archive on a file system of that size; what is there before and after is in the shop's folder."""
    shop.root.mkdir(exist_ok=True)
    disk = shop.folder / "disk"
    disk.mkdir(exist_ok=True)
    script = f"""
        mount -t tmpfs -o size={size} disk {disk}
        cp -a {shop.root}/. {disk}
        {shlex.join(word.replace(str(shop.root), str(disk)) for word in shop.argv(*words))}
        code=$?
        cp -a {disk}/. {shop.root}
        exit $code"""
    return shop.call([*IN_NAMESPACE, "sh", "-c", script])


def answers_kept(files: list[Path]) -> int:
    """How many answers are in these WARC files."""
    count = 0
    for path in files:
        with path.open("rb") as file:
            count += sum(record.rec_type == "response" for record in ArchiveIterator(file))
    return count


@pytest.mark.parametrize("size", ["500k", "900k", "1300k"])
def test_a_full_disk_ends_the_run_at_once_and_the_next_one_completes(shop: Shop, size: str) -> None:
    with serve(DemoBlog(120)) as blog:
        ended = on_small_disk(shop, size, "add", blog.url, "--delay", "0")
        assert (ended.code, len(ended.lines)) == (16, 1), ended
        assert "the disk is full" in ended.err
        assert len(blog.log) - answers_kept(shop.warcs()) <= CONNECTIONS + 1
        assert_sound(shop)
        assert shop.run("update", "--delay", "0").code == 0  # it is due at once
        assert_whole(shop, blog)
        assert_sound(shop)
