-- Named speakers' words in the week's stories about the target, with how they speak of it.
select
    quotations.outlet,
    quotations.title,
    quotations.url,
    quotations.speaker,
    quotations.speaker_role,
    quotations.text,
    quotations.rank,
    avg(mentions.polarity::decimal(18, 12)) as polarity,
    any_value(articles.story_id) as story_id
from quotations
join articles using (article_id)
left join mentions
    on mentions.article_id = quotations.article_id
    and mentions.target = $target
    and mentions.voice = 'speaker'
    and mentions.start_char < quotations.end_char
    and mentions.end_char > quotations.start_char
where quotations.week = $week
    and quotations.speaker is not null
    and quotations.is_original
    and list_contains(quotations.about, $target)
group by all
order by quotations.rank desc, quotations.url, quotations.text;
