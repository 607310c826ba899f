"""WARC files that lost their end or were changed: repaired at the next start, or named."""

from pathlib import Path

import pytest

from scraper.demo import DemoServer
from tests.crawl.shop import Shop, assert_sound, assert_whole


@pytest.mark.parametrize("tail", [1, 9, 200], ids=lambda size: f"{size}-bytes")
def test_a_torn_last_record_is_cut_and_everything_is_still_held(shop: Shop, known: DemoServer, tail: int) -> None:
    """The machine stopped in the middle of writing a record: its beginning stands at the end of the last file."""
    last = shop.warcs()[-1]
    whole = last.read_bytes()
    last.write_bytes(whole + whole[:tail])
    known.blog.add("After the storm")
    ended = shop.update()
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended
    assert_whole(shop, known)
    assert_sound(shop)


@pytest.mark.parametrize("cut", [1, 50, 5_000], ids=lambda size: f"{size}-bytes")
def test_records_cut_from_the_last_file_are_made_good(shop: Shop, known: DemoServer, cut: int) -> None:
    """The disk lost the end of a file that was written: the next run repairs, and what it cannot prove it fetches again."""
    last = shop.warcs()[-1]
    last.write_bytes(last.read_bytes()[:-cut])
    ended = shop.update()
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended
    assert_whole(shop, known)
    assert_sound(shop)


def spoil(file: Path) -> None:
    """Turn some bytes in the middle of a file over, more than a gzip header, which proves nothing."""
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(byte ^ 0xFF for byte in data[middle : middle + 40])
    file.write_bytes(data)


@pytest.mark.usefixtures("known")
def test_verify_says_which_file_is_damaged(shop: Shop) -> None:
    file = shop.warcs()[0]
    spoil(file)
    ended = shop.run("verify", "--all")
    assert ended.code == 12, ended
    assert file.name in ended.out + ended.err
    assert "Traceback" not in ended.err


def test_what_broke_within_a_file_is_given_up_by_a_repair_and_fetched_again(shop: Shop, known: DemoServer) -> None:
    """The broken record stays where it is, and other readers may stumble over it."""
    spoil(shop.warcs()[0])
    ended = shop.run("verify", "--all", "--repair")
    assert (ended.code, "fetched again" in ended.err) == (0, True), ended
    assert shop.run("verify", "--all").code == 0
    count = len(known.log)
    assert shop.update().code == 0
    assert 1 <= sum(".html" in path or path.count("/") == 4 for path in known.paths(since=count)) <= 3
    assert_whole(shop, known)
    assert shop.run("verify", "--all").code == 0
    assert {row["revision"] for row in shop.export()} == {1}


@pytest.mark.usefixtures("known")
def test_a_missing_warc_is_noticed(shop: Shop) -> None:
    file = shop.warcs()[0]
    file.unlink()
    ended = shop.run("verify", "--all", "--repair")
    assert ended.code == 12, ended
    assert file.name in ended.out + ended.err
    assert "Traceback" not in ended.err
