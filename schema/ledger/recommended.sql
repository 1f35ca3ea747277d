-- What is recommended to members: products by their codes, the best first. Who bought nothing,
-- or only what goes with nothing, gets what most others buy.
SELECT
    m.member_id                                     AS of_member,
    if
    (
        empty(r.products),
        (
            SELECT arrayMap(p -> p.2, arraySlice(arraySort(groupArray((-toInt64(buyers), product))), 1, 5))
            FROM products_sold
            WHERE brand = {brand:String}
              AND (date, generation) IN (SELECT max(date), argMax(generation, date) FROM published WHERE brand = {brand:String})
        ),
        r.products
    )                                               AS products
FROM
(
    SELECT member_id
    FROM members
    WHERE brand = {brand:String} AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
      AND (empty({members:Array(UInt64)}) OR member_id IN {members:Array(UInt64)})
) AS m
LEFT JOIN
(
    SELECT member_id, arrayMap(p -> p.2, arraySort(groupArray((position, product)))) AS products
    FROM recommendations
    WHERE brand = {brand:String} AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
      AND (empty({members:Array(UInt64)}) OR member_id IN {members:Array(UInt64)})
    GROUP BY member_id
) AS r ON r.member_id = m.member_id
