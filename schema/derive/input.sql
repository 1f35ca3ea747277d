-- The touched members' orders in the order of purchase: their unchanged ones as
-- they stand, the touched ones as they are now, each under the member to whom
-- its identifier belongs now.

CREATE TABLE {input:Identifier}
ENGINE = MergeTree
PARTITION BY member_id % 8
ORDER BY (member_id, placed_at, shop, order_id)
AS
SELECT
    n.member_id AS member_id,
    shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax,
    units, cost, goods, refund_dates, refund_amounts
FROM
(
    SELECT
        shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax,
        units, cost, goods, refund_dates, refund_amounts
    FROM {fresh:Identifier}

    UNION ALL

    SELECT
        shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax,
        units, cost, goods, `refunds.date`, `refunds.amount`
    FROM member_orders FINAL
    WHERE brand = {brand:String}
        AND NOT {full:Bool}
        AND member_id IN (SELECT member_id FROM {touched_members:Identifier})
        AND (shop, order_id) NOT IN (SELECT shop, order_id FROM {touched_orders:Identifier})
) AS o
LEFT JOIN
(
    SELECT node, member_id
    FROM {new_nodes:Identifier}
    WHERE member_id IN (SELECT member_id FROM {touched_members:Identifier})
) AS n ON n.node = o.anchor;

CREATE TABLE {rows:Identifier} AS member_orders;
