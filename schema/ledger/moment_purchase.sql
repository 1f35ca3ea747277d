  -- So many days after the purchase of a number.
  AND member_id IN
  (
      SELECT member_id
      FROM member_orders FINAL
      WHERE brand = {brand:String} AND seq = {nth:UInt32} AND date - 1 + {days:Int32} BETWEEN {since:Date} AND {date:Date}
  )
