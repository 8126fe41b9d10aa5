-- Articles that share a band with this one, those with most bands in common first.
select other.article_id
from article_band as own
join article_band as other using (band)
where own.article_id = $article
    and other.article_id <> $article
group by other.article_id
order by count(*) desc, other.article_id
limit $most;
