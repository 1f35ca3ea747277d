-- Who moved from which stage to which, since the day before and since 28 days
-- before.
SELECT span, toString(from) AS was, toString(to) AS is, members, toFloat64(revenue) AS revenue
FROM stage_flow
WHERE brand = {brand:String} AND date = {date:Date}
ORDER BY span, was, is
