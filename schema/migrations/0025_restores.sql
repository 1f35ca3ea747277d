-- When the database was restored from a backup: what was sent between the two isn't in
-- the ledger, so for the dates that had ended by then it can't vouch.
CREATE TABLE restores
(
    at       DateTime64(3, 'UTC'),                   -- of the restore
    taken_at DateTime64(3, 'UTC'),                   -- of the backup
    release  LowCardinality(String),                 -- that took the backup
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY at;
