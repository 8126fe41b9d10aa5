update feed
set
    last_answered_at = $polled_at,
    last_new_at = if($has_news, $polled_at, last_new_at),
    etag = $etag,
    last_modified = $last_modified
where feed_url = $feed_url;
