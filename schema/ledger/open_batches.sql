-- Batches of a block that others claimed and that have no outcome, as earlier
-- attempts left them.
SELECT batch, groupUniqArray(member_id) AS members, min(claimed_at) AS since
FROM delivery_attempts FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
  AND channel = {channel:String}
  AND claimant != {claimant:String}
  AND state = 'claimed'
  AND member_id IN
  (
      SELECT member_id
      FROM deliveries FINAL
      WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
        AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
        AND state IN ('planned', 'reserved')
  )
GROUP BY batch
ORDER BY batch
