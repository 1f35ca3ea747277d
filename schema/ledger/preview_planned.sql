-- How many members of a campaign's plan get which text by which channel, and how many of
-- them the campaign may have reached within the 7 days before (again). The plan is
-- plan_rows.sql itself, written aside, together with what was planned already.
SELECT
    channel,
    variant,
    any(waits)                                      AS waits,
    count()                                         AS members,
    countIf(member_id IN
    (
        SELECT if(n.member_id = 0, d.addressed, n.member_id)
        FROM
        (
            SELECT member_id AS addressed
            FROM deliveries FINAL
            WHERE brand = {brand:String} AND date < {date:Date} AND date >= {date:Date} - 7
              AND (campaign = {again_of:String} OR startsWith(campaign, concat({again_of:String}, '#')))
              AND state IN ('planned', 'reserved', 'sent', 'unknown')
        ) AS d
        LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = d.addressed
    ))                                              AS again
FROM
(
    SELECT member_id, toString(channel) AS channel, toString(variant) AS variant, trial != '' AND variant = '' AS waits
    FROM {planned:Identifier}
    WHERE state = 'planned'
    UNION ALL
    SELECT member_id, toString(channel), toString(variant), trial != '' AND variant = ''
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state != 'excluded'
)
GROUP BY channel, variant
ORDER BY channel, variant
