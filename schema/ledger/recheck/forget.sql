-- What a run claimed of members who have been erased since: nothing of them may come back. The
-- statement names nobody, since ClickHouse keeps it.
ALTER TABLE delivery_attempts
DELETE WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id NOT IN
  (
      SELECT member_id
      FROM deliveries
      WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  )
SETTINGS mutations_sync = 1
