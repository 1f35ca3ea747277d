-- The orders of a member in every shop, the newest first.
SELECT
    toString(shop)                                  AS shop,
    order_id,
    placed_at,
    date,
    is_purchase,
    cancelled,
    toFloat64(revenue)                              AS revenue,
    toFloat64(total)                                AS total,
    seq,
    arrayMap(code -> substring(code, position(code, '/') + 1), arrayMap(code -> toString(code), `goods.code`)) AS goods
FROM member_orders FINAL
WHERE brand = {brand:String} AND member_id = {member:UInt64}
ORDER BY placed_at DESC, shop, order_id
LIMIT {limit:UInt32}
