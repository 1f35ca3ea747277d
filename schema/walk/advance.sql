-- Moves on who stands on a step whose wait is over, by one of its ways: those who meet its
-- condition and were not moved by a way before it.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version, entry_key, moment, run)
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
    {why:String}, {sends:String}, {date:Date}, {today:Date}, {now:DateTime64(3, 'UTC')}, {version:UInt64},
    entry_key, {moment:DateTime64(3, 'UTC')}, {goes_in:String}
FROM
(
/*standing*/
)
WHERE walks = {definition:String} AND place = {step:String}
  AND multiIf
  (
/*if after*/
      true, if({seconds:UInt32} > 0, moved_at + toIntervalSecond({seconds:UInt32}) <= {moment:DateTime64(3, 'UTC')}, since + {days:UInt32} <= {today:Date}),
/*end*/
      if({most_seconds:UInt32} > 0, moved_at + toIntervalSecond({most_seconds:UInt32}) <= {moment:DateTime64(3, 'UTC')}, since + {at_most:UInt32} <= {today:Date}), true,
/*if expected*/
      true, person IN
      (
          SELECT member_id
          FROM journey_matches
          WHERE brand = {brand:String} AND condition = concat('expected/', toString({days:UInt32})) AND date = {date:Date} AND run = {run:UInt64}
      ),
/*end*/
/*if until*/
      true, /*until*/,
/*end*/
      false
  )
  AND /*way*/
/*if sends*/
  -- A member who came in by several events gets the same message once in a run: the others
  -- wait for the next one.
  AND
  (
      entry_key = '' OR person NOT IN
      (
          SELECT n.member_id
          FROM
          (
              SELECT member_id AS sent_to
              FROM journey_moves FINAL
              WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
                AND date = {date:Date} AND sends = {sends:String} AND run = {goes_in:String} AND entry_key != ''
                AND member_id IN
                (
                    SELECT member_id
                    FROM journey_moves
                    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String} AND date = {date:Date} AND run = {goes_in:String}
                )
          ) AS m
          INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.sent_to
      )
  )
ORDER BY moved_at, came_at, entry_key, walker
LIMIT 1 BY if(entry_key = '', walker, person), if(entry_key = '', entry, toDate(0))
/*end*/
