"""How is a topic's expression read? Words, phrases and targets, joined by and, or, not and near.

    ("open source" near/5 (AI or model*)) not alpaca

    either  = part (("or" part)* | (("and" | "not" | "and not") part)*)
    part    = unit (["not"] ("near" | "near/5") unit)*
    unit    = word | "phrase" | {ExactCase} | @Target | title: unit | ( either )

What leaves two readings is refused and not guessed at: two words without an operator between, and `or` beside `and` without parentheses.
Every error says at which character it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.expressions import Both, Either, Expression, ExpressionError, InTitle, Named, Near, Phrase, named_targets, walk
from parsers.terms import LEAST_PREFIX, WORD

DEEPEST = 40  # parentheses within parentheses: more is no expression that somebody wrote
LONGEST = 50_000  # characters
FARTHEST = 100  # words of near/100: what is farther apart than a paragraph is not near
TOKEN = re.compile(
    r"""\s+|\#[^\n]*"""
    r"""|(?P<phrase>["“”][^"“”\n]*["“”])"""
    r"""|(?P<exact>\{[^{}\n]*\})"""
    r"""|(?P<target>@(?:["“”][^"“”\n]+["“”]|[^\s()"“”{}@]+))"""
    r"""|(?P<field>[A-Za-z]+:(?=[\s("“{@\w]))"""
    r"""|(?P<mark>[()])"""
    r"""|(?P<word>[^\s()"“”{}@]+)"""
    r"""|(?P<stray>.)"""
)
NEAR = re.compile(r"near(?:/(\d+))?", re.IGNORECASE)
OPERATORS = frozenset({"and", "or", "not", "near"})
OTHER_SPELLINGS = {"&": "and", "&&": "and", "+": "and", "|": "or", "||": "or", "-": "not", "!": "not", ",": "or"}
STARS = re.compile(r"[\w’'.-]*\w\*?")


@lru_cache(maxsize=64)
def parse_expression(text: str) -> Expression:
    """The expression that the text writes. Raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError(text, LONGEST, f"is longer than {LONGEST:,} characters")
    parser = _Parser(text=text, tokens=tuple(_tokens(text)))
    expression = parser.either(0)
    if parser.place < len(parser.tokens):
        raise parser.error("this parenthesis closes nothing")
    return expression


def check_expression(text: str, targets: Sequence[str]) -> None:
    """Raises ExpressionError where the text is no expression, or asks for a target that is none of these."""
    for named in named_targets(parse_expression(text)):
        if named.target not in targets:
            near = difflib.get_close_matches(named.target, targets, 1)
            raise ExpressionError(text, named.at, f"@{named.target} is no target; " + (f"did you mean @{near[0]}?" if near else f"there are {', '.join(targets)}"))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> Iterator[_Token]:
    for match in TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind is None:
            continue
        if kind == "stray":
            problem = "a quotation mark without its partner; phrases stand between two" if token in {'"', "“", "”"} else f"{token} stands alone here"
            raise ExpressionError(text, match.start(), problem)
        word = token.casefold()
        if kind == "word" and (word in OPERATORS or NEAR.fullmatch(token)):
            kind = "operator"
        yield _Token(kind, token, match.start())


@dataclass(slots=True)
class _Parser:
    text: str
    tokens: tuple[_Token, ...]
    place: int = 0

    def either(self, depth: int) -> Expression:
        """Parts joined by `or`, or by `and` and `not`; never both without parentheses."""
        if depth > DEEPEST:
            raise self.error("parentheses are nested too deeply")
        parts: list[Expression] = [self.part(depth)]
        without: list[Expression] = []
        joined = ""
        while self.place < len(self.tokens) and self.tokens[self.place].text != ")":
            began, operator = self.place, self._operator()
            is_not = operator != "or" and self._takes("not")
            kind = "or" if operator == "or" else "and"
            if joined not in {"", kind}:
                raise self.error("`and` and `or` side by side can be read in two ways; put ( ) around what belongs together", back=self.place - began)
            if self._is("not"):
                raise self.error("`not` behind `or` would match nearly everything; write (… or …) not …")
            joined = kind
            (without if is_not else parts).append(self.part(depth))
        if joined == "or":
            return Either(parts=tuple(parts))
        return Both(parts=tuple(parts), without=tuple(without)) if joined else parts[0]

    def part(self, depth: int) -> Expression:
        """Units joined by near, from left to right."""
        left, at = self.unit(depth), self.place
        while self.place < len(self.tokens):
            apart = self._is("not") and self._is("near", 1)
            if not (apart or self._is("near")):
                return left
            self._stands_somewhere(left, at - 1)
            self.place += 1 + apart
            within = self._distance(self.tokens[self.place - 1])
            at = self.place
            right = self.unit(depth)
            self._stands_somewhere(right, at)
            left = Near(left=left, right=right, within=within, apart=apart)
        return left

    def unit(self, depth: int) -> Expression:
        if self.place == len(self.tokens):
            before = f"nothing stands behind {self.tokens[-1].text}" if self.tokens else "is empty"
            raise ExpressionError(self.text, len(self.text.rstrip()), f'{before}; write a word, a "phrase", @Target or ( )')
        token = self.tokens[self.place]
        if token.kind == "operator":
            where = "in front of" if self.place + 1 < len(self.tokens) else "around"
            raise self.error(f"{token.text} has nothing {where} it to join" + ("; write what is wanted first: … not …" if self._is("not") else f'; to look for the word itself, write "{token.text}"'))
        self.place += 1
        match token.kind:
            case "mark":
                return self._parenthesis(token, depth)
            case "target":
                return Named(target=token.text[1:].strip('"“”'), at=token.at)
            case "field":
                if token.text.casefold() != "title:":
                    raise self.error(f"{token.text} is no place to look in; there is title:", back=1)
                return InTitle(part=self.unit(depth + 1))
            case "exact":
                return self._phrase(token, token.text[1:-1], exact=True)
            case "phrase":
                return self._phrase(token, token.text[1:-1])
            case _:
                return self._phrase(token, token.text)

    def _parenthesis(self, token: _Token, depth: int) -> Expression:
        if token.text == ")":
            raise self.error("this parenthesis closes nothing" if not depth else "nothing stands between these parentheses", back=1)
        inside = self.either(depth + 1)
        if self.place == len(self.tokens):
            raise ExpressionError(self.text, token.at, "this parenthesis is never closed")
        self.place += 1
        return inside

    def _phrase(self, token: _Token, written: str, *, exact: bool = False) -> Phrase:
        if token.kind == "word" and token.text in OTHER_SPELLINGS:
            raise self.error(f"{token.text} is no operator; write {OTHER_SPELLINGS[token.text]}", back=1)
        if token.kind == "word" and "/" in token.text:
            near = re.search(r"\d+", token.text)
            raise self.error(f"{token.text} is no operator; write near/{near[0] if near else 5} for that many words between, or near for one sentence", back=1)
        if not WORD.search(written):
            raise self.error(f"{token.text} holds no word to look for", back=1)
        for word in written.split():
            if "*" in word and not STARS.fullmatch(word.strip(".,;:!?’'-")):
                raise self.error(f"{word}: * stands for any ending, so it can only be the last character of a word", back=1)
        if re.match(rf"\W*\w{{0,{LEAST_PREFIX - 1}}}\*", written):
            raise self.error(f"{written}: at least {LEAST_PREFIX} letters must stand before *", back=1)
        return Phrase(text=written, exact=exact)

    def _operator(self) -> str:
        """The operator that joins the next part: `or` or `and`; `not` alone is `and not`, and is left for the next look."""
        token = self.tokens[self.place]
        if token.kind != "operator":
            raise self._unjoined(token)
        if not self._is("not"):
            self.place += 1
        return "or" if token.text.casefold() == "or" else "and"

    def _unjoined(self, token: _Token) -> ExpressionError:
        if token.text in OTHER_SPELLINGS:
            return self.error(f"{token.text} is no operator; write {OTHER_SPELLINGS[token.text]}")
        before = self.tokens[self.place - 1]
        slips = [operator for operator in ("and", "or", "not", "near") if sorted(operator) == sorted(token.text.casefold().split("/")[0])]
        if slips or "/" in token.text:  # letters that changed places, or a distance
            return self.error(f"{token.text} is no operator; did you mean {slips[0] if slips else 'near/5'}?")
        if token.kind == before.kind == "word":
            return self.error(f'nothing joins these words; write "{before.text} {token.text}" for words that stand together, or and, or, near between them')
        return self.error(f"nothing joins {token.text} with what stands before it; write and, or, not or near between them")

    def _stands_somewhere(self, side: Expression, place: int) -> None:
        if isinstance(side, Both) or (isinstance(side, Either) and any(isinstance(part, Both) for part in walk(side))):
            raise ExpressionError(self.text, self.tokens[place].at, "near joins words, phrases, targets and ( … or … ); and and not stand outside of it")

    def _distance(self, token: _Token) -> int | None:
        match = NEAR.fullmatch(token.text)
        if match is None or match[1] is None:
            return None
        if not 0 <= int(match[1]) <= FARTHEST:
            raise self.error(f"{token.text}: at most {FARTHEST} words may lie between", back=1)
        return int(match[1])

    def _is(self, operator: str, ahead: int = 0) -> bool:
        place = self.place + ahead
        if place >= len(self.tokens) or self.tokens[place].kind != "operator":
            return False
        return self.tokens[place].text.casefold().split("/")[0] == operator

    def _takes(self, operator: str) -> bool:
        taken = self._is(operator)
        self.place += taken
        return taken

    def error(self, problem: str, *, back: int = 0) -> ExpressionError:
        place = max(self.place - back, 0)
        at = self.tokens[place].at if place < len(self.tokens) else len(self.text.rstrip())
        return ExpressionError(self.text, at, problem)
