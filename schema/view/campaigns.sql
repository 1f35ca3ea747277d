-- The newest campaign runs of a brand with their books; one with members left, which
-- somebody may wait for, is never left out. What came of older runs that ended isn't read: a
-- brand has millions of such deliveries.
WITH
    runs AS
    (
        SELECT *
        FROM
        (
            SELECT
                row_number() OVER (ORDER BY date DESC, campaign) AS place,
                toString(campaign) AS campaign, date, toString(state) AS state, reason, by
            FROM campaign_runs FINAL
            WHERE brand = {brand:String}
        )
        WHERE place <= {limit:UInt32} OR state NOT IN ('done', 'cancelled')
    )
SELECT * EXCEPT (place)
FROM
(
SELECT
    r.place AS place, r.campaign AS campaign, r.date AS date, r.state AS state, r.reason AS reason, r.by AS by,
    d.planned AS planned, d.sent AS sent, d.failed AS failed, d.unknown AS unknown, d.excluded AS excluded, d.held AS held,
    d.planned - d.sent - d.failed - d.unknown - d.excluded - d.held AS open
FROM runs AS r
LEFT JOIN
(
    SELECT
        campaign, date, count() AS planned,
        countIf(state = 'sent') AS sent, countIf(state = 'failed') AS failed, countIf(state = 'unknown') AS unknown,
        countIf(state = 'excluded') AS excluded, countIf(state = 'held') AS held
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND (campaign, date) IN (SELECT campaign, date FROM runs)
    GROUP BY campaign, date
) AS d ON d.campaign = r.campaign AND d.date = r.date
)
WHERE place <= {limit:UInt32}
   OR open + held > 0 AND state NOT IN ('done', 'cancelled')
ORDER BY date DESC, campaign
