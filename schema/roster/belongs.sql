-- Who stands in a journey on the way of which the last step that names a list put them onto it,
-- with what an ad platform may know them by. Who was moved by hand, or to another version, did
-- not do what a step says. Of two rows of a move the one with the greatest version holds.
SELECT email, phone
FROM members
WHERE brand = {brand:String} AND (email != '' OR phone != '')
  AND member_id IN
  (
      SELECT n.member_id
      FROM
      (
          SELECT
              member_id AS walker, entry, entry_key,
              argMax(to_step, (seq, version)) AS place,
              argMaxIf
              (
                  has({adds:Array(String)}, concat(definition, '/', step)), (seq, version),
                  why IN ('sent', 'waited', 'way', 'split', 'otherwise') AND (has({adds:Array(String)}, concat(definition, '/', step)) OR has({takes:Array(String)}, concat(definition, '/', step)))
              ) AS is_on
          FROM journey_moves
          WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String}
          GROUP BY walker, entry, entry_key
          HAVING place NOT IN ('', 'kept_out') AND is_on
      ) AS m
      INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
  )
  AND member_id IN (SELECT member_id FROM consents WHERE brand = {brand:String} AND purpose = 'marketing' AND granted)
