-- The plain one-pass aggregate next to which a night's measuring is shown: members
-- by NASLD stage on one date, of purchases that are sorted by member.
SELECT sum(members)
FROM
(
    SELECT
        multiIf
        (
            n3 >= 2, 'active',
            n3 = 1, 'new',
            n6 >= 2 AND n1 = 0, 'sleep',
            n6 = 1 AND n1 = 0, 'lost',
            'deep'
        )          AS stage,
        count()    AS members
    FROM
    (
        SELECT
            member_id,
            countIf(date > {date:Date} - {cycle:Float64})                                                    AS n1,
            countIf(date > {date:Date} - 3 * {cycle:Float64})                                                AS n3,
            countIf(date <= {date:Date} - 3 * {cycle:Float64} AND date > {date:Date} - 6 * {cycle:Float64})  AS n6
        FROM member_orders
        WHERE brand = {brand:String} AND seq > 0 AND date <= {date:Date}
        GROUP BY member_id
    )
    GROUP BY stage
)
