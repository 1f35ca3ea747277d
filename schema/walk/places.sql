-- Where everybody stands who is in a journey, since which day, on which version, and after
-- how many moves. The walker is who came in, as it was named then. It
-- is in it once for each key of an event by which it came.
        SELECT
            member_id                                               AS walker,
            entry,
            entry_key,
            argMax(to_step, seq)                                    AS place,
            argMax(journey_moves.day, seq)                          AS since,
            argMax(journey_moves.moment, seq)                       AS moved_at,
            argMin(journey_moves.moment, seq)                       AS came_at,
            argMax(journey_moves.date, seq)                         AS moved_on,
            argMax(journey_moves.definition, seq)                   AS walks,
            max(seq)                                                AS last
        FROM journey_moves FINAL
        WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}/*only*/
        GROUP BY walker, entry, entry_key
        HAVING place != ''
