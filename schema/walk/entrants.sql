-- Whom an event lets into a journey: nobody twice for a key; where not each key lets in, nobody
-- who is in it, and who was in it only so long after.
-- Only the candidates are looked up (coming.sql), not all members.
SELECT d.person AS person, d.entry_key AS entry_key, d.came_at AS came_at, d.cause AS cause
FROM
(
/*candidates*/
) AS d
LEFT JOIN
(
    SELECT n.member_id AS known, groupUniqArray(m.entry_key) AS entry_keys, max(m.is_in) AS inside, max(m.last_on) AS left_on
    FROM
    (
        SELECT member_id AS walker, entry, entry_key, argMax(to_step, seq) != '' AS is_in, max(journey_moves.date) AS last_on
        FROM journey_moves FINAL
        WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
          AND member_id IN (SELECT node FROM identity_nodes WHERE brand = {brand:String} AND member_id IN (/*coming*/))
        GROUP BY walker, entry, entry_key
    ) AS m
    INNER JOIN
    (
        SELECT node, member_id
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id IN (/*coming*/)
    ) AS n ON n.node = m.walker
    GROUP BY known
) AS h ON h.known = d.person
WHERE NOT has(h.entry_keys, d.entry_key)
  AND ({each_key:Bool} OR h.known = 0 OR NOT h.inside AND {again:UInt32} > 0 AND h.left_on + {again:UInt32} <= {date:Date})
  AND d.person IN (SELECT member_id FROM members WHERE brand = {brand:String} AND member_id IN (/*coming*/))
  AND d.person IN
  (
      SELECT member_id
      FROM consents
      WHERE brand = {brand:String} AND purpose = {purpose:String} AND granted AND has({channels:Array(String)}, toString(channel))
        AND member_id IN (/*coming*/)
  )
ORDER BY came_at, entry_key
LIMIT 1 BY person, if({each_key:Bool}, entry_key, '')
