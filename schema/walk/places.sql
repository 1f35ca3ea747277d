-- Where everybody stands who is in a journey, since which day, on which version, and after
-- how many moves. The walker is who came in, as it was named then. It
-- is in it once for each key of an event by which it came. Of two rows of a move the one with
-- the greatest version holds, as FINAL would have it, which would read and merge the rows of
-- everybody before it asks whose they are.
        SELECT
            member_id                                               AS walker,
            entry,
            entry_key,
            argMax(to_step, (seq, version))                         AS place,
            argMax(journey_moves.day, (seq, version))               AS since,
            argMax(journey_moves.moment, (seq, version))            AS moved_at,
            argMin(journey_moves.moment, (seq, bitNot(version)))    AS came_at,
            argMax(journey_moves.date, (seq, version))              AS moved_on,
            argMax(journey_moves.definition, (seq, version))        AS walks,
            max(seq)                                                AS last
        FROM journey_moves
        WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}/*only*/
        GROUP BY walker, entry, entry_key
        HAVING place != ''
