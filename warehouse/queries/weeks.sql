-- The weeks with stories about the first target, and the moment of the first poll, or else of the first archive that was taken in.
select
    list(distinct week order by week) as weeks,
    coalesce((select min(polled_at) from runs), (select min(loaded_at) from backfill)) as first_poll
from weekly_stance
where target = (select name from targets order by place limit 1);
