delete from recipient
where channel = $channel and recipient = $recipient
