-- After which step's message members left by the goal; an empty step: before any. Who is kept
-- out gets no message.
SELECT after AS step, count() AS members
FROM
(
    SELECT argMax(why, seq) AS last_why, argMaxIf(step, seq, sends != '') AS after
    FROM journey_moves FINAL
    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
    GROUP BY member_id, entry, entry_key
    HAVING NOT max(to_step = 'kept_out')
)
WHERE last_why = 'goal'
GROUP BY step
ORDER BY step
