insert into delivery (week, channel, recipient, status, attempts, planned_at)
values ($week, $channel, $recipient, 'planned', 0, $now)
on conflict do nothing
