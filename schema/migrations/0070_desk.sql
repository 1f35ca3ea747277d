-- What people did on the console's pages that no campaign's decision is: who, when, what and
-- why. Nothing here is changed; of a member who is erased it is deleted.
CREATE TABLE console_actions
(
    brand     LowCardinality(String),
    at        DateTime64(3, 'UTC'),
    action    LowCardinality(String),                -- export, opt_out, erase, segment_save, backfill_start, night_run, schedule_pause, …
    by        String,
    member_id UInt64,                                -- 0: no member in particular
    what      String,                                -- such as the dates of a backfill, or the conditions of an export
    note      String,
    members   UInt64                                 -- of an export: how many left the house
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, at, action, by, member_id, what, note);

-- Saved segments, every version of them; the newest of a name holds.
CREATE TABLE console_segments
(
    brand   LowCardinality(String),
    name    String,
    filter  String,                                  -- the conditions, as the page's address has them; empty: removed
    by      String,
    note    String,
    at      DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, name, version);
