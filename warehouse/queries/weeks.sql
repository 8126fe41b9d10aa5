-- The weeks with stories about the first target, and the moment of the first poll.
select
    list(distinct week order by week) as weeks,
    (select min(polled_at) from runs) as first_poll
from weekly_stance
where target = (select name from targets order by place limit 1);
