-- Adds to the planned deliveries of a block what is recommended to their members.
INSERT INTO deliveries
SELECT d.* REPLACE (r.products AS recommended, d.version + 1 AS version)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
      AND member_id BETWEEN {from:UInt64} AND {to:UInt64} AND state = 'planned' AND empty(recommended)
) AS d
INNER JOIN
(
/*recommended*/
) AS r ON r.of_member = d.member_id
WHERE notEmpty(r.products)
