-- What the models of purchases need of the members as of a date: how many have
-- the same x (purchase days after the first), t_x and T (days from the first to
-- the last and to the date).
SELECT purchases, recency, age, count() AS members
FROM
(
    SELECT
        toUInt32(count() - 1)                AS purchases,
        toUInt32(max(date) - min(date))      AS recency,
        toUInt32({date:Date} - min(date))    AS age
    FROM {purchase_days:Identifier}
    WHERE date <= {date:Date}
    GROUP BY member_id
)
GROUP BY purchases, recency, age
ORDER BY age, recency, purchases
