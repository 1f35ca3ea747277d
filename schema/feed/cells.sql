-- Where the cells of orders with several rows stand, and which amounts are the order's.
--
-- A cell that is computed ("cancelled_at is not null") is false where there is none, so
-- only a true one stands; one that is a column of the file stands where it isn't empty.
SELECT
    countIf(arrayExists(f -> f > 0, firsts)) > 0                                   AS on_first,
    countIf(arrayExists((s, f) -> s > f, sums, firsts)) > 0                        AS on_later,
    countIf(lowest[1] != highest[1]) > 0                                           AS priced,
    NOT priced AND countIf(twins) = 0 AND count() >= 3 AND uniqExact(lowest[1]) > 1 AS alike,
    ['amount', 'discount', 'shipping', 'tax', 'refunded']                          AS names,
    arrayFilter((name, n) -> n = 0, names, arrayResize(sumForEach(arrayMap((l, h) -> toUInt64(l != h), lowest, highest)), 5)) AS same,
    -- Lines of one amount may have one discount or refund each: only an order whose lines
    -- differ shows that what they share is the order's.
    arrayFilter((name, n) -> n > 0 AND has(same, name), names,
        arrayResize(sumForEach(arrayMap((l, h) -> toUInt64(l = h AND h != 0 AND lowest[1] != highest[1]), lowest, highest)), 5)) AS evident
FROM
(
    SELECT
        order_id,
        argMin(stands, (file_no, row))                                             AS firsts,
        sumForEach(stands)                                                         AS sums,
        minForEach(amounts)                                                        AS lowest,
        maxForEach(amounts)                                                        AS highest,
        uniqExact(content) < count()                                               AS twins
    FROM
    (
        SELECT
            order_id,
            file_no,
            row,
            arrayMap(
                (flag, name) -> toUInt64(if(has({computed:Array(String)}, name), ifNull(flag, false), isNotNull(flag))),
                [placed, paid, fulfilled, cancelled, test, deleted],
                ['placed', 'paid', 'fulfilled', 'cancelled', 'test', 'deleted'])   AS flags,
            arrayConcat(flags, [toUInt64(status != ''), toUInt64(currency != ''), toUInt64(ifNull(shipping, 0) != 0), toUInt64(ifNull(refunded, 0) != 0)]) AS stands,
            [ifNull(amount, 0), ifNull(discount, 0), ifNull(shipping, 0), ifNull(tax, 0), ifNull(refunded, 0)] AS amounts,
            sipHash64(toString(tuple(amount, sku, product_id, product, title, quantity))) AS content
        FROM {rows:Identifier}
    )
    GROUP BY order_id
    HAVING count() > 1
)
