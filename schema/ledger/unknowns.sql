-- Deliveries that a provider may have accepted although no answer came, for a
-- person to decide on.
SELECT d.member_id AS member_id, toString(d.channel) AS channel, d.detail AS detail, d.provider_id AS provider_id, d.at AS at
FROM deliveries AS d FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'unknown'
ORDER BY member_id
LIMIT {limit:UInt32}
