"""Dates are read exactly as precisely as they are stated, and nothing is read into a text that states none."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import date_in_line, latest_day, parse_date
from storage.records import StatedDate

STATED = [
    ("2019-03-05", (), "2019-03-05"),
    ("2019-03-05T08:00:00+02:00", (), "2019-03-05T08:00:00+02:00"),
    ("2019-03-06T23:30:00-0500", (), "2019-03-06T23:30:00-05:00"),
    ("2009-06-05T12:12:00.000Z", (), "2009-06-05T12:12:00+00:00"),
    ("2009-06-05T12:12Z", (), "2009-06-05T12:12:00+00:00"),
    ("2009-06-05 12:12", (), "2009-06-05T12:12:00"),
    ("2019-03-05 08:00:00 +0200 CEST", (), "2019-03-05T08:00:00+02:00"),
    ("20190305", (), "2019-03-05"),
    ("20190305T080000Z", (), "2019-03-05T08:00:00+00:00"),
    ("2019-064", (), "2019-03-05"),
    ("2019-W10-2", (), "2019-03-05"),
    ("20190305080000", (), "2019-03-05T08:00:00"),
    ("2019-3-5", (), "2019-03-05"),
    ("2019/03/05", (), "2019-03-05"),
    ("2019-03-05T24:00:00Z", (), "2019-03-05"),
    ("Tue, 05 Mar 2019 08:00:00 +0200", (), "2019-03-05T08:00:00+02:00"),
    ("Tue, 05 Mar 2019 08:00:00 +2400", (), "2019-03-05"),
    ("Tue, 5 Mar 19 08:00 EST", (), "2019-03-05T08:00:00-05:00"),
    ("Tue, 05 Mar 2019 08:00:00 -0000", (), "2019-03-05T08:00:00+00:00"),
    ("1551772800", (), "2019-03-05T08:00:00+00:00"),
    ("Feb 1, 2019", (), "2019-02-01"),
    ("March 5th, 2019", (), "2019-03-05"),
    ("May 10 '08", (), "2008-05-10"),
    ("Published: Fri 05 June 2009", (), "2009-06-05"),
    ("Posted on January 5, 2010 at 3:04 pm", (), "2010-01-05T15:04:00"),
    ("Publicado el 4 de octubre de 2007", (), "2007-10-04"),
    ("Veröffentlicht am 4. Oktober 2007", (), "2007-10-04"),
    ("Geplaatst op 4 oktober 2007", (), "2007-10-04"),
    ("Опубликовано 4 октября 2007", (), "2007-10-04"),
    ("2014-11-23 10:37 pm (UTC)", (), "2014-11-23T22:37:00+00:00"),  # Dreamwidth
    ("2014-11-23 12:05 AM", (), "2014-11-23T00:05:00"),
    ("Oct 16 2019 10:00 AM PST", (), "2019-10-16T10:00:00-08:00"),
    ("Tue Mar 05 2019 08:00:00 GMT+0200 (CEST)", (), "2019-03-05T08:00:00+02:00"),  # as JavaScript prints it
    ("March 5, 2019 8:00 AM UTC-5", (), "2019-03-05T08:00:00-05:00"),
    ("2016-05-01T10:00:00.0001Z", (), "2016-05-01T10:00:00+00:00"),
    ("2. Okt. 2022", (), "2022-10-02"),
    ("Freitag, 5. Juni 2009, 12:12 Uhr", ("de",), "2009-06-05T12:12:00"),
    ("5 mars 2019", ("fr-FR",), "2019-03-05"),
    ("5 de octubre de 2014", ("es",), "2014-10-05"),
    ("16 октября 2019", (), "2019-10-16"),
    ("2019年10月16日", (), "2019-10-16"),
    ("十一月 24th, 2009", (), "2009-11-24"),
    ("三月 5, 2011 at 9:15", (), "2011-03-05T09:15:00"),
    ("2019년 10월 16일 오후 3:04", (), "2019-10-16T15:04:00"),
    ("٥ مارس ٢٠١٩", ("ar",), "2019-03-05"),
    ("16 de novembro de 2015 at 4:50 pm", ("pt-BR",), "2015-11-16T16:50:00"),
    ("16 de noviembre de 2015 at 4:50 pm", ("es",), "2015-11-16T16:50:00"),
    ("16 novembre 2015 at 16:50", (), "2015-11-16T16:50:00"),
    ("16 novembre 2015 à 16:50", ("fr",), "2015-11-16T16:50:00"),
    ("28 février 2012 à 09 h 52", (), "2012-02-28T09:52:00"),
    ("16. November 2015 at 16:50", ("de",), "2015-11-16T16:50:00"),
    ("3. Oktober 2018 at 9:00 Uhr", ("de",), "2018-10-03T09:00:00"),
    ("16 ноября 2015 at 4:50 пп", ("ru",), "2015-11-16T16:50:00"),
    ("16 listopada 2015 at 16:50", ("pl",), "2015-11-16T16:50:00"),
    ("2015. november 16. at 16:50", ("hu",), "2015-11-16T16:50:00"),
    ("16 Νοεμβρίου 2015 at 4:50 μμ", ("el",), "2015-11-16T16:50:00"),
    ("16.10.2019", (), "2019-10-16"),
    ("13/05/2019", (), "2019-05-13"),
    ("05/13/2019", (), "2019-05-13"),
    ("03/05/2019", ("fr",), "2019-05-03"),
    ("Sun, 03/05/2017 - 11:13", ("fr",), "2017-03-05T11:13:00"),
    ("Wednesday, 03/05/2017", (), "2017-05-03"),
    ("03/05/2019", ("en-us",), "2019-03-05"),
    ("03/05/2019", ("en-GB",), "2019-05-03"),
]

UNSTATED = [
    "11月24日 1998 次阅读",
    "",
    "yesterday-ish",
    "3 days ago",
    "2 hours ago",
    "March 2019",
    "2019-03",
    "2019",
    "03/05/2019",
    "0000-00-00 00:00:00",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Mon, 01 Jan 0001 00:00:00 +0000",
    "0001-01-01T00:00:00Z",
    "January 1, 0001",
    "01.01.0001",
    "1970-01-01T00:00:00Z",
    "2019-02-30",
    "2019-13-01",
    "2019-399",
    "201935",
    "Mar 5 " + "6" * 40 + "h, '19",
    "Copyright 2019 Somebody",
    "10 views 2019",
    "Mar 2019 5 comments",
    "16 novembre 2015 par Anna 16:50",
    "12:00",
    "x" * 5000 + "2019-03-05",
]


@pytest.mark.parametrize(("text", "languages", "iso"), STATED)
def test_a_stated_date_is_read_as_precisely_as_it_is_stated(text: str, languages: tuple[str, ...], iso: str) -> None:
    assert parse_date(text, languages=languages) == StatedDate(iso)


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Submitted by ada on May 15, 2016 - 9:23pm", "2016-05-15T21:23:00"),
        ("Posted by ada goat on May 15, 2016", "2016-05-15"),
        ("By the river on 5 May 2014", None),
        ("The day that she wrote on 5 May 2014", None),
        ("Submitted by Ada Longname Goat on Thu, 05/12/2016 - 21:23", "2016-05-12T21:23:00"),
        ("Enviado por ada em qua, 13/02/2008 - 15:04", "2008-02-13T15:04:00"),
        ("by Ada Goat on Oct.17, 2012, under", "2012-10-17"),
        ("Ada Posted on 2015.01.19 13:19", "2015-01-19T13:19:00"),
        ("Posted by ada at May 5, 2007", "2007-05-05"),
        ("A talk given by Ada on May 5, 2019", None),
    ],
)
def test_a_line_may_say_before_its_date_who_wrote_and_lead_on_behind_it(line: str, iso: str | None) -> None:
    assert date_in_line(line) == (StatedDate(iso) if iso else None)


@pytest.mark.parametrize("text", UNSTATED)
def test_what_is_no_whole_or_no_certain_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["2019-13-01", "2019-13-01T00:00:00Z"])
def test_a_month_that_cannot_be_is_no_day_of_another(text: str) -> None:
    assert parse_date(text, languages=("en",)) is None


def test_a_date_after_the_last_believable_day_is_a_mistake_of_the_page() -> None:
    assert parse_date("2098-01-01", not_after=date(2027, 1, 1)) is None
    assert parse_date("2026-12-31", not_after=date(2027, 1, 1)) == StatedDate("2026-12-31")


@given(st.text(max_size=80))
def test_any_text_gives_a_valid_date_or_none(text: str) -> None:
    stated = parse_date(text)
    assert stated is None or stated.day.year >= 1983


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(min_value=-12 * 4, max_value=14 * 4))
def test_what_iso_8601_writes_is_read_back(moment: datetime, quarters: int) -> None:
    written = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters))).isoformat()
    assert parse_date(written) == StatedDate(written)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2019/03/05/a-loaf/", date(2019, 3, 5)),
        ("/2019/03/a-loaf/", date(2019, 3, 31)),
        ("/blog/2024-02-29-a-loaf", date(2024, 2, 29)),
        ("/2023/02/a-loaf.html", date(2023, 2, 28)),
        ("/2023/02/31/", date(2023, 2, 28)),
        ("/2001-a-space-odyssey/", None),
        ("/2019/13/05/", None),
        ("/p/2019034/", None),
        ("/2019/", None),
        ("/", None),
    ],
)
def test_the_latest_day_that_an_address_allows(path: str, day: date | None) -> None:
    assert latest_day(path) == day
