select
    column_name,
    data_type
from duckdb_columns()
where table_name = ?
    and database_name = 'warehouse'
order by column_index;
