-- A row that is about to be taken out or to be current again, as it was known until now.
insert into $table_past by name
select
    *,
    $now as replaced_at
from $table
where article_id = $article
    and revision = $revision
    and known_at < $now;
