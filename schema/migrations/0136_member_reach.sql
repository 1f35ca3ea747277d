-- The stored members of a date together with what decides whom a campaign reaches, so that the
-- funnel of any audience is one pass over one table. A cache of package reach: a migration that
-- makes member_snapshots again makes it again, by these words.
CREATE TABLE member_reach
ENGINE = MergeTree
PARTITION BY (brand, date)
ORDER BY member_id
EMPTY AS
SELECT
    *,
    toDateTime64(0, 3, 'UTC')                                       AS reach_at,
    CAST([], 'Array(LowCardinality(String))')                       AS reach_purposes,
    toUInt16(0)                                                     AS reach_days,
    toUInt64(0)                                                     AS reach_number,
    toUInt32(0)                                                     AS reach_held,
    toUInt64(0)                                                     AS reach_allowed,
    toUInt16(0)                                                     AS reach_addresses,
    toUInt64(0)                                                     AS reach_edm_hash,
    toUInt64(0)                                                     AS reach_sms_hash,
    toUInt64(0)                                                     AS reach_line_hash,
    CAST([], 'Array(UInt16)')                                       AS reach_touches,
    false                                                           AS reach_shared,
    toUInt8(0)                                                      AS reach_shown
FROM member_snapshots;

ALTER TABLE member_reach
    COMMENT COLUMN reach_at 'when it was stored',
    COMMENT COLUMN reach_purposes 'to which members consent; the place of one is that of its bits in reach_allowed',
    COMMENT COLUMN reach_days 'so many days back reach_touches go',
    COMMENT COLUMN reach_number 'by which lots are drawn (plan_rows.sql), hidden by the key of the addresses',
    COMMENT COLUMN reach_held 'the lot of the permanent holdout, of a million, hidden too',
    COMMENT COLUMN reach_allowed 'three bits for each purpose: edm, sms, line',
    COMMENT COLUMN reach_addresses 'three bits each of edm, sms and line: 0, or why it takes nothing: 2 none, 3 invalid, 4 landline, 5 suppressed',
    COMMENT COLUMN reach_edm_hash 'the first half of the hash of an address that other members have, too; 0: nobody has it',
    COMMENT COLUMN reach_touches 'what all campaigns sent: days ago times 4, and the channel: 1 edm, 2 sms, 3 line',
    COMMENT COLUMN reach_shared 'another member has one of the addresses too',
    COMMENT COLUMN reach_shown 'one of those that samples are taken of: 1 for a long name, 2 without one, 3 for the language, 4 by lot';
