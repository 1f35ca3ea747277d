-- What the model of spending needs of the members as of a date: how many have
-- spent the same at as many purchase days after their first.
SELECT purchases, toFloat64(spent_again) AS total, count() AS members
FROM
(
    SELECT toUInt32(count() - 1) AS purchases, sum(spent) - argMin(spent, date) AS spent_again
    FROM {purchase_days:Identifier}
    WHERE date <= {date:Date}
    GROUP BY member_id
)
WHERE purchases > 0 AND spent_again > 0
GROUP BY purchases, spent_again
ORDER BY purchases, spent_again
