-- The next deliveries of a block that nobody claims, without those that the claimant has
-- tried and that were refused for now: their released attempts have a code. Who waits for
-- a rule to decide between variants has none yet, and isn't picked; nor is who has an hour
-- of its own that has not come, or in whose zone it is quiet. Of a batch that is claimed
-- already all are picked that are open.
SELECT
    member_id, state, channel, variant, trial, coupon, address_hash, nodes, stage, stage_before, rfm_class,
    last_purchase, recency_days, purchases, revenue, planned_at, due_at, zone, recommended
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
  AND state IN ('planned', 'reserved')
  AND channel = {channel:String}
  AND
  (
      {claimed:Bool}
      OR
      (
          NOT (trial != '' AND variant = '')
          AND (due_at IS NULL OR due_at <= {now:DateTime64(3, 'UTC')})
          AND NOT has({quiet_zones:Array(String)}, zone)
          AND member_id NOT IN
          (
              SELECT member_id
              FROM delivery_attempts FINAL
              WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
                AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
                AND (state = 'claimed' OR (state = 'released' AND code != '' AND claimant = {claimant:String}))
          )
      )
  )
ORDER BY member_id
LIMIT {limit:UInt32}
