-- Batches of a block that others claimed and that have no outcome, as earlier
-- attempts left them.
SELECT batch, groupArray(member_id) AS members, groupArray(first_content) AS contents, argMin(first_way, member_since) AS way, min(member_since) AS since
FROM
(
    SELECT
        batch, member_id,
        min(claimed_at)             AS member_since,
        argMin(content, claimed_at) AS first_content,
        argMin(way, claimed_at)     AS first_way
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
    GROUP BY batch, member_id
)
GROUP BY batch
ORDER BY batch
