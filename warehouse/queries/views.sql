-- The views of the file, their columns and their comments, as one text. What a view is made of is not in it: DuckDB writes it otherwise once it is read from the file.
select string_agg(concat_ws(' ', view_name, duckdb_views.comment, column_name, data_type, duckdb_columns.comment), ' ' order by view_name, column_index)
from duckdb_views()
left join duckdb_columns()
    on duckdb_columns.database_oid = duckdb_views.database_oid
    and duckdb_columns.table_name = duckdb_views.view_name
where not duckdb_views.internal
    and duckdb_views.database_name = current_database();
