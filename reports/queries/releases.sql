-- The releases marked on the time line
select
    name,
    happened_on
from event
where target = $target
order by happened_on;
