-- The identifiers of the members whom these identifiers are.
SELECT toString(kind) AS kind, value, node
FROM identity_nodes
WHERE brand = {brand:String} AND member_id != 0
  AND member_id IN
  (
      SELECT member_id FROM identity_nodes WHERE brand = {brand:String} AND node IN {nodes:Array(UInt64)}
  )
