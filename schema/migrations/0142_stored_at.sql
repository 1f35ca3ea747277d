-- Since when the members of a date are stored, for who shows them as the night left them. It is
-- no part of SELECT *, nor of what the view returns. Of what was stored before it is the time of
-- this migration.
ALTER TABLE member_snapshots ADD COLUMN IF NOT EXISTS stored_at DateTime64(3, 'UTC') MATERIALIZED now64(3) COMMENT 'when it was stored';

ALTER TABLE member_snapshots MATERIALIZE COLUMN stored_at;
