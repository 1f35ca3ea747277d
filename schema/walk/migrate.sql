-- Moves who stands on a step of earlier versions to a step of the present one; not who came
-- to it on the date itself, where the night runs again.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version)
SELECT
    {brand:String}, {walk:String}, {journey:String}, walker, entry, place, {definition:String}, last + 1, {to:String}, 'migrated', '', {date:Date}, since,
    {now:DateTime64(3, 'UTC')}, {version:UInt64}
FROM
(
    SELECT
        member_id                                                   AS walker,
        entry,
        argMax(to_step, seq)                                        AS place,
        argMax(journey_moves.definition, seq)                       AS walks,
        argMax(journey_moves.day, seq)                              AS since,
        max(seq)                                                    AS last
    FROM journey_moves FINAL
    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
    GROUP BY walker, entry
    HAVING place = {step:String} AND walks != {definition:String} AND argMax(journey_moves.date, seq) < {date:Date}
)
