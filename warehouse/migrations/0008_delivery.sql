create table recipient (
    channel varchar not null,
    recipient varchar not null,
    since_at timestamptz not null,
    primary key (channel, recipient)
);
comment on table recipient is 'Who receives the weekly report, and since when: nobody is sent the reports of all the weeks before.';
comment on column recipient.channel is 'How it is sent: mail, chat.';
comment on column recipient.recipient is 'A mail address as it was given: personal, so mind whom you hand this file to. Of a chat its service and a digest of its address, which holds a secret.';
comment on column recipient.since_at is 'Moment of the run that first found it in the settings (UTC). The first report it gets is of the last week that was over then.';

create table delivery (
    week varchar not null,
    channel varchar not null,
    recipient varchar not null,
    status varchar not null check (status in ('planned', 'sending', 'sent', 'failed', 'refused')),
    message_id varchar,
    digest varchar,
    attempts integer not null check (attempts >= 0),
    planned_at timestamptz not null,
    first_attempt_at timestamptz,
    last_attempt_at timestamptz,
    error varchar,
    primary key (week, channel, recipient)
);
comment on table delivery is 'One row a report, channel and recipient: each is sent once, however often the report is written again.';
comment on column delivery.week is 'ISO week of the report.';
comment on column delivery.channel is 'How it is sent: mail, chat.';
comment on column delivery.recipient is 'To whom, as in recipient.recipient; personal, as there.';
comment on column delivery.status is 'planned: due; sending: written before it is handed over, so a run that was killed leaves this, and the next one sends again; sent: taken by the server; failed: tried again by the next run; refused: by the server for good, not tried again.';
comment on column delivery.message_id is 'Message-ID of the mail: the same whenever it is tried, so that mailboxes know a repetition. Null for chats.';
comment on column delivery.digest is 'Digest of the report''s HTML page when it was last tried to send.';
comment on column delivery.attempts is 'How often it was tried.';
comment on column delivery.planned_at is 'When it became due (UTC).';
comment on column delivery.first_attempt_at is 'When it was first tried (UTC).';
comment on column delivery.last_attempt_at is 'When it was last tried (UTC); of one that is sent, when it was sent.';
comment on column delivery.error is 'Why it is not sent, in a sentence. Null where it is, or where nothing was tried.';
