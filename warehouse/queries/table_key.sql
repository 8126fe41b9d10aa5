select constraint_column_names
from duckdb_constraints()
where table_name = ?
    and database_name = 'warehouse'
    and constraint_type = 'PRIMARY KEY';
