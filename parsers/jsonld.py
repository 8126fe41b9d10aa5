"""What does the page's JSON-LD say of its article?"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]

# In the order in which one is taken for the page's article when several are there.
ARTICLE_TYPES = (
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle",
    "article", "blogposting", "liveblogposting", "socialmediaposting", "techarticle", "scholarlyarticle", "medicalscholarlyarticle", "advertisercontentarticle",
    "satiricalarticle", "report", "discussionforumposting", "podcastepisode", "review", "recipe", "videoobject", "creativework", "medicalwebpage", "webpage", "itempage",
)  # fmt: skip
RANK = {name: place for place, name in enumerate(ARTICLE_TYPES)}
PAGE_TYPES = frozenset({"webpage", "itempage", "medicalwebpage", "creativework", "videoobject"})  # say something of a page that may hold no article
LISTS = frozenset({"itemlist", "breadcrumblist", "collectionpage"})  # what they hold are other articles
MOST_NODES = 2000
DEEPEST = 12
LONGEST = 1_500_000  # characters of one script
WRAPPERS = ("<![CDATA[", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<!--", "]]>", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "-->", ";")
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
MISSING_COMMA = re.compile(r'(?<=["}\]])\s*\n\s*(?="[^"\n]{1,60}"\s*:)')
EMPTY_VALUE = re.compile(r":\s*(?=[,}])")
# One field of a script that is beyond repair: enough for a date or a headline.
LOOSE_FIELD = re.compile(r'"(datePublished|dateModified|headline|@type)"\s*:\s*"((?:[^"\\\n]|\\.){1,300})"')


def read_scripts(scripts: list[str]) -> list[Node]:
    """Every node of the scripts in document order, `@graph` and lists opened; a script beyond repair gives what can be salvaged."""
    nodes: list[Node] = []
    for script in scripts:
        parsed = _loads(script)
        if parsed is None:
            if salvaged := {name: html.unescape(value) for name, value in reversed(LOOSE_FIELD.findall(script[:LONGEST]))}:
                nodes.append(salvaged)
            continue
        nodes.extend(_walk(parsed, MOST_NODES - len(nodes)))
    return nodes


def article_node(nodes: list[Node], addresses: set[str], title: str) -> Node | None:
    """The node that is the page's article: by type, then by a shared address or headline, then the first."""
    best: tuple[tuple[int, int, int], Node] | None = None
    wanted = _words(title)
    for node in nodes:
        rank = min((RANK[name] for name in types_of(node) if name in RANK), default=None)
        if rank is None and not ("datePublished" in node and ("headline" in node or "author" in node)):
            continue
        rank = len(RANK) if rank is None else rank
        same_place = bool(addresses & {_place(value) for key in ("url", "mainEntityOfPage", "@id") for value in texts_of(node.get(key))} - {""})
        same_title = bool(wanted) and any(_alike(wanted, _words(value)) for key in ("headline", "name") for value in texts_of(node.get(key)))
        kind = 1 if types_of(node) & PAGE_TYPES else 0
        key = (kind, -(2 * same_title + same_place), rank if kind else 0)
        if best is None or key < best[0]:
            best = (key, node)
    return best[1] if best else None


def types_of(node: Node) -> set[str]:
    """The node's types, in lower case and without a vocabulary's address."""
    value = node.get("@type")
    return {str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1].casefold() for name in (value if isinstance(value, list) else [value]) if name}


def texts_of(value: Any) -> list[str]:
    """The plain strings a value amounts to: itself, its parts, or their names, ids and values."""
    found: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str) and part.strip():
            found.append(html.unescape(part.strip()))
        elif isinstance(part, dict):
            found.extend(texts_of([part.get(key) for key in ("name", "@value", "@id") if isinstance(part.get(key), str)][:1]))
    return found


def names_of(value: Any, nodes: list[Node]) -> list[str]:
    """The names of people or organisations a value holds; references to other nodes are followed, addresses are no names."""
    return [name for part in _resolved(value, nodes) for name in _names_in(part)]


def people_of(value: Any, nodes: list[Node]) -> list[str]:
    """The names of those whom a value declares to be persons."""
    return [name for part in _resolved(value, nodes) if isinstance(part, dict) and "person" in types_of(part) for name in _names_in(part)]


def _resolved(value: Any, nodes: list[Node]) -> Iterator[Any]:
    """The parts of a value, with the nodes that they refer to."""
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict) and not part.get("name") and isinstance(part.get("@id"), str):
            yield next((node for node in nodes if node.get("@id") == part["@id"] and node.get("name")), None)
        else:
            yield part


def _names_in(part: Any) -> list[str]:
    if isinstance(part, dict) and not part.get("name"):
        part = " ".join(str(part[key]) for key in ("givenName", "familyName") if isinstance(part.get(key), str))
    return [text for text in texts_of(part) if not text.startswith(("http://", "https://", "#", "@"))]


def _loads(script: str) -> Any:
    text = script[:LONGEST].strip()
    for wrapper in WRAPPERS:
        text = text.removeprefix(wrapper).removesuffix(wrapper).strip()
    if not text:
        return []
    for repair in (lambda s: s, _mend, lambda s: _mend(html.unescape(s)) if "&quot;" in s else ""):
        mended = repair(text)
        if not mended:
            continue
        try:
            parsed, _ = json.JSONDecoder(strict=False).raw_decode(mended.lstrip())
        except (ValueError, RecursionError):
            continue
        return parsed
    return None


def _mend(text: str) -> str:
    return EMPTY_VALUE.sub(": null", TRAILING_COMMA.sub("", MISSING_COMMA.sub(",\n", text)))


def _walk(parsed: Any, room: int) -> Iterator[Node]:
    stack: list[tuple[Any, int]] = [(parsed, 0)]
    while stack and room > 0:
        value, depth = stack.pop()
        if depth > DEEPEST:
            continue
        if isinstance(value, list):
            stack.extend((part, depth + 1) for part in reversed(value[:MOST_NODES]))
        elif isinstance(value, dict):
            room -= 1
            yield value
            if types_of(value) & LISTS:
                continue
            inner = [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "review") if isinstance(value.get(key), (list, dict))]
            stack.extend((part, depth + 1) for part in reversed(inner))


def _place(address: str) -> str:
    """Host and path alone, so that addresses in different dress compare equal."""
    return re.sub(r"^https?://(?:www\.)?", "", address).partition("?")[0].partition("#")[0].rstrip("/").casefold()


def place_of(address: str) -> str:
    """Host and path of an address, for comparing."""
    return _place(address)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text[:400].casefold()))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(other) and len(one & other) >= 0.6 * min(len(one), len(other)) and len(one & other) >= min(3, len(other))
