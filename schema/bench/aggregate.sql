-- The plain one-pass aggregate beside which a night's measuring is shown.
SELECT count(), sum(orders), toFloat64(sum(total))
FROM
(
    SELECT member_id, count() AS orders, sum(total) AS total
    FROM member_orders
    WHERE brand = {brand:String}
    GROUP BY member_id
)
