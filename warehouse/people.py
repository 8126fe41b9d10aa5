"""Who are the speakers, over all articles?"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

import duckdb

from parsers.model import KnownPerson
from parsers.people import Recognised, SpeakerForm, bound_forms, fold, name_key, recognise
from warehouse.connection import sql, transaction
from warehouse.past import remembering


def save_people(connection: duckdb.DuckDBPyConnection, known: Sequence[KnownPerson]) -> None:
    """Keep what people have written of speakers' names, in place of what they had written before."""
    rows = {
        (fold(form), fold(organisation)): person.name
        for person in known
        for form in (*person.forms, *(() if person.organisations else (person.name,)))
        for organisation in person.organisations or ("",)
    }
    if {(person, *place) for place, person in rows.items()} == set(connection.execute("select person, form, organisation from person_alias").fetchall()):
        return
    columns = [list(rows.values()), [form for form, _ in rows], [organisation for _, organisation in rows]]
    with transaction(connection):
        connection.execute("delete from person_alias")
        connection.execute("insert into person_alias select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[])", columns)


def recognise_speakers(connection: duckdb.DuckDBPyConnection, now: datetime | None = None) -> int:
    """Make speaker_form anew from all current quotations and what people have written: how many forms mean somebody written otherwise.

    What they meant until `now` (the last run's moment unless given) is kept.
    Whether "Zuckerberg" is a doubtful form depends on every other article, so all forms are looked at each time; they are few beside the quotations.
    """
    known = _known(connection)
    found = recognise(_forms(connection, known), known, lambda pairs: _named_in(connection, pairs))
    stored = {Recognised(article=row[0], speaker=row[1], description=row[2], person=row[3], evidence=row[4])
              for row in connection.execute("select article_id, speaker, description, person, evidence from speaker_form").fetchall()}  # fmt: skip
    if stored != set(found):
        now = now or connection.execute("select coalesce(max(polled_at), now()) from run").fetchall()[0][0]
        columns = [[getattr(each, name) for each in found] for name in ("article", "speaker", "description", "person", "evidence")]
        with transaction(connection), remembering(connection, "speaker_form", now=now):
            connection.execute("delete from speaker_form")
            connection.execute(
                "insert into speaker_form (article_id, speaker, description, person, evidence) select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[])", columns
            )
    return len(found)


def _known(connection: duckdb.DuckDBPyConnection) -> list[KnownPerson]:
    rows = connection.execute("select person, form, organisation from person_alias order by all").fetchall()
    return [KnownPerson(name=person, forms=(form,), organisations=(organisation,) if organisation else ()) for person, form, organisation in rows]


def _forms(connection: duckdb.DuckDBPyConnection, known: Sequence[KnownPerson]) -> list[tuple[SpeakerForm, int]]:
    """Full names once for all articles, with the number of these; whatever has to be judged article by article once for each."""
    bound = bound_forms(known)
    forms = []
    apart = []
    for speaker, role, organisation, articles in connection.execute(sql("speakers_named")).fetchall():
        if fold(speaker) in bound or len(name_key(speaker)) < 2:
            apart.append(speaker)
        else:
            forms.append((SpeakerForm(speaker=speaker, role=role, organisation=organisation), articles))
    rows = connection.execute(sql("speakers_apart"), {"speakers": sorted(set(apart))}).fetchall()
    forms += [
        (SpeakerForm(speaker=speaker, description=description, role=role, organisation=organisation, article=article, full_name=full_name), 1)
        for article, speaker, description, role, organisation, full_name in rows
    ]
    return forms


def _named_in(connection: duckdb.DuckDBPyConnection, pairs: Sequence[tuple[str, str]]) -> AbstractSet[tuple[str, str]]:
    articles, organisations = zip(*sorted(set(pairs)), strict=True)
    rows = connection.execute(sql("organisations_named"), {"articles": list(articles), "organisations": list(organisations)}).fetchall()
    return {(article, organisation) for article, organisation in rows}
