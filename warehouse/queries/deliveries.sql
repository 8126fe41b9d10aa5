select week, channel, recipient, status, message_id, digest, attempts, first_attempt_at, last_attempt_at, error
from delivery
order by week, channel, recipient
