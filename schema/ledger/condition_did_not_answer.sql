  -- Who was sent an earlier campaign and didn't answer it.
  AND member_id IN
  (
      SELECT member_id
      FROM identity_nodes
      WHERE brand = {brand:String} AND member_id != 0
        AND node IN
        (
            SELECT member_id
            FROM deliveries FINAL
            WHERE brand = {brand:String} AND (campaign = {unanswered:String} OR startsWith(campaign, concat({unanswered:String}, '#')))
              AND state = 'sent' AND date BETWEEN {unanswered_since:Date} AND {date:Date}
        )
  )
  AND member_id NOT IN
  (
      SELECT member_id
      FROM identity_nodes
      WHERE brand = {brand:String} AND member_id != 0
        AND node IN
        (
            SELECT member_id
            FROM message_events FINAL
            WHERE brand = {brand:String} AND (campaign = {unanswered:String} OR startsWith(campaign, concat({unanswered:String}, '#')))
              AND has({unanswered_how:Array(String)}, toString(type)) AND machine = '' AND date BETWEEN {unanswered_since:Date} AND {date:Date}
        )
  )
