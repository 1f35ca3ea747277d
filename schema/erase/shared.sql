-- Which of these identifiers aren't one person's.
SELECT toString(kind) AS kind, value, node
FROM identity_nodes
WHERE brand = {brand:String} AND state != 'used' AND node IN {nodes:Array(UInt64)}
