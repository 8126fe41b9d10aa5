-- Every mention's sentence stands in its revision's text (in its title for a headline), and its alias within that.
select
    mention.article_id,
    mention.revision,
    mention.ordinal
from mention
left join article_revision using (article_id, revision)
where article_revision.text is null
    or array_slice(
        if(mention.voice = 'headline', article_revision.title, article_revision.text),
        mention.start_char + 1,
        mention.end_char
    ) is distinct from mention.sentence
    or array_slice(
        if(mention.voice = 'headline', article_revision.title, article_revision.text),
        mention.alias_start + 1,
        mention.alias_end
    ) is distinct from mention.alias;
