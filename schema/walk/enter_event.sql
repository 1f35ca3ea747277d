-- Lets in whom an event lets in. Their first wait counts from when it happened. A share is kept
-- out, by the same hash as at night.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version, entry_key, moment, cause)
SELECT
    {brand:String}, {walk:String}, {journey:String}, a.person, {date:Date}, '', {definition:String}, 0,
    if(sipHash64(concat({brand:String}, ':journey:', {journey:String}, ':', toString(if(n.number = 0, a.person, n.number)))) % 1000000
        < {holdout:Float64} * 1000000, 'kept_out', {first:String}),
    'came', '', {date:Date}, {today:Date}, {now:DateTime64(3, 'UTC')}, {version:UInt64}, a.entry_key, a.came_at, a.cause
FROM
(
/*entrants*/
) AS a
LEFT JOIN
(
    SELECT member_id AS numbered, anyIf(sipHash64(concat(kind, ':', value)), node = member_id AND value != '') AS number
    FROM identity_nodes
    WHERE brand = {brand:String} AND member_id != 0 AND member_id IN (/*coming*/)
    GROUP BY numbered
) AS n ON n.numbered = a.person
WHERE NOT {narrows:Bool} OR a.person IN
(
    SELECT member_id
    FROM journey_matches
    WHERE brand = {brand:String} AND condition = concat('enter/', {journey:String}) AND date = {date:Date} AND run = {run:UInt64}
)
