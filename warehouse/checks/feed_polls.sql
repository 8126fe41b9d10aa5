-- Every completed run left its rows in the coverage ledger: as many as feeds were watched then.
with ledger as (
    select
        run_id,
        count(*) as polls
    from feed_poll
    group by run_id
)
select run.run_id
from run
left join ledger using (run_id)
where run.status = 'completed'
    and coalesce(ledger.polls, 0) <> run.feeds;
