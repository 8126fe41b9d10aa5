update delivery
set
    status = 'sending',
    message_id = coalesce($message_id, message_id),
    digest = coalesce($digest, digest),
    attempts = attempts + 1,
    first_attempt_at = coalesce(first_attempt_at, $now),
    last_attempt_at = $now,
    error = null
where week = $week and channel = $channel and recipient = $recipient
