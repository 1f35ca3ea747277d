-- Moves who stands on a step of earlier versions to a step of the present one; not who came
-- to it on the date itself, where the night runs again.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version, entry_key, moment)
SELECT
    {brand:String}, {walk:String}, {journey:String}, walker, entry, place, {definition:String}, last + 1, {to:String}, 'migrated', '', {date:Date}, since,
    {now:DateTime64(3, 'UTC')}, {version:UInt64}, entry_key, {moment:DateTime64(3, 'UTC')}
FROM
(
/*places*/
)
WHERE place = {step:String} AND walks != {definition:String} AND moved_on < {date:Date}
