-- Moves one member to another step, or out of the journey, since a person says so.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, by, note, at, version, entry_key, moment)
SELECT
    {brand:String}, {walk:String}, {journey:String}, walker, entry, place, walks, last + 1, {to:String}, {why:String}, '', {date:Date}, {date:Date} + 1,
    {by:String}, {note:String}, {now:DateTime64(3, 'UTC')}, {version:UInt64}, entry_key, {now:DateTime64(3, 'UTC')}
FROM
(
/*places*/
) AS m
INNER JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
WHERE person = {member:UInt64} AND ({to:String} = '' OR place = {place:String})
