"""Weeks of a fictional newsroom: sixteen outlets, their stories, sentences and quotations, as the warehouse would hand them over."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from reports.model import WeeklyReport
from reports.week import build
from warehouse.rows import (
    AspectRow,
    CountRow,
    EventRow,
    FeedRow,
    MentionRow,
    QuotationRow,
    ShareRow,
    StoryRow,
    VoiceRow,
    WeekRow,
    WeekRows,
)

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
    "Running the 405B costs more in electricity than the firm’s old vendor charged for everything.",
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
SPOKEN = (
    (
        "Ines Halvorsen",
        "head of the Fernhill archive",
        "Llama let a team of three do in a fortnight what we had budgeted a winter for,",
        0.93,
        0.71,
    ),
    (
        "Tobias Renn",
        "solicitor",
        "If you cannot use it to improve a rival, it is not open source, and Llama’s licence says you cannot.",
        0.9,
        -0.66,
    ),
    (
        "Maren Oduya",
        "councillor for Tidewater East",
        "I would rather have a mediocre answer I can audit than a brilliant one I cannot.",
        0.88,
        None,
    ),
    (
        "Ambrose Kettering",
        "chief engineer of the Harbour Pilots",
        "The 405B is the first one my night shift has not complained about.",
        0.84,
        0.58,
    ),
    (
        "Dr Lucia Fenwright",
        "Millrace Institute",
        "We gave Llama twenty questions about case law and it made up three of the answers, very politely.",
        0.81,
        -0.61,
    ),
    ("Samir Oyelaran", None, "Nobody here wants to go back to renting.", 0.6, None),
)
ASPECTS = (
    ("quality", "Quality of answers"),
    ("openness", "Licence and openness"),
    ("cost", "Cost and hardware"),
    ("safety", "Safety and misuse"),
    ("languages", "Languages"),
)
TARGETS = (("Llama", 1.0), ("Mistral", 0.55), ("Qwen", 0.4), ("Gemma", 0.3), ("DeepSeek", 0.25))


def fake_week(
    week: str = "2024-W30", *, lean: float = 0.26, last_lean: float = -0.04, stories: int = 34, last_stories: int = 29, seed: int = 7
) -> WeekRows:
    """A week with plenty of stories whose mean polarity is near `lean`, after one near `last_lean`."""
    dice = random.Random(seed)
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    names = [f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02}" for day in (monday - timedelta(weeks=back) for back in range(9))]
    told, mentions = tell(dice, week, stories, lean)
    earlier, _ = tell(dice, names[1], last_stories, last_lean)
    older = tuple(made_up_week(dice, name) for name in names[2:] if not name.endswith("W25"))
    weeks = tuple(row for row in (week_row(week, told), week_row(names[1], earlier), *older) if row is not None)
    in_field = 3 * stories + 11
    return WeekRows(
        week=week,
        target="Llama",
        rows_as_of=datetime.combine(monday + timedelta(days=7), datetime.min.time(), UTC).replace(hour=6),
        watchlist_version="9c1e44d0",
        parser_version="0.1.0",
        model_version="minilm-6-markers-int8-2",
        counts=CountRow(
            articles=12 * stories,
            full_articles=11 * stories,
            relevant_articles=5 * stories,
            stories=10 * stories,
            copies=2 * stories,
            relevant_stories=4 * stories,
            outlets=16,
        ),
        weeks=weeks,
        stories=told,
        earlier_stories=earlier,
        aspects=tuple(
            AspectRow(
                aspect=name,
                label=label,
                stories=max(stories // (place + 2), 1),
                stance_index=lean - 0.12 * place + 0.1,
                positive_share=0.5 - 0.1 * place,
                mixed_share=0.15,
                negative_share=0.1 + 0.1 * place,
            )
            for place, (name, label) in enumerate(ASPECTS)
        ),
        voices=voice_rows(mentions),
        shares=tuple(
            ShareRow(target=name, stories=round(stories * part), stories_in_field=in_field, share=round(stories * part) / in_field)
            for name, part in TARGETS
        ),
        mentions=mentions,
        quotations=tuple(
            QuotationRow(
                outlet=story.outlet,
                title=story.title,
                url=story.url,
                speaker=speaker,
                speaker_role=role,
                text=text,
                rank=rank,
                polarity=polarity,
                story_id=story.story_id,
            )
            for story, (speaker, role, text, rank, polarity) in zip(told, SPOKEN, strict=False)
        ),
        feeds=tuple(
            FeedRow(
                name=name,
                feed_url=f"https://{host(name)}/feed.xml",
                outcome="fresh",
                reason=None,
                polls=56,
                failed_polls=0,
                articles=12 * stories // 16,
            )
            for name in OUTLETS
        ),
        events=(
            EventRow(name="Llama 3", on=date(2024, 4, 18)),
            EventRow(name="Llama 3.1", on=date(2024, 7, 23)),
            EventRow(name="Llama 3.2", on=date(2024, 9, 25)),
        ),
    )


@cache
def own_report(week: str = "2024-W30") -> WeeklyReport:
    """The report of a week with plenty of stories, built once for all tests that only look at it."""
    return build(fake_week(week))


def empty_week(week: str = "2024-W33") -> WeekRows:
    """A week in which nothing about the target was found, after weeks that had something."""
    full = fake_week(week)
    shares = tuple(replace(row, stories=0, share=0.0) if row.target == full.target else row for row in full.shares)
    return replace(
        full, weeks=full.weeks[1:], stories=(), earlier_stories=(), aspects=(), voices=(), shares=shares, mentions=(), quotations=()
    )


def bare_week(week: str = "2024-W33") -> WeekRows:
    """A week before anything was ever collected."""
    return replace(empty_week(week), counts=None, weeks=(), earlier_stories=(), shares=(), feeds=(), events=(), rows_as_of=None)


def failing(rows: WeekRows, outlets: tuple[str, ...], outcome: str = "broken") -> WeekRows:
    """The same week with the feeds of some outlets dead, and their stories of the week never seen."""
    stories = tuple(story for story in rows.stories if story.outlet not in outlets)
    mentions = tuple(mention for mention in rows.mentions if mention.outlet not in outlets)
    feeds = tuple(
        replace(feed, outcome=outcome, reason="timeout", polls=56, failed_polls=56, articles=0) if feed.name in outlets else feed
        for feed in rows.feeds
    )
    row = week_row(rows.week, stories)
    earlier = tuple(each for each in rows.weeks if each.week != rows.week)
    return replace(
        rows, stories=stories, mentions=mentions, voices=voice_rows(mentions), feeds=feeds, weeks=((row,) if row else ()) + earlier
    )


def tell(dice: random.Random, week: str, stories: int, lean: float) -> tuple[tuple[StoryRow, ...], tuple[MentionRow, ...]]:
    told, sentences = [], []
    for place in range(stories):
        outlet = OUTLETS[dice.randrange(dice.randrange(1, 17))] if place >= 12 else OUTLETS[place]
        title, story_id = TITLES[place % len(TITLES)], f"{week}-{place:03}"
        url = f"https://{host(outlet)}/{week.lower()}/{place}?ref=feed&utm=1"
        own = []
        for _ in range(dice.randrange(1, 6)):
            polarity = max(-0.97, min(0.97, dice.gauss(lean, 0.45)))
            voice = dice.choice(("author", "author", "speaker", "headline"))
            choice = FOR if polarity > 0.2 else AGAINST if polarity < -0.2 else NEUTRAL
            sentence = title if voice == "headline" else dice.choice(choice)
            own.append(
                MentionRow(
                    outlet=outlet,
                    title=title,
                    url=url,
                    sentence=sentence,
                    alias="Llama",
                    voice=voice,
                    speaker="Ines Halvorsen" if voice == "speaker" and polarity > 0 else None,
                    polarity=polarity,
                    story_id=story_id,
                )
            )
        sentences.extend(own)
        polarities = [mention.polarity for mention in own]
        spoken = [mention.polarity for mention in own if mention.voice == "speaker"]
        written = [mention.polarity for mention in own if mention.voice != "speaker"]
        told.append(
            StoryRow(
                story_id=story_id,
                week=week,
                outlet=outlet,
                title=title,
                url=url,
                mentions=len(own),
                polarity=mean(polarities),
                author_polarity=mean(written) if written else None,
                speaker_polarity=mean(spoken) if spoken else None,
                stance=stance(polarities),
                copies=dice.choice((0, 0, 0, 0, 1, 3)),
            )
        )
    return tuple(told), tuple(sentences)


def week_row(week: str, stories: tuple[StoryRow, ...]) -> WeekRow | None:
    """What the mart weekly_stance makes of the stories."""
    if not stories:
        return None

    def share(name: str) -> float:
        return mean([float(story.stance == name) for story in stories])

    return WeekRow(
        week=week,
        stories=len(stories),
        outlets=len({story.outlet for story in stories}),
        mentions=sum(story.mentions for story in stories),
        copies=sum(story.copies for story in stories),
        stance_index=mean([story.polarity for story in stories]),
        author_index=mean([story.author_polarity for story in stories if story.author_polarity is not None] or [0.0]),
        speaker_index=mean([story.speaker_polarity for story in stories if story.speaker_polarity is not None] or [0.0]),
        positive_share=share("positive"),
        mixed_share=share("mixed"),
        neutral_share=share("neutral"),
        negative_share=share("negative"),
    )


def made_up_week(dice: random.Random, week: str) -> WeekRow:
    """An earlier week, of which only the sums are kept; one of them is thin."""
    stories = 6 if week.endswith("W23") else dice.randrange(14, 40)
    return WeekRow(
        week=week,
        stories=stories,
        outlets=min(stories, 4 if stories < 10 else dice.randrange(8, 16)),
        mentions=3 * stories,
        copies=stories // 3,
        stance_index=dice.gauss(0.03, 0.07),
        author_index=0.02,
        speaker_index=0.06,
        positive_share=0.35,
        mixed_share=0.2,
        neutral_share=0.2,
        negative_share=0.25,
    )


def voice_rows(mentions: tuple[MentionRow, ...]) -> tuple[VoiceRow, ...]:
    """What the mart weekly_stance_by_voice makes of the mentions."""
    rows = []
    for voice in ("author", "headline", "speaker"):
        by_story: dict[str, list[float]] = {}
        for mention in mentions:
            if mention.voice == voice:
                by_story.setdefault(mention.story_id, []).append(mention.polarity)
        if by_story:
            rows.append(VoiceRow(voice=voice, stories=len(by_story), stance_index=mean([mean(each) for each in by_story.values()])))
    return tuple(rows)


def stance(polarities: list[float]) -> str:
    praise, blame = sum(each > 0.2 for each in polarities), sum(each < -0.2 for each in polarities)
    if max(praise, blame) == 0:
        return "neutral"
    if 3 * min(praise, blame) >= max(praise, blame):
        return "mixed"
    return "positive" if praise > blame else "negative"


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def host(outlet: str) -> str:
    return "".join(letter for letter in outlet.lower() if letter.isascii() and letter.isalpha()) + ".example"
