-- What became of each campaign's newest run, and of every run that is not over: how many
-- members per channel and state. Only these deliveries are counted, not all there are. A
-- campaign that has not run for a month is left out.
SELECT
    toString(r.campaign) AS campaign, r.date AS date, toString(r.state) AS run, r.reason AS reason, r.newest AS newest,
    toString(d.channel) AS channel, toString(d.state) AS state, d.members AS members
FROM
(
    SELECT campaign, date, state, reason, date = max(date) OVER (PARTITION BY campaign) AS newest
    FROM campaign_runs FINAL
    WHERE brand = {brand:String}
      AND date > (SELECT max(date) FROM campaign_runs WHERE brand = {brand:String}) - 31
) AS r
LEFT JOIN
(
    SELECT campaign, date, channel, state, count() AS members
    FROM deliveries FINAL
    WHERE brand = {brand:String}
      AND (campaign, date) IN
      (
          SELECT campaign, max(date) FROM campaign_runs WHERE brand = {brand:String} GROUP BY campaign
          UNION ALL
          SELECT campaign, date FROM campaign_runs FINAL WHERE brand = {brand:String} AND state NOT IN ('done', 'cancelled')
      )
    GROUP BY campaign, date, channel, state
) AS d ON d.campaign = r.campaign AND d.date = r.date
WHERE r.newest OR r.state NOT IN ('done', 'cancelled')
ORDER BY r.campaign, r.date, d.channel, d.state
