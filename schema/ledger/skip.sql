-- What is still open of a block on a channel doesn't go: it is excluded. Who waits for a
-- rule to decide between variants, or for an hour that has not come, would not go now anyway.
INSERT INTO deliveries
SELECT * REPLACE
(
    'excluded' AS state,
    {reason:String} AS reason,
    {now:DateTime64(3, 'UTC')} AS at,
    {version:UInt64} AS version
)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
      AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
      AND channel = {channel:String} AND state = 'planned'
      AND NOT (trial != '' AND variant = '')
      AND (empty({zones:Array(String)}) OR has({zones:Array(String)}, zone))
      AND (due_at IS NULL OR due_at <= {now:DateTime64(3, 'UTC')})
)
