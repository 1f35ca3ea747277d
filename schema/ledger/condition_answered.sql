  -- Who answered an earlier campaign.
  AND member_id IN
  (
      SELECT member_id
      FROM identity_nodes
      WHERE brand = {brand:String} AND member_id != 0
        AND node IN
        (
            SELECT member_id
            FROM message_events FINAL
            WHERE brand = {brand:String} AND (campaign = {answered:String} OR startsWith(campaign, concat({answered:String}, '#')))
              AND has({answered_how:Array(String)}, toString(type)) AND machine = '' AND date BETWEEN {answered_since:Date} AND {date:Date}
        )
  )
