select column_name
from duckdb_columns()
where database_name = 'staging'
    and table_name = ?
order by column_index;
