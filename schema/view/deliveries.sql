-- What became of each campaign of a date: members per channel, state and reason.
SELECT toString(campaign) AS campaign, toString(channel) AS channel, toString(state) AS state, toString(reason) AS reason, count() AS members
FROM deliveries FINAL
WHERE brand = {brand:String} AND date = {date:Date}
GROUP BY campaign, channel, state, reason
ORDER BY campaign, channel, members DESC
