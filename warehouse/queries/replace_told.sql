insert into reparse
select
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    count(*) filter (source = 'page') as pages,
    count(*) filter (source = 'text') as texts,
    (select count(*) from staging.staged where source = 'failed') as failed,
    ?,
    ?,
    ?
from temp.due;
