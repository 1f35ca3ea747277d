-- What is stored of a date, if anything is, whether the campaign has reached anybody before, and
-- when it was planned on the date first, if it was.
SELECT
    reach_at                                                        AS at,
    CAST(reach_purposes, 'Array(String)')                           AS purposes,
    reach_days                                                      AS days,
    (
        SELECT count() > 0
        FROM
        (
            SELECT 1
            FROM deliveries
            WHERE brand = {brand:String} AND (campaign = {again_of:String} OR startsWith(campaign, concat({again_of:String}, '#'))) AND date != {date:Date}
            LIMIT 1
        )
    )                                                               AS before,
    (
        SELECT minOrNull(planned_at)
        FROM deliveries
        WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
    )                                                               AS planned
FROM member_reach
WHERE brand = {brand:String} AND date = {date:Date}
LIMIT 1
