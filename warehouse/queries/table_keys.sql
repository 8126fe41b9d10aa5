select
    table_name,
    constraint_column_names
from duckdb_constraints()
where database_name = 'warehouse'
    and constraint_type = 'PRIMARY KEY';
