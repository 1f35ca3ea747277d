-- Of the campaign runs of the last week, how many messages were sent and how many of them
-- were called spam by those who got them.
SELECT toString(s.campaign) AS campaign, s.date AS date, s.sent AS sent, c.complained AS complained
FROM
(
    SELECT campaign, date, uniqExact(member_id) AS complained
    FROM message_events FINAL
    WHERE brand = {brand:String} AND type = 'complained' AND campaign != '' AND date >= {from:Date}
    GROUP BY campaign, date
) AS c
INNER JOIN
(
    SELECT campaign, date, count() AS sent
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND state = 'sent' AND date >= {from:Date}
      AND (campaign, date) IN
      (
          SELECT campaign, date FROM message_events
          WHERE brand = {brand:String} AND type = 'complained' AND campaign != '' AND date >= {from:Date}
      )
    GROUP BY campaign, date
) AS s ON s.campaign = c.campaign AND s.date = c.date
ORDER BY campaign, date
