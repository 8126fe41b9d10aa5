select
    table_name,
    list(column_name order by column_index),
    list(data_type order by column_index)
from duckdb_columns()
where database_name = 'warehouse'
    and not internal
group by table_name;
