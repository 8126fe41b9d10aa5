insert into recipient (channel, recipient, since_at)
values ($channel, $recipient, $now)
on conflict do nothing
