-- A planned delivery for which no code is left doesn't go: it is excluded.
INSERT INTO deliveries
SELECT * REPLACE
(
    'excluded' AS state,
    'no_coupon' AS reason,
    '' AS variant,
    '' AS trial,
    {now:DateTime64(3, 'UTC')} AS at,
    {version:UInt64} AS version
)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'planned' AND coupon = ''
)
