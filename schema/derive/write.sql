-- New and changed rows of members' orders, and tombstones for those that are gone.
INSERT INTO member_orders
SELECT
    {brand:String}, member_id, shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, total, discount,
    shipping, tax, units, ifNull(toString(cost), ''), goods, refund_dates, refund_amounts, seq, first_date, second_date, prev_date, next_date,
    day_last, shop_day_last, shop_next_date, first_shop, {version:UInt64}, 0
FROM {rows:Identifier}
WHERE (member_id, shop, order_id) IN (SELECT member_id, shop, order_id FROM {changes:Identifier} WHERE NOT gone);

INSERT INTO member_orders (brand, member_id, shop, order_id, version, is_deleted)
SELECT {brand:String}, member_id, shop, order_id, {version:UInt64}, 1
FROM {changes:Identifier}
WHERE gone;
