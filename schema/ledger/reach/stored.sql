-- Of which date a brand's members are stored last, whether their reach is of the very same,
-- and since when.
SELECT
    s.date                                                          AS date,
    s.stamp = r.stamp                                               AS same,
    r.reach_at                                                      AS at
FROM
(
    SELECT date, any(stamp) AS stamp
    FROM member_snapshots
    WHERE brand = {brand:String}
    GROUP BY date
    ORDER BY date DESC
    LIMIT 1
) AS s
LEFT JOIN
(
    SELECT date, any(stamp) AS stamp, any(reach_at) AS reach_at
    FROM member_reach
    WHERE brand = {brand:String}
    GROUP BY date
) AS r ON r.date = s.date
