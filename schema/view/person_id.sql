-- The member whom an id names today: its own, or that of somebody merged since.
SELECT if(member_id = 0, node, member_id) AS member_id
FROM identity_nodes
WHERE brand = {brand:String} AND node = {member:UInt64}
