-- New and changed rows of members' orders.
INSERT INTO member_orders
SELECT *
FROM {rows:Identifier}
WHERE (member_id, shop, order_id) IN (SELECT member_id, shop, order_id FROM {changes:Identifier} WHERE NOT gone);
