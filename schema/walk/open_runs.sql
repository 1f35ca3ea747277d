-- The runs into which ticks put messages since a moment, and which aren't over: their campaigns
-- have to be sent.
SELECT toString(m.sends) AS campaign, m.run AS run, m.date AS date
FROM
(
    SELECT sends, run, max(date) AS date
    FROM journey_moves
    WHERE brand = {brand:String} AND walk = '' AND run != '' AND moment > {since:DateTime64(3, 'UTC')}
    GROUP BY sends, run
) AS m
LEFT JOIN
(
    SELECT campaign AS run, date, state
    FROM campaign_runs FINAL
    WHERE brand = {brand:String} AND date >= toDate({since:DateTime64(3, 'UTC')}) - 8
) AS r ON r.run = m.run AND r.date = m.date
WHERE r.state NOT IN ('done', 'cancelled')
ORDER BY run
