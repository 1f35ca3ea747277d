-- Which config each worker serves; the newest version of an identity holds.
CREATE TABLE workers
(
    identity    String,                              -- as Temporal knows it
    config      String,                              -- its file
    fingerprint String,
    refused     String,                              -- why the file as it is now is not taken; empty: it is
    at          DateTime64(3, 'UTC'),                -- since when
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY identity
TTL toDateTime(at) + INTERVAL 1 YEAR;
