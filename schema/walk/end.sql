-- Takes everybody out of a journey that has ended, whatever version they walk.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, by, note, at, version, entry_key, moment)
SELECT
    {brand:String}, {walk:String}, {journey:String}, walker, entry, place, walks, last + 1, '', 'ended', '', {date:Date}, {today:Date},
    {by:String}, {note:String}, {now:DateTime64(3, 'UTC')}, {version:UInt64}, entry_key, {now:DateTime64(3, 'UTC')}
FROM
(
/*places*/
)
