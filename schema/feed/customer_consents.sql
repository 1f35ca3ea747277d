-- What the customers of a feed answer now, in the form that package intake makes facts
-- of. A channel of which the feed says nothing at all isn't asked. A word that isn't known is a
-- no; one of a date without a time of day may have been said at any time of it, and holds to
-- its end.
CREATE TABLE {answers:Identifier}
(
    node    UInt64,
    record  String,
    channel LowCardinality(String),
    purpose LowCardinality(String),
    source  LowCardinality(String),
    answer  Int8,
    said_at Nullable(DateTime64(3, 'UTC')),
    deleted Bool,
    unknown String
)
ENGINE = MergeTree
ORDER BY node
AS
SELECT
    keyed(sipHash64(concat('customer:', record)))                    AS node,
    record,
    said.1                                                           AS channel,
    'marketing'                                                      AS purpose,
    'file'                                                           AS source,
    toInt8(multiIf(said.2 = 'yes', 1, said.2 = '', 0, 2))              AS answer,
    if(
        answer = 2 AND consent_at = toStartOfDay(consent_at, {shop_zone:String}),
        toTimeZone(addDays(toTimeZone(consent_at, {shop_zone:String}), 1), 'UTC') - toIntervalMillisecond(1),
        consent_at)                                                  AS said_at,
    ifNull(deleted, false)                                           AS deleted,
    if(said.2 IN ('yes', 'no'), '', said.2)                          AS unknown
FROM
(
    SELECT *, concat({shop:String}, '/', customer_id) AS record
    FROM {rows:Identifier}
    ORDER BY customer_id, ifNull(updated_at, toDateTime64(0, 3, 'UTC')) DESC, file_no DESC, row DESC
    LIMIT 1 BY customer_id
)
ARRAY JOIN arrayFilter(s -> has({consents:Array(String)}, s.1), [('edm', consent_edm), ('sms', consent_sms), ('line', consent_line)]) AS said
