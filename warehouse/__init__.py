"""The warehouse: one DuckDB file that flows write and one that people query."""
