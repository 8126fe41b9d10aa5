update delivery
set status = $status, last_attempt_at = $now, error = $error
where week = $week and channel = $channel and recipient = $recipient
