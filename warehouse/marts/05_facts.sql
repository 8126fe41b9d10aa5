-- What the views' own digest is kept as; written with them, since it is theirs.
comment on column fact.name is 'Which fact: origin (sample or live), views (digest of what the views were made of and are), watchlist (digest of the last run''s).';
