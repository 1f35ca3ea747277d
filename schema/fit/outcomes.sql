-- What members did before and after a date: how many have the same past (x, t_x,
-- T as in histories.sql), bought on as many of the last days before the date and
-- on as many of the days after it.
SELECT purchases, recency, age, bought_before, bought_after, count() AS members
FROM
(
    SELECT
        toUInt32(countIf(date <= {date:Date}) - 1)                                       AS purchases,
        toUInt32(maxIf(date, date <= {date:Date}) - min(date))                           AS recency,
        toUInt32({date:Date} - min(date))                                                AS age,
        toUInt32(countIf(date <= {date:Date} AND date > {date:Date} - {days:Int32}))     AS bought_before,
        toUInt32(countIf(date > {date:Date} AND date <= {date:Date} + {days:Int32}))     AS bought_after
    FROM {purchase_days:Identifier}
    GROUP BY member_id
    HAVING min(date) <= {date:Date}
)
GROUP BY purchases, recency, age, bought_before, bought_after
ORDER BY age, recency, purchases, bought_before, bought_after
