select
    name,
    happened_on as "on"
from events
where target = $target
order by happened_on, name;
