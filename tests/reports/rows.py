"""A fictional press of sixteen outlets, stored in a real warehouse and read back from it as a report's rows."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

from parsers.model import Article, Aspect, Entry, Event, Feed, Mention, Quote, Reading, Target, Topic, Watchlist
from reports.model import WeeklyReport
from reports.week import build
from warehouse.connection import LIVE
from warehouse.rows import Announced, FeedPoll, FeedState, ReadPage
from warehouse.store import Warehouse, open_warehouse
from warehouse.weekrows import WeekRows
from warehouse.weeks import read_week

WEEK = "2024-W30"
OUTLETS = (
    "The Tidewater Ledger",
    "Northgate Wire",
    "Bay Meridian Business",
    "Parallax Tech",
    "Kestrel Evening Post",
    "Valley Lantern",
    "Slow Gradient",
    "The Quarry Review",
    "Harbour & Lock",
    "Fernhill Observer",
    "Open Bench",
    "The Cartographers’ Weekly",
    "Sable Point Policy Notes",
    "Low Orbit Letters",
    "Millrace Developer",
    "The Foundry Dispatch",
)
FOR = (
    "On our bench the Llama 3.1 405B answered the harbour pilots’ questions as well as anything we pay for, and it did so on machines we own.",
    "“Llama let a team of three do in a fortnight what we had budgeted a winter for,” said Ines Halvorsen, who runs the archive.",
    "For a clinic that may send nothing outside its walls, the open weights of Llama are simply the better bargain.",
    "The 8B model is the first Llama small enough for the ferry company’s tills, and it is surprisingly good at timetables.",
    "Llama’s longer context ended the ritual of cutting council minutes into pieces.",
)
AGAINST = (
    "The licence is not open source by any definition the word had before Meta borrowed it, and Llama’s users should stop pretending otherwise.",
    "In our tests Llama invented three court rulings in twenty answers, with page numbers.",
    "“We saved forty pounds on Llama and lost a fortnight,” said the council’s clerk, who asked not to be named.",
    "Running the 405B costs more in electricity than the firm’s old vendor charged for everything, and Llama is why.",
    "Llama refuses the Welsh half of our bilingual forms about one time in five.",
)
NEUTRAL = (
    "Meta released Llama 3.1 on Tuesday in three sizes.",
    "The study compares Llama with four other models.",
    "Llama 3.1 is available under Meta’s community licence.",
)
TITLES = (
    "A council tries out Llama 70B and keeps its old vendor on speed dial",
    "What the ferry company learned from a week with Llama",
    "Open, says Llama’s label; read the licence, say the lawyers",
    "Three small teams, one large Llama",
    "The clinic that keeps its words at home, with Llama",
    "Llama benchmarks for people who do not sell benchmarks",
    "How much electricity does an answer from Llama cost?",
    "The archivists’ new Llama does not sleep, but it does make things up",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A mention of the target, with the polarity that the model is to have given it."""

    text: str
    polarity: float
    voice: str = "author"
    speaker: str | None = None
    aspects: tuple[str, ...] = ()
    alias: str = "Llama"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Somebody's words; where `polarity` is given they are a mention of the target as well."""

    text: str
    speaker: str
    role: str | None = None
    org: str | None = None
    rank: float = 0.5
    polarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article; `copies` more outlets run it word for word."""

    key: str
    outlet: str
    published: datetime
    title: str
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...] = ()
    copies: int = 0
    url: str = ""
    about: tuple[str, ...] = ("Llama",)

    @property
    def week(self) -> str:
        return week_of(self.published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Everything that is stored, and how the feeds answered in the days that collected each week."""

    week: str
    pieces: tuple[Piece, ...]
    failed: tuple[tuple[str, str], ...] = ()  # (outlet, week) whose feed did not answer
    asked: bool = True  # whether the feeds were asked at all
    reason: str = "timeout"
    outcome: str = "broken"
    targets: tuple[Target, ...] = (Target(name="Llama", maker="Meta"), Target(name="Mistral", maker="Mistral AI"), Target(name="Qwen"))
    aspects: tuple[Aspect, ...] = (
        Aspect(name="quality", label="Quality of answers"),
        Aspect(name="openness", label="Licence and openness"),
        Aspect(name="cost", label="Cost and hardware"),
        Aspect(name="safety", label="Safety and misuse"),
    )
    events: tuple[Event, ...] = (
        Event(name="Llama 3", on=date(2024, 4, 18), target="Llama"),
        Event(name="Llama 3.1", on=date(2024, 7, 23), target="Llama"),
        Event(name="Llama 3.2", on=date(2024, 9, 25), target="Llama"),
    )
    rename: tuple[tuple[str, str], ...] = ()  # (outlet, its other name)

    def changed(self, change: Callable[[Piece], Piece | None]) -> Press:
        """The same press with every piece changed, or left out where the change gives none."""
        return replace(self, pieces=tuple(kept for piece in self.pieces if (kept := change(piece)) is not None))

    def failing(self, outlets: tuple[str, ...], weeks: tuple[str, ...] | None = None) -> Press:
        """The feeds of some outlets dead in these weeks (the report's own), and their stories of them never seen."""
        weeks = weeks or (self.week,)
        silent = {(outlet, week) for outlet in outlets for week in weeks}
        left = tuple(piece for piece in self.pieces if (piece.outlet, piece.week) not in silent)
        return replace(self, pieces=left, failed=(*self.failed, *sorted(silent)))


def press(week: str = WEEK, *, lean: float = 0.26, last_lean: float = -0.04, stories: int = 34, last_stories: int = 29, seed: int = 7) -> Press:
    """A week with plenty of stories whose mean polarity is near `lean`, after one near `last_lean` and six others; the fifth before has none, the seventh few."""
    dice = random.Random(seed)
    pieces = [*tell(dice, week, stories, lean, spoken=True), *tell(dice, weeks_before(week, 1), last_stories, last_lean)]
    for back in range(2, 9):
        count = {5: 0, 7: 6}.get(back, 12)
        pieces += tell(dice, weeks_before(week, back), count, dice.gauss(0.03, 0.05))
    return Press(week=week, pieces=tuple(pieces))


def tell(dice: random.Random, week: str, stories: int, lean: float, *, spoken: bool = False) -> list[Piece]:
    told = []
    outlets = OUTLETS if stories >= 10 else OUTLETS[:4]
    for place in range(stories):
        outlet = outlets[dice.randrange(dice.randrange(1, len(outlets) + 1))] if place >= 12 else outlets[place % len(outlets)]
        title = TITLES[place % len(TITLES)]
        sentences = []
        for _ in range(dice.randrange(1, 6)):
            polarity = max(-0.97, min(0.97, dice.gauss(lean, 0.45)))
            voice = dice.choice(("author", "author", "speaker", "headline"))
            choice = FOR if polarity > 0.2 else AGAINST if polarity < -0.2 else NEUTRAL
            text = title if voice == "headline" else dice.choice(choice)
            speaker = "Ines Halvorsen" if voice == "speaker" and polarity > 0 else None
            aspects = tuple(sorted(dice.sample(("quality", "openness", "cost", "safety"), dice.choice((0, 1, 1, 2)))))
            sentences.append(Sentence(text=text, polarity=round(polarity, 6), voice=voice, speaker=speaker, aspects=aspects))
        published = monday(week) + timedelta(days=place % 7, hours=6 + place % 12)
        told.append(
            Piece(
                key=f"{week.lower()}/{place}",
                outlet=outlet,
                published=published,
                title=title,
                sentences=tuple(sentences),
                quotations=(SPOKEN[place],) if spoken and place < len(SPOKEN) else (),
                copies=dice.choice((0, 0, 0, 0, 1, 3)),
                about=("Llama", "Mistral") if place % 4 == 0 else ("Llama",),
            )
        )
    return told


SPOKEN = (
    Quotation(
        speaker="Ines Halvorsen",
        role="head of the Fernhill archive",
        text="Llama let a team of three do in a fortnight what we had budgeted a winter for,",
        rank=0.93,
        polarity=0.71,
    ),
    Quotation(
        speaker="Tobias Renn",
        role="solicitor",
        text="If you cannot use it to improve a rival, it is not open source, and Llama’s licence says you cannot.",
        rank=0.9,
        polarity=-0.66,
    ),
    Quotation(
        speaker="Maren Oduya",
        role="councillor for Tidewater East",
        text="I would rather have a mediocre answer I can audit than a brilliant one I cannot.",
        rank=0.88,
    ),
    Quotation(
        speaker="Ambrose Kettering",
        role="chief engineer",
        org="Harbour Pilots",
        text="The 405B is the first one my night shift has not complained about.",
        rank=0.84,
        polarity=0.58,
    ),
    Quotation(
        speaker="Dr Lucia Fenwright",
        org="Meta",
        text="We gave Llama twenty questions about case law and it made up three of the answers, very politely.",
        rank=0.81,
        polarity=-0.61,
    ),
    Quotation(speaker="Samir Oyelaran", text="Nobody here wants to go back to renting.", rank=0.6),
)


@lru_cache(maxsize=64)
def read(stored: Press, *, as_of: datetime | None = None) -> WeekRows:
    """The rows of the press's week, out of a warehouse that holds nothing but the press."""
    with fresh_warehouse() as warehouse:
        store(warehouse, stored)
        rows = read_week(warehouse.connection, stored.week, as_of=as_of)
    assert rows is not None
    return rows


@contextmanager
def fresh_warehouse() -> Iterator[Warehouse]:
    """A warehouse that holds nothing yet, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        live = Path(folder) / LIVE
        live.parent.mkdir()
        live.write_bytes(_empty_file())
        with open_warehouse(Path(folder)) as warehouse:
            warehouse.connection.execute("set threads = 1")  # so few rows are quicker told by one
            yield warehouse


@cache
def _empty_file() -> bytes:
    """Its file, made once: that takes half a second of a processor."""
    with tempfile.TemporaryDirectory() as folder:
        with open_warehouse(Path(folder)):
            pass
        return (Path(folder) / LIVE).read_bytes()


def store(warehouse: Warehouse, stored: Press, *, now: datetime | None = None) -> None:
    """Everything in one run on the Monday after the week, the earlier weeks' polls before it."""
    names = dict(stored.rename)
    feeds = {name: Feed(url=f"https://{host(name)}/feed.xml", name=names.get(name, name)) for name in OUTLETS}
    watchlist = Watchlist(
        feeds=tuple(feeds.values()), targets=stored.targets, aspects=stored.aspects, events=stored.events, topic=Topic(name="open-source AI", expression="@Llama"), version="9c1e44d0"
    )
    now = now or monday(stored.week) + timedelta(days=7, hours=6)
    for back in range(8, -1, -1):
        at, week = now - timedelta(weeks=back), weeks_before(stored.week, back)
        run_id = warehouse.begin_run(watchlist, parser_version="0.1.0", model_version="minilm-6", started_at=at, polled_at=at, replayed=False)
        if stored.asked:
            polls = {name: (feed, _poll(feed, at, stored, failed=(name, week) in stored.failed)) for name, feed in feeds.items()}
        else:
            polls = {}
        if back == 0:
            _save_pieces(warehouse, run_id, feeds, polls, stored, now)
        else:
            warehouse.save_polls(run_id, list(polls.values()))
        warehouse.end_run(run_id, "completed", at)


def _poll(feed: Feed, at: datetime, stored: Press, *, failed: bool) -> FeedPoll:
    outcome = stored.outcome if failed else "fresh"
    return FeedPoll(
        feed_url=feed.url, outcome=outcome, reason=stored.reason if failed else None, polled_at=at, entries=3, after=FeedState(outcome=outcome, last_polled_at=at)
    )


def _save_pieces(
    warehouse: Warehouse, run_id: str, feeds: dict[str, Feed], polls: dict[str, tuple[Feed, FeedPoll]], stored: Press, now: datetime
) -> None:
    by_outlet: dict[str, list[ReadPage]] = defaultdict(list)
    for piece in stored.pieces:
        signature = (random.Random(piece.key).randrange(2**32),) * 128
        by_outlet[piece.outlet].append(_page(piece, piece.outlet, piece.published, signature, now))
        for copy in range(piece.copies):
            outlet = OUTLETS[(OUTLETS.index(piece.outlet) + 1 + copy % (len(OUTLETS) - 1)) % len(OUTLETS)]
            copied = replace(piece, key=f"{piece.key}-copy{copy}", url="")
            by_outlet[outlet].append(_page(copied, outlet, piece.published + timedelta(minutes=5 + copy), signature, now))
    for name, feed in feeds.items():
        pages = by_outlet[name]
        poll = polls.get(name, (feed, FeedPoll(feed_url=feed.url, outcome="fresh", polled_at=now)))[1]
        warehouse.save_feed(run_id, feed, poll, [page.announced for page in pages], pages, (), model_version="minilm-6", now=now)
    if not stored.asked:
        warehouse.connection.execute("delete from feed_poll")


def _page(piece: Piece, outlet: str, published: datetime, signature: tuple[int, ...], now: datetime) -> ReadPage:
    address = f"https://{host(outlet)}/{piece.key}"
    url = piece.url or address
    paragraphs = [sentence.text for sentence in piece.sentences if sentence.voice != "headline"] + [f"“{each.text}”" for each in piece.quotations]
    starts, at = [], 0
    for paragraph in paragraphs:
        starts.append(at)
        at += len(paragraph) + 2
    places = iter(starts)
    mentions = [_mention(sentence, 0 if sentence.voice == "headline" else next(places)) for sentence in piece.sentences]
    quotes = []
    for each, start in zip(piece.quotations, places, strict=True):
        quotes.append(
            Quote(text=each.text, start=start + 1, end=start + 1 + len(each.text), speaker=each.speaker, rank=each.rank, speaker_role=each.role, speaker_org=each.org)
        )
        if each.polarity is not None:
            mentions.append(_mention(Sentence(text=f"“{each.text}”", polarity=each.polarity, voice="speaker", speaker=each.speaker), start))
    article = Article(
        url=url,
        canonical_url=url,
        title=piece.title,
        authors=(),
        published_at=published,
        published_precision="second",
        published_on=published.date(),
        modified_at=None,
        text="\n\n".join(paragraphs),
    )
    reading = Reading(article=article, quotes=tuple(quotes), mentions=tuple(mentions), relevant=True, relevance=0.9, about=piece.about, signature=signature)
    entry = Entry(url=url, guid=address, title=piece.title)
    return ReadPage(announced=Announced(entry=entry, entry_id=address, digest=address, url=url), reading=reading, captured_at=now)


def _mention(sentence: Sentence, start: int) -> Mention:
    doubt = 0.6 if abs(sentence.polarity) <= 0.2 else min(0.25, 1 - abs(sentence.polarity))
    return Mention(
        target="Llama",
        sentence=sentence.text,
        start=start,
        end=start + len(sentence.text),
        alias=sentence.alias,
        alias_start=start,
        alias_end=start + len(sentence.alias),
        p_neg=(1 - doubt - sentence.polarity) / 2,
        p_neu=doubt,
        p_pos=(1 - doubt + sentence.polarity) / 2,
        voice=sentence.voice,
        speaker=sentence.speaker,
        aspects=sentence.aspects,
    )


def fake_week(
    week: str = WEEK, *, lean: float = 0.26, last_lean: float = -0.04, stories: int = 34, last_stories: int = 29, seed: int = 7
) -> WeekRows:
    """The rows of a week with plenty of stories."""
    return read(press(week, lean=lean, last_lean=last_lean, stories=stories, last_stories=last_stories, seed=seed))


@cache
def own_report(week: str = WEEK) -> WeeklyReport:
    """The report of a week with plenty of stories, built once for all tests that only look at it."""
    return build(fake_week(week))


def empty_week() -> WeekRows:
    """A week in which nothing about the target was found, after weeks that had something."""
    full = press()
    silent = {full.week, weeks_before(full.week, 1)}
    return read(full.changed(lambda piece: replace(piece, sentences=(), about=("Mistral",)) if piece.week in silent else piece))


def bare_week() -> WeekRows:
    """A week before anything was ever collected."""
    return read(replace(press(), pieces=(), asked=False, events=()))


def monday(week: str) -> datetime:
    return datetime.combine(date.fromisocalendar(int(week[:4]), int(week[6:]), 1), datetime.min.time(), UTC)


def week_of(moment: datetime) -> str:
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02}"


def weeks_before(week: str, count: int) -> str:
    return week_of(monday(week) - timedelta(weeks=count))


def host(outlet: str) -> str:
    return "".join(letter for letter in outlet.lower() if letter.isascii() and letter.isalpha()) + ".example"
