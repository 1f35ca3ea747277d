  -- Who was led by this tick to the step of a journey that sends the campaign.
  AND member_id IN
  (
      SELECT if(n.member_id = 0, m.walker, n.member_id)
      FROM
      (
          SELECT DISTINCT member_id AS walker
          FROM journey_moves FINAL
          WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String} AND sends = {again_of:String} AND run = {campaign:String}
            -- Not who was taken out since, as everybody is where a person ends the journey.
            AND (member_id, entry, entry_key) NOT IN
            (
                SELECT member_id, entry, entry_key
                FROM journey_moves FINAL
                WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String} AND why IN ('removed', 'ended')
            )
      ) AS m
      LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = m.walker
  )
