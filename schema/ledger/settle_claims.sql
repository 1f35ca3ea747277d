-- What is claimed and has no outcome when a campaign ends is unknown.
INSERT INTO deliveries
SELECT * REPLACE
(
    'unknown' AS state,
    'no_answer' AS reason,
    'the worker ended before the outcome was known' AS detail,
    {now:DateTime64(3, 'UTC')} AS at,
    {version:UInt64} AS version
)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
      AND state IN ('planned', 'reserved')
      AND member_id IN
      (
          SELECT member_id
          FROM delivery_attempts FINAL
          WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'claimed'
      )
)
