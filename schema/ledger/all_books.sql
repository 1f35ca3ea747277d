-- The books of every campaign of a date: each member of an audience has exactly
-- one row. Open are those who were neither tried nor left out: held, as long as
-- the campaign is not over; a gap in the books, once it is.
SELECT
    r.campaign                             AS campaign,
    toString(r.state)                      AS state,
    r.reason                               AS reason,
    d.planned                              AS planned,
    d.sent                                 AS sent,
    d.failed                               AS failed,
    d.unknown                              AS unknown,
    d.excluded                             AS excluded,
    d.held                                 AS held,
    d.open                                 AS open
FROM
(
    SELECT campaign, state, reason
    FROM campaign_runs FINAL
    WHERE brand = {brand:String}
      AND date = {date:Date}
) AS r
LEFT JOIN
(
    SELECT
        campaign,
        count()                                AS planned,
        countIf(state = 'sent')                AS sent,
        countIf(state = 'failed')              AS failed,
        countIf(state = 'unknown')             AS unknown,
        countIf(state = 'excluded')            AS excluded,
        countIf(state = 'held')                AS held,
        countIf(state IN ('planned', 'reserved')) AS open
    FROM deliveries FINAL
    WHERE brand = {brand:String}
      AND date = {date:Date}
    GROUP BY campaign
) AS d USING campaign
ORDER BY campaign
