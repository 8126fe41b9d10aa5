select column_name
from duckdb_columns()
where table_name = ?
    and database_name = 'warehouse'
order by column_index;
