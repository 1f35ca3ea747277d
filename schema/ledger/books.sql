-- The books of a campaign on a date: how many members are in which state, per
-- channel and reason.
SELECT toString(channel) AS channel, toString(state) AS state, toString(reason) AS reason, count() AS members
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
GROUP BY channel, state, reason
ORDER BY channel, state, reason
