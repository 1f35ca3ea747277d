-- How many of those who came in bought within so many days after it, whatever became of
-- them in the journey: who walks it and who is kept out are compared alike.
SELECT kept_out, count() AS members, countIf(arrayExists(day -> day > entry AND day <= entry + {longest:UInt32}, days)) AS reached
FROM
(
    SELECT m.entry AS entry, m.kept_out AS kept_out, bought.days AS days
    FROM
    (
        SELECT member_id AS walker, entry, entry_key, any(to_step = 'kept_out') AS kept_out
        FROM journey_moves FINAL
        WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String} AND step = ''
        GROUP BY walker, entry, entry_key
    ) AS m
    LEFT JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = m.walker
    LEFT JOIN
    (
        SELECT member_id AS buyer, groupArray(date) AS days
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND date <= {date:Date}
        GROUP BY buyer
    ) AS bought ON bought.buyer = n.person
)
GROUP BY kept_out
ORDER BY kept_out
