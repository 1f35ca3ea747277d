-- What those have bought who are due, as far back as one of their journeys asks.
SELECT brand, member_id, date, placed_at, seq
FROM member_orders FINAL
WHERE brand = {brand:String} AND seq > 0 AND date > {date:Date} - {horizon:UInt32} AND member_id IN (SELECT member_id FROM {nodes:Identifier})
