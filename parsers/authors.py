"""Which names does this credit hold? From "By JANE DOE and John Roe, Ph.D. | Staff Writers" to ("Jane Doe", "John Roe")."""

from __future__ import annotations

import re

from parsers.plain import one_line
from parsers.tables import load_words

CREDIT_CHARS = 600  # a longer byline is a paragraph
NAME_CHARS = 70
MOST_WORDS = 7
MOST_NAMES = 30
EMAIL = re.compile(r"[<(\[]?\s?(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\s?[>)\]]?")
EMAIL_AND_NAME = re.compile(r"^\s*[\w.+-]{1,64}@[\w.-]{1,255}\s*\((?P<name>[^()]{1,400})\)\s*$")
ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,500}", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\w)[(\[]?(?:@[\w.]{1,40}|twitter\.com/\w{1,40})[)\]]?")
REDDITOR = re.compile(r"^/?u/(?=[\w-]+$)")
BRACKETS = re.compile(r"\s*(?:\([^()]{0,120}\)|\[[^\[\]]{0,120}\])")
# Dates, times and reading times glued on behind or before a name.
TIMES = re.compile(
    r"(?:\b(?:updated|published|posted|last modified|last updated|modified|created|first published)\b:?(?! by\b).*$)"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?\s*(?=\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d)"
    r"|\b(?:on\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4})?.*$"
    r"|(?:\bon\s|(?<!\d))\d{1,2}(?:st|nd|rd|th)?\.?\s(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?(?:,?\s\d{4})?.*$"
    r"|(?:\bon\s|(?<!\d))\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}.*$|(?<!\d)\d{1,2}:\d{2}.*$|(?<!\d)\d+\s(?:min(?:ute)?s?|hours?|days?|weeks?|months?|years?)\b.*$|\b\d{1,2}\s?(?:am|pm)\b.*$",
    re.IGNORECASE,
)
PARTS = re.compile(r"\s*(?:;|\||•|·|●|\n|/|\s[–—-]{1,2}\s)\s*")
AND = re.compile(r"\s*,?\s+(?:and|und|et|with|&)\s+", re.IGNORECASE)
COMMA = re.compile(r"\s*,\s*")
SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
INITIALS = re.compile(r"^(?:[A-Z]\.?-?){1,3}$")
# What follows a name and is no part of it: the place, the outlet, the sentence about the author.
TAIL = re.compile(r"\s+(?:in|at|for|of the|from|special to|via|is|was|has|covers|writes|reports|contributed|joined)\s+\S.*$|['’]s\s.*$", re.IGNORECASE)
DANGLING = re.compile(r"(?:\s+(?:at|on|in|for|from|by|and|the))+$", re.IGNORECASE)  # what a date or an address left behind
PLACE_TAIL = re.compile(r"\s(?:in|at|for|from)\s", re.IGNORECASE)
# What others did for the article, at the beginning of a part; the names that follow are not its authors'.
_WORKED = r"(?:illustrat|photograph|edit|produc|design|translat|animat)ed|(?:(?:medically|clinically|scientifically)\s)?reviewed|fact[\s-]?checked|copy[\s-]?edited"
OTHER_WORK = re.compile(
    rf"^(?:with\s)?(?:(?:{_WORKED}|illustrations?|photos?|photograph(?:s|y)?|graphics?|videos?|images?|pictures?|additional|translations?|animations?)\b"
    r"|(?:art|artwork|design|production|editing|fact[\s-]?check(?:ing|er)?)(?:\sby\b|:))",
    re.IGNORECASE,
)
OTHER_BEHIND = re.compile(rf"(?<=\w)(?<!\band)(?<!ically)[.,]?\s(?=(?:{_WORKED}|illustrations?|photos?|photograph(?:s|y)?|graphics?|videos?) by\b)", re.IGNORECASE)  # "By Ann Bell Photographs by Bo Carr"
GIVEN_LEADS = ("Von", "Par", "Por")  # "by" elsewhere, and before a single word a given name: Von Miller, Par Larsson
UNNAMED = re.compile(r"(?:\bby|:)$", re.IGNORECASE)  # the names of a part stand in the next one
EDGES = " \t,.:;|•·–—-_/\\'\"“”‘’()[]<>*#~"
PARTICLES = frozenset(("van", "von", "der", "den", "de", "la", "le", "du", "di", "da", "del", "dos", "das", "al", "el", "bin", "ibn", "ben", "bint", "abu", "ter", "ten", "op", "af", "av", "zu", "zum", "zur", "y", "e", "san", "st", "o"))
# Surnames that are also words of outlets and jobs, and given names that are also in the names of outlets ("Christian Post").
SURNAMES = frozenset(("post", "times", "press", "week", "weeks", "day", "ai", "bank", "banks", "board", "journal", "today", "herald", "center", "kitchens", "partner", "police", "head", "coach", "guest", "fellow", "host"))
OUTLETS_FIRST = frozenset(("times", "press", "today", "ai", "journal", "herald", "center", "kitchens", "police"))  # of these, surnames of people whose given name is known alone
NO_GIVEN_NAMES = frozenset(("christian", "jordan", "charlotte", "florence", "chelsea", "jackson", "madison", "victoria", "kent", "chester"))
DEFAULT_NAME = re.compile(r"^(?:(?:user|member|guest|author)[ _-]?\d+|[\w.-]{0,12}admin\d*)$", re.IGNORECASE)  # accounts that software or its keepers made
LETTER = re.compile(r"[^\W\d_]")


def split_credit(credit: str, *, most: int = MOST_NAMES) -> tuple[str, ...]:
    """The names a credit line holds, cleaned and in order; () where it names nobody."""
    if match := EMAIL_AND_NAME.match(credit[:CREDIT_CHARS]):
        credit = match["name"]
    text = one_line(credit[: 4 * CREDIT_CHARS], CREDIT_CHARS)
    if "@" in text:
        text = HANDLE.sub(" ", EMAIL.sub(" ", text))
    if "/" in text or "www." in text:
        text = ADDRESS.sub(" ", REDDITOR.sub("", text))
    text = OTHER_BEHIND.sub(" | ", _without_lead(TIMES.sub(" | ", BRACKETS.sub(" ", text))))
    names: list[str] = []
    is_others = False
    for part in PARTS.split(text):
        was_others, is_others = is_others, False
        if OTHER_WORK.match(part):
            is_others = UNNAMED.search(part) is not None
            continue
        if was_others:
            continue
        names.extend(_names_of(part))
        if len(names) > most:
            break
    return tuple(dict.fromkeys(names))[:most]


def is_generic(name: str) -> bool:
    """Whether a name is that of a desk or an agency rather than of a person."""
    return any(word.casefold().strip(".,") in load_words("byline_desks") for word in name.split()) and not _bears_surname(name)


def is_agency(name: str) -> bool:
    """Whether a name is one that a news agency signs with."""
    return name.casefold() in load_words("agencies")


def is_person(name: str, *, known: bool = False) -> bool:
    """Whether a name is built like a person's: two to five capitalised words; with `known`, one that begins with a given name."""
    words = name.split()
    if not 2 <= len(words) <= 5 or not all(word[:1].isupper() or word.casefold() in PARTICLES for word in words) or is_generic(name) or any(character.isdigit() for character in name):
        return False
    if has_outlet_word(name):
        return False
    return not known or _is_given(words[0])


def has_outlet_word(name: str) -> bool:
    """Whether a name has a word that outlets and organisations have in theirs ("News", "Institute"); of "Tom Post" it is the surname."""
    return not _bears_surname(name) and any(word.casefold().strip(".,") in load_words("outlet_words") for word in name.split())


def may_be_surnamed(name: str) -> bool:
    """Whether only the last of two to four words speaks of an outlet, and is a surname as well: "Yuval Week", whatever given names are known."""
    words = name.split()
    *firsts, last = words
    key = last.casefold()
    if not 2 <= len(words) <= 4 or key not in SURNAMES or key in OUTLETS_FIRST or not all(word[:1].isupper() for word in words):
        return False
    first = firsts[0].casefold()
    return not (firsts[0].isupper() and len(firsts[0]) > 2) and first != "the" and first not in NO_GIVEN_NAMES and first not in load_words("places") and not has_outlet_word(" ".join(firsts))


def _is_given(word: str) -> bool:
    return word.casefold().strip(".") in load_words("male_names") | load_words("female_names") | load_words("given_names")


def _bears_surname(name: str) -> bool:
    """Whether a given name stands before a word that would be an outlet's or a job's by itself."""
    first, _, last = name.partition(" ")
    word = first.casefold()
    return last.casefold() in SURNAMES and last[:1].isupper() and _is_given(first) and word not in NO_GIVEN_NAMES and word not in load_words("places")


def _without_lead(text: str) -> str:
    """The text behind "By", "Posted by", "View all posts by", however many of them there are."""
    leads = load_words("byline_leads")
    for _ in range(3):
        words = text.split(" ", 6)
        for count in range(min(6, len(words) - 1), 0, -1):
            lead = " ".join(words[:count]).casefold().rstrip(":").strip(" -–—|")
            if lead in leads and (count > 1 or words[0][-1:] == ":" or lead in ("by", "byline", "from") or (words[0] in GIVEN_LEADS and len(words) > 2) or lead.endswith("by")):
                text = " ".join(words[count:]).lstrip(" :-–—|")
                break
        else:
            return text
    return text


def _names_of(part: str) -> list[str]:
    part = _without_lead(part.strip(EDGES.replace(".", "").replace("'", "").replace("’", "")))
    if not part or len(part) > CREDIT_CHARS:
        return []
    if all(word.casefold() in load_words("byline_desks") | {"and", "&", "the"} for word in part.split()):
        return [_well_cased(part)] if len(part.split()) > 1 else []
    pieces = AND.split(part)
    if len(pieces) == 1 or ("&" in part and not all(is_person(piece.partition(",")[0].strip()) for piece in pieces)):
        return _by_commas(part)  # "Customs & Border Protection" is one
    return [name for piece in pieces for name in _by_commas(piece, alone=False)]


def _by_commas(text: str, *, alone: bool = True) -> list[str]:
    """The names of "A, B", "Last, First", "A, Role, Outlet", "A in Place, State" and "A, PhD"."""
    pieces = [piece for piece in COMMA.split(text) if piece]
    if alone and len(pieces) == 2 and _is_family_first(*pieces):
        return _kept([f"{pieces[1]} {pieces[0]}"])
    names: list[str] = []
    placed = False  # whether the piece before ended in a place, which this one may go on with
    for piece in map(_without_rank, pieces):
        if SUFFIX.match(piece) and names:
            names[-1] += f" {piece}"
        elif names and piece.casefold().startswith(("in ", "at ", "for ", "from ", "special to ")):
            placed = True
        elif names and (_is_credential(piece) or is_role(piece) or OTHER_WORK.match(piece) or (placed and not is_person(TAIL.sub("", piece)))):
            continue
        elif names and len(piece.split()) == 1 and any(" " in name for name in names):
            continue  # an outlet or a place behind full names
        elif names and any(" " in name for name in names) and has_outlet_word(piece):
            continue
        else:
            names.extend(_kept([piece]))
            placed = PLACE_TAIL.search(piece) is not None
    return names


def _is_family_first(one: str, two: str) -> bool:
    """Whether "Brazil, Rachel": two single words, neither a degree nor a job; the second may carry initials."""
    firsts = two.split()
    return (
        len(one.split()) == 1
        and 1 <= len(firsts) <= 2
        and all(word[:1].isupper() for word in (one, *firsts))
        and (len(firsts) == 1 or bool(INITIALS.match(firsts[1])))
        and not _is_credential(two)
        and not is_role(two)
        and not SUFFIX.match(two)
        and not (one.isupper() and len(one) <= 4)
    )


def _is_credential(text: str) -> bool:
    known = load_words("credentials")
    return all(word.casefold() in known or word.casefold().rstrip(".") in known for word in text.split())


def is_role(text: str) -> bool:
    """Whether a part of a byline is a job ("Staff Writer", "Senior Editor at Large") rather than a name."""
    roles = load_words("byline_roles")
    words = [word.casefold().strip(".,") for word in text.split()]
    return bool(words) and not _bears_surname(text) and (words[-1] in roles or words[0] in roles or any(word in load_words("byline_jobs") for word in words))


def _kept(pieces: list[str]) -> list[str]:
    return [name for piece in pieces if (name := _name(piece))]


def _name(piece: str) -> str:
    piece = piece.strip(EDGES.replace(".", "")).strip()
    if OTHER_WORK.match(piece):
        return ""
    words = piece.split()
    while len(words) > 1 and _is_credential(words[-1]) and words[-1].casefold() not in ("ma", "do", "ba"):
        words.pop()
    piece = " ".join(words)
    tail = TAIL.search(piece)
    named = piece[: tail.start()].split() if tail else []
    if tail and (len(named) >= 2 or tail[0].casefold().startswith(" in ")) and (is_generic(" ".join(named)) or not has_outlet_word(" ".join(named))):
        piece = piece[: tail.start()]  # but "Last Week in AI" is a name
    piece = _without_role(DANGLING.sub("", piece).strip(EDGES.replace(".", "")))
    if piece.endswith(".") and not re.search(r"(?:\b\w|Jr|Sr|St|Inc|Co|Ltd)\.$", piece):
        piece = piece.rstrip(".")
    return _well_cased(piece) if _could_be_name(piece) else ""


def _without_role(piece: str) -> str:
    """"Ann Bell Africa correspondent" without the job, where two words of a name are left."""
    words = piece.split()
    roles = load_words("byline_roles")
    end = len(words)
    while end > 2 and words[end - 1].casefold().strip(".,") in roles:
        end -= 1
    if end == len(words) or words[-1].casefold() not in load_words("byline_jobs"):
        return piece
    if end == 3 and len(words) - end == 1 and words[2][:1].isupper() and not INITIALS.match(words[1]) and words[1].casefold() not in PARTICLES:
        end = 2  # the beat
    return " ".join(words[:end]) if not is_generic(" ".join(words[:end])) else piece


def _without_rank(piece: str) -> str:
    """"Political Editor Ann Bell" without the job before the name."""
    words = piece.split()
    roles, jobs = load_words("byline_roles"), load_words("byline_jobs")
    start = 0
    while start < len(words) - 2 and words[start].casefold() in roles:
        start += 1
    name = " ".join(words[start:])
    return name if start and words[start - 1].casefold() in jobs and is_person(name) and not is_role(name) else piece


def _could_be_name(piece: str) -> bool:
    words = piece.split()
    if not piece or len(piece) > NAME_CHARS or len(words) > MOST_WORDS or not LETTER.search(piece):
        return False
    if piece.casefold() in load_words("not_authors") or len(LETTER.findall(piece)) < 2:
        return False
    if any(word.casefold().strip(".,:") in load_words("byline_links") for word in words):
        return False
    digits = sum(character.isdigit() for character in piece)
    return digits <= 4 and not DEFAULT_NAME.match(piece) and not (digits and len(words) > 2) and "…" not in piece and "?" not in piece and "!" not in piece[:-1]


def _well_cased(name: str) -> str:
    """JANE McDOE-ROE as Jane McDoe-Roe; initials, agencies and names in mixed case as they are."""
    words = name.split()
    if len(words) < 2 or not name.isupper() or (has_outlet_word(name) and not is_generic(name)):
        return name
    return " ".join(_cased(word) if len(word.strip(".")) > 2 or "." not in word else word for word in words)


def _cased(word: str) -> str:
    if SUFFIX.match(word) and word.casefold().strip(".") not in ("jr", "sr"):
        return word
    cased = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    cased = re.sub(r"^(Mc|O['’])([a-z])", lambda part: part[1] + part[2].upper(), cased)
    return re.sub(r"(?<=\w['’])S$", "s", cased)
