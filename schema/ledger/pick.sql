-- The next deliveries of a block that nobody claims.
SELECT member_id
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
  AND state IN ('planned', 'reserved')
  AND channel = {channel:String}
  AND member_id NOT IN
  (
      SELECT member_id
      FROM delivery_attempts FINAL
      WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
        AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
        AND state = 'claimed'
  )
ORDER BY member_id
LIMIT {limit:UInt32}
