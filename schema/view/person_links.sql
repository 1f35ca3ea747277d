-- Why a member's identifiers are one person's: which of them stood in one record together.
SELECT a, b, used, records, evidence, first_seen
FROM identity_edges
WHERE brand = {brand:String}
  AND a IN (SELECT node FROM identity_nodes WHERE brand = {brand:String} AND member_id = {member:UInt64})
  AND b IN (SELECT node FROM identity_nodes WHERE brand = {brand:String} AND member_id = {member:UInt64})
ORDER BY first_seen, a, b
