create or replace view revisions as
select
    article.outlet,
    article.url,
    article.article_id,
    revision.revision,
    revision.title,
    revision.title is distinct from lag(revision.title) over of_article as title_changed,
    length(revision.text) - lag(length(revision.text)) over of_article as characters_added,
    revision.modified_at,
    revision.captured_at
from revision_read as revision
join article_known as article on article.article_id = revision.article_id
window of_article as (partition by revision.article_id order by revision.revision)
qualify revision.revision > 1;
comment on view revisions is 'One row a later revision of an article: what was changed after it was first read.';
comment on column revisions.outlet is 'The outlet''s name.';
comment on column revisions.url is 'The article''s address.';
comment on column revisions.article_id is 'The article.';
comment on column revisions.revision is 'Number of the revision, from 2.';
comment on column revisions.title is 'Headline of the revision.';
comment on column revisions.title_changed is 'Whether the headline changed.';
comment on column revisions.characters_added is 'How much longer the text became (negative: shorter).';
comment on column revisions.modified_at is 'When the publisher says it was changed (UTC).';
comment on column revisions.captured_at is 'When Bellwether fetched it (UTC).';
