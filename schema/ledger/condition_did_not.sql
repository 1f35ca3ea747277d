  -- Who did none of these.
  AND member_id NOT IN
  (
      SELECT member_id
      FROM identity_nodes
      WHERE brand = {brand:String} AND member_id != 0
        AND node IN
        (
            SELECT node
            FROM events FINAL
            WHERE brand = {brand:String} AND node != 0
              AND has({did_not_events:Array(String)}, toString(type)) AND date BETWEEN {did_not_since:Date} AND {date:Date}
        )
  )
