-- Moves on who stands on a step whose wait is over, by one of its ways: those who meet its
-- condition and were not moved by a way before it.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version)
SELECT
    {brand:String}, {walk:String}, {journey:String}, walker, entry, place, walks, last + 1,
    {to:Array(String)}
    [
        arrayFirstIndex
        (
            upto -> sipHash64(concat({brand:String}, ':journey:', {journey:String}, ':', {step:String}, ':', toString(walker))) % 1000000 < upto * 1000000,
            {upto:Array(Float64)}
        )
    ],
    {why:String}, {sends:String}, {date:Date}, {date:Date} + 1, {now:DateTime64(3, 'UTC')}, {version:UInt64}
FROM
(
/*standing*/
)
WHERE walks = {definition:String} AND place = {step:String}
  AND multiIf
  (
      {wait:String} = 'after', since + {days:UInt32} <= {date:Date} + 1,
      since + {at_most:UInt32} <= {date:Date} + 1, true,
      {wait:String} = 'expected', person IN
      (
          SELECT member_id
          FROM journey_matches
          WHERE brand = {brand:String} AND condition = concat('expected/', toString({days:UInt32})) AND date = {date:Date} AND run = {run:UInt64}
      ),
      /*until*/
  )
  AND /*way*/
