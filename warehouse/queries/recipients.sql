select channel, recipient, since_at
from recipient
order by channel, recipient
