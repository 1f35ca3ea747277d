-- When the next delivery of a block on a channel may go whose hour has not come yet, or in
-- whose zone it is quiet; none: all that is left may.
SELECT min
(
    if
    (
        due_at > {now:DateTime64(3, 'UTC')}, due_at,
        toDateTime({quiet_until:Array(UInt64)}[indexOf({quiet_zones:Array(String)}, zone)], 'UTC')
    )
)                                                                   AS next_due
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
  AND channel = {channel:String} AND state IN ('planned', 'reserved')
  AND NOT (trial != '' AND variant = '')
  AND (due_at > {now:DateTime64(3, 'UTC')} OR has({quiet_zones:Array(String)}, zone))
