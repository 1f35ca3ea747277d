-- What is stored of the touched members, and of touched orders without a member;
-- where all is derived again, nothing is taken over from it.
CREATE TABLE {stored:Identifier} AS member_orders;

INSERT INTO {stored:Identifier}
SELECT *
FROM member_orders FINAL
WHERE brand = {brand:String}
    AND NOT {full:Bool}
    AND
    (
        member_id IN (SELECT member_id FROM {touched_members:Identifier})
        OR (member_id = 0 AND (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier}))
    );

-- The touched members' other orders as they stand, each under the member to whom
-- its identifier belongs now.
INSERT INTO {input:Identifier}
SELECT
    n.member_id,
    shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax, units, cost,
    `goods.code`, `goods.category`, `goods.units`, `goods.revenue`, `refunds.date`, `refunds.amount`, returned, return_of
FROM
(
    -- A run that was killed may have moved an order and left it where it was.
    SELECT *
    FROM {stored:Identifier}
    WHERE member_id != 0 AND (shop, order_id) NOT IN (SELECT shop, order_id FROM {touched_orders:Identifier})
    ORDER BY version DESC
    LIMIT 1 BY shop, order_id
) AS o
LEFT JOIN
(
    SELECT node, member_id
    FROM {new_nodes:Identifier}
    WHERE member_id IN (SELECT member_id FROM {touched_members:Identifier})
) AS n ON n.node = o.anchor;

-- Where the new rows go, and what differs between them and the stored ones.
CREATE TABLE {rows:Identifier} AS member_orders;

CREATE TABLE {changes:Identifier}
(
    member_id UInt64,
    shop      LowCardinality(String),
    order_id  String,
    gone      Bool,
    touches   Date
)
ENGINE = MergeTree
ORDER BY (member_id, shop, order_id);
