-- The books of every campaign of a date, line by line: how many members are in
-- which state, per channel and reason. A campaign without a plan has one empty line.
SELECT
    r.campaign                             AS campaign,
    r.run_state                            AS run_state,
    r.run_reason                           AS run_reason,
    r.run_planned                          AS run_planned,
    toString(d.channel)                    AS channel,
    toString(d.state)                      AS state,
    toString(d.reason)                     AS reason,
    d.members                              AS members
FROM
(
    SELECT campaign, state AS run_state, reason AS run_reason, planned AS run_planned
    FROM campaign_runs FINAL
    WHERE brand = {brand:String}
      AND date = {date:Date}
) AS r
LEFT JOIN
(
    SELECT campaign, channel, state, reason, count() AS members
    FROM deliveries FINAL
    WHERE brand = {brand:String}
      AND date = {date:Date}
    GROUP BY campaign, channel, state, reason
) AS d USING campaign
ORDER BY campaign, channel, state, reason
