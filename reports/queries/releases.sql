-- The releases marked on the time line
select
    name,
    happened_on
from events
where target = $target
order by happened_on;
