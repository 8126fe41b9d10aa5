-- The releases marked on the time line
select
    name,
    happened_on as "on"
from event
where target = $target
order by happened_on, name;
