"""Which moment does this string name?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from parsers.model import Precision
from parsers.plain import one_line

# One window for every date from a feed or a page. News pages begin with the web; what a site's clock says of the far future is a
# fault or an attack. Whoever has a clock can be stricter.
EARLIEST = date(1993, 1, 1)
LATEST = date(2039, 12, 31)
WIDEST_OFFSET = timedelta(hours=14)
LONGEST = 120  # characters of a string that names one moment

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january januar janvier enero janeiro", "feb february februar février febrero fev fevereiro", "mar march märz mars marzo março", "apr april avril abril abr", "may mai mayo maio",
         "jun june juni juin junio junho", "jul july juli juillet julio julho", "aug august août agosto ago", "sep sept september septembre septiembre set setembro",
         "oct october oktober octobre octubre okt out outubro", "nov november novembre noviembre novembro", "dec december dezember décembre diciembre dez dic dezembro"), 1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "ist": 5.5, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "west": 1,
    "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "ct": -6, "mst": -7, "mdt": -6, "mt": -7, "pst": -8, "pdt": -7, "pt": -8, "akst": -9, "akdt": -8, "hst": -10,
    "ast": -4, "adt": -3, "nst": -3.5, "ndt": -2.5, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8, "pkt": 5, "aest": 10, "aedt": 11, "acst": 9.5, "awst": 8, "nzst": 12, "nzdt": 13,
    "sast": 2, "wat": 1, "eat": 3, "brt": -3, "gst": 4,
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_TIME = r"(?P<hour>\d{1,2})(?:(?::|h|\.(?=\d\d\s?[ap]\.?m))(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
_ZONE = r"(?P<zone>z\b|(?:(?:utc|gmt)\s?)?[+-]\d{1,2}(?::?\d{2})?\b|\b(?:" + "|".join(sorted(HOURS, key=len, reverse=True)) + r")\b)"

ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d{2})(?P=sep)(?P<day>\d{2})(?:(?:t|\s{1,2})(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?\s?"
    + _ZONE + r"?)?(?!\d)", re.IGNORECASE)  # fmt: skip
YEAR_MONTH_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
DAY_MONTH_YEAR = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?[\s/-]{1,3}(?:of\s|de\s)?" + _MONTH + r",?[\s/-]{1,3}(?:de\s)?(?P<year>\d{4}|['’]?\d{2}(?=\s\d{1,2}:))(?!\d)", re.IGNORECASE)
MONTH_DAY_YEAR = re.compile(r"\b" + _MONTH + r"\s{0,2}(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s{0,3}(?:,\s?)?(?P<year>\d{4})(?!\d(?!\d?:\d))", re.IGNORECASE)
NUMBERS = re.compile(r"(?<![\d/.-])(?P<one>\d{1,2})(?P<sep>[/.-])(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d/])")
ASCTIME = re.compile(r"\b" + _MONTH + r"\s{1,2}(?P<day>\d{1,2})\s" + _TIME + r"(?:\s" + _ZONE + r")?\s(?P<year>\d{4})(?!\d)", re.IGNORECASE)
TIME = re.compile(r"(?<![\d:.,/-])" + _TIME + r"(?:\s?\(?" + _ZONE + r")?", re.IGNORECASE)
EPOCH = re.compile(r"(?P<seconds>\d{10})(?:\d{3})?(?:\.\d+)?")
WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as far as it is known: `at` in UTC, `on` the day where it was published; midnight UTC of `on` where only a day is known."""

    at: datetime
    on: date
    precision: Precision
    offset: timedelta | None = None  # of the clock it was written by; None where that is unknown

    def written(self) -> str:
        """As it was written, as far as it is known: "2024-07-23", or "2024-07-23T22:10:00-04:00"."""
        if self.precision == "day":
            return self.on.isoformat()
        return self.at.astimezone(timezone(self.offset or timedelta(0))).isoformat()


def parse_moment(text: str, *, day_first: bool | None = None) -> Moment | None:
    """The moment a string names, or None; of a bare 03/04/2024 the weekday decides, then `day_first`, then nothing does.

    A clock time without a zone counts as its day: the instant may be fourteen hours off.
    """
    text = one_line(text[: 4 * LONGEST], LONGEST)
    if epoch := EPOCH.fullmatch(text):
        return _of_epoch(int(epoch["seconds"]))
    found = _find_date(text, day_first)
    if found is None:
        return None
    on, span, parts = found
    if not EARLIEST <= on <= LATEST:
        return None
    clock = parts if parts.get("hour") else _find_time(text, span)
    return _combine(on, clock)


def _find_date(text: str, day_first: bool | None) -> tuple[date, tuple[int, int], dict[str, str | None]] | None:
    for pattern in (ISO, ASCTIME, DAY_MONTH_YEAR, MONTH_DAY_YEAR, YEAR_MONTH_DAY, NUMBERS):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            on = _numbered(match, text, day_first) if pattern is NUMBERS else _day(parts["year"], parts["month"], parts["day"])
            if on is not None:
                return on, match.span(), parts
    return None


def _numbered(match: re.Match[str], text: str, day_first: bool | None) -> date | None:
    one, two, year = match["one"], match["two"], match["year"]
    readings = [on for on in (_day(year, two, one), _day(year, one, two)) if on is not None]
    if len(set(readings)) < 2:
        return readings[0] if readings else None
    if weekday := WEEKDAY.search(text):
        agreeing = [on for on in readings if on.weekday() == WEEKDAYS[weekday[1].casefold()]]
        if len(agreeing) == 1:
            return agreeing[0]
    if match["sep"] == ".":  # the German form
        return readings[0]
    return None if day_first is None else readings[0 if day_first else 1]


def _day(year: str | None, month: str | None, day: str | None) -> date | None:
    if not (year and month and day):
        return None
    number = int(year.lstrip("'’"))
    if len(year) < 4:
        number += 2000 if number < 70 else 1900
    try:
        return date(number, int(month) if month.isdigit() else MONTHS[month.casefold()], int(day))
    except (ValueError, KeyError):
        return None


def _find_time(text: str, span: tuple[int, int]) -> dict[str, str | None]:
    """The clock time beside a date: behind it first."""
    for start, end in ((span[1], len(text)), (0, span[0])):
        for match in TIME.finditer(text, start, end):
            if match["minute"] or match["half"]:
                return match.groupdict()
    return {}


def _combine(on: date, clock: dict[str, str | None]) -> Moment | None:
    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
    day = Moment(at=midnight, on=on, precision="day")
    if not clock.get("hour"):
        return day
    hour, minute, second = (int(clock.get(part) or 0) for part in ("hour", "minute", "second"))
    if half := clock.get("half"):
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    try:
        local = datetime(on.year, on.month, on.day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return day
    if hour == minute == second == 0:  # written by software that knew the day alone
        return day
    zone = clock.get("zone")
    if not zone:
        return Moment(at=midnight, on=on, precision="day")
    offset = _offset(zone)
    if offset is None:
        return None
    at = (local.replace(tzinfo=timezone(offset))).astimezone(UTC)
    return Moment(at=at, on=on, precision="second" if clock.get("second") else "minute", offset=offset)


def _offset(zone: str) -> timedelta | None:
    name = zone.casefold().strip()
    if name in HOURS:
        return timedelta(hours=HOURS[name])
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", name)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
    return offset if abs(offset) <= WIDEST_OFFSET else None


def _of_epoch(seconds: int) -> Moment | None:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Moment(at=at, on=at.date(), precision="second", offset=timedelta(0)) if EARLIEST <= at.date() <= LATEST else None
