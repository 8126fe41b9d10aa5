-- What is about to be marked as withdrawn, or to be unmarked, as it was known until now.
insert into article_past
select
    article_id,
    story_id,
    is_copy,
    withdrawn_at,
    known_at,
    $now
from article
where known_at < $now
    and (
        (list_contains($taken, article_id) and withdrawn_at is null)
        or (list_contains($back, article_id) and withdrawn_at is not null)
    );
