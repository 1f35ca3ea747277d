-- What became of everybody who came in: who is on which step, kept out included, and who
-- left, by reason, as of a date. An entry is one of these, so the sums are those who came in.
SELECT
    place                                                           AS step,
    if(place != '', '', if(why IN ('sent', 'waited', 'way', 'split', 'otherwise', 'migrated', 'moved'), 'finished', why)) AS reason,
    kept                                                            AS kept_out,
    count()                                                         AS members
FROM
(
    SELECT
        member_id, entry, entry_key,
        argMax(to_step, seq)                                        AS place,
        argMax(journey_moves.why, seq)                              AS why,
        max(to_step = 'kept_out')                                   AS kept
    FROM journey_moves FINAL
    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String} AND date <= {until:Date}
    GROUP BY member_id, entry, entry_key
)
GROUP BY step, reason, kept_out
ORDER BY step, reason, kept_out
