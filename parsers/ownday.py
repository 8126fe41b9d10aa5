"""Which day was it for the publisher when the clock in UTC said this?

Software that writes UTC moves what was published in the evening to the next day. Whatever else the page is stamped with tells
the publisher's own day: the same instant in local time, a day shown to readers, the offset of another stamp, the address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from parsers.moments import Moment

UTC_OFFSET = timedelta(0)
ONE_INSTANT = timedelta(minutes=2)  # some stamps leave the seconds out
SAME_SEASON = timedelta(days=30)  # within which a publisher's clock keeps its distance from UTC, as good as always
EASTERN_HOUR = 10  # in UTC, from which the day after has begun somewhere
WESTERN_HOUR = 12  # until which the day before has not ended everywhere …
DRAFTED_HOUR = 9  # … nor in Alaska: an address may tell the day of the draft, and is believed no further west


def own_day(moment: Moment, *, stamps: Iterable[Moment], shown: Moment | None, changes: Iterable[Moment], address: Moment | None) -> date:
    """The publisher's day of a moment stamped in UTC.

    `stamps` are the instants of publication on the page, `shown` the date nearest to where readers look for it, `changes` the declared
    instants of change, `address` the day in the page's address. Without one that tells, it is the day in UTC.
    """
    stamps = tuple(stamps)
    if (same := next((other for other in stamps if other.offset != UTC_OFFSET and _is_same(other, moment)), None)) is not None:
        return same.on
    if shown is not None and shown.precision == "day":
        return shown.on if _could_be(shown.on, moment, WESTERN_HOUR) else moment.on
    for other in (*stamps, *changes):
        if other.offset and abs(other.at - moment.at) < SAME_SEASON:
            return (moment.at + other.offset).date()
    if shown is None and address is not None and _could_be(address.on, moment, DRAFTED_HOUR):
        return address.on
    return moment.on


def true_instant(moment: Moment, stamps: Iterable[Moment]) -> Moment:
    """The moment, or the instant in UTC that software wrote without a zone, or with the publisher's offset behind it.

    Two other stamps of the page must give it away: one with the same clock in UTC, and one of that instant in local time.
    """
    stamps = tuple(stamps)
    local = [stamp for stamp in stamps if stamp.offset]
    for stamp in stamps:
        if stamp.offset != UTC_OFFSET or not any(_is_same(stamp, shown) for shown in local):
            continue
        if moment.on == stamp.on if moment.precision == "day" else moment.offset and moment.at + moment.offset == stamp.at:
            return stamp
    return moment


def _could_be(day: date, moment: Moment, latest: int) -> bool:
    """Whether somewhere it is this day, the one beside a moment's day in UTC."""
    days_off = (day - moment.on).days
    return (days_off == -1 and moment.at.hour < latest) or (days_off == 1 and moment.at.hour >= EASTERN_HOUR)


def _is_same(one: Moment, other: Moment) -> bool:
    return abs(one.at - other.at) < ONE_INSTANT
