  -- Who comes to the step of a journey that sends the campaign: on this date, or lately
  -- where no night has planned it since; a message older than a week would come out of nowhere.
  AND member_id IN
  (
      SELECT came.person
      FROM
      (
          SELECT if(n.member_id = 0, m.walker, n.member_id) AS person, max(m.day) AS day
          FROM
          (
              SELECT member_id AS walker, date AS day
              FROM journey_moves FINAL
              WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String} AND sends = {again_of:String} AND run = ''
                AND date <= {date:Date} AND date > {date:Date} - 7
                -- Not who was taken out since, as everybody is where a person ends the journey.
                AND (member_id, entry, entry_key) NOT IN
                (
                    SELECT member_id, entry, entry_key
                    FROM journey_moves FINAL
                    WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String} AND why IN ('removed', 'ended')
                )
          ) AS m
          LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = m.walker
          GROUP BY person
      ) AS came
      LEFT JOIN
      (
          SELECT if(n.member_id = 0, d.addressed, n.member_id) AS person, max(d.day) AS day
          FROM
          (
              SELECT member_id AS addressed, date AS day
              FROM deliveries FINAL
              WHERE brand = {brand:String} AND campaign = {again_of:String} AND date < {date:Date} AND date > {date:Date} - 7
          ) AS d
          LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = d.addressed
          GROUP BY person
      ) AS planned ON planned.person = came.person
      WHERE planned.person = 0 OR planned.day < came.day
  )
