-- Under which visitor ids the person looked around without a name.
INSERT INTO erasing_visitors
SELECT DISTINCT visitor
FROM events
WHERE brand = {brand:String} AND visitor != '' AND node IN (SELECT node FROM erasing_nodes)
