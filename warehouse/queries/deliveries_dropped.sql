delete from delivery
where channel = $channel and recipient = $recipient and status in ('planned', 'sending', 'failed')
