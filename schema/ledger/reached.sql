-- The business dates on which the campaign reached each member, or held them out: a
-- person who was merged since counts under the present id. Who may have got it was
-- reached; who was refused, or whose message failed, was not.
LEFT JOIN
(
    SELECT
        if(n.member_id = 0, d.addressed, n.member_id) AS reached_member,
        groupArray(d.day)                           AS reached_on
    FROM
    (
        SELECT member_id AS addressed, date AS day
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND date != {date:Date}
          AND (campaign = {again_of:String} OR startsWith(campaign, concat({again_of:String}, '#')))
          AND (state IN ('planned', 'reserved', 'sent', 'unknown') OR state = 'excluded' AND reason IN ('holdout', 'global_holdout'))
    ) AS d
    LEFT JOIN
    (
        SELECT node, member_id
        FROM identity_nodes
        WHERE brand = {brand:String} AND node IN
        (
            SELECT member_id
            FROM deliveries
            WHERE brand = {brand:String} AND (campaign = {again_of:String} OR startsWith(campaign, concat({again_of:String}, '#')))
        )
    ) AS n ON n.node = d.addressed
    GROUP BY reached_member
) AS reached ON reached_member = a.member_id
