-- What is still open, and surely was not sent, when a campaign ends is held.
INSERT INTO deliveries
SELECT * REPLACE
(
    'held' AS state,
    {reason:String} AS reason,
    {now:DateTime64(3, 'UTC')} AS at,
    {version:UInt64} AS version
)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
      AND state IN ('planned', 'reserved')
)
