-- Whose the identifiers are.
SELECT node, member_id
FROM identity_nodes
WHERE brand = {brand:String} AND node IN {nodes:Array(UInt64)} AND member_id != 0
