"""What does a report show of each figure, beside the query that gives it?"""

from __future__ import annotations

from reports.model import Figure
from warehouse.weekrows import WeekRows


def figures_of(rows: WeekRows, shown: dict[str, str]) -> tuple[Figure, ...]:
    """Every figure that was read, in the order of the report; `shown` is what it prints where that is one number, by the figure's key."""
    return tuple(
        Figure(key=each.key, label=each.label, shown=shown.get(each.key, ""), sql=each.sql, columns=each.columns, types=each.types, rows=each.rows, parameters=each.parameters)
        for each in rows.figures
    )
