-- Lets into a journey who qualifies on a business date, consents to one of its channels,
-- and is not in it: nobody twice, unless they left so long ago. A share of them is kept out,
-- by a hash of the unkeyed number of the identifier that the member is named after, salted
-- with the journey.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version, moment)
WITH
    history AS
    (
        SELECT n.member_id AS known, max(m.is_in) AS inside, max(m.last_on) AS left_on
        FROM
        (
            SELECT member_id AS walker, entry, entry_key, argMax(to_step, seq) != '' AS is_in, max(journey_moves.date) AS last_on
            FROM journey_moves FINAL
            WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
            GROUP BY walker, entry, entry_key
        ) AS m
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
        GROUP BY known
    ),
    numbers AS
    (
        SELECT member_id AS numbered, anyIf(sipHash64(concat(kind, ':', value)), node = member_id AND value != '') AS number
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id != 0
        GROUP BY numbered
    )
SELECT
    {brand:String}, {walk:String}, {journey:String}, a.member_id, {date:Date}, '', {definition:String}, 0,
    if(sipHash64(concat({brand:String}, ':journey:', {journey:String}, ':', toString(if(n.number = 0, a.member_id, n.number)))) % 1000000
        < {holdout:Float64} * 1000000, 'kept_out', {first:String}),
    'came', '', {date:Date}, {date:Date}, {now:DateTime64(3, 'UTC')}, {version:UInt64}, {moment:DateTime64(3, 'UTC')}
FROM
(
    SELECT DISTINCT member_id
    FROM journey_matches
    WHERE brand = {brand:String} AND condition = concat('enter/', {journey:String}) AND date = {date:Date} AND run = {run:UInt64}
) AS a
LEFT JOIN history ON history.known = a.member_id
LEFT JOIN numbers AS n ON n.numbered = a.member_id
WHERE (history.known = 0 OR NOT history.inside AND {again:UInt32} > 0 AND history.left_on + {again:UInt32} <= {date:Date})
  AND a.member_id IN (SELECT member_id FROM members WHERE brand = {brand:String})
  AND a.member_id IN
  (
      SELECT member_id
      FROM consents
      WHERE brand = {brand:String} AND purpose = {purpose:String} AND granted AND has({channels:Array(String)}, toString(channel))
  )
