/*---
title: The orders of those who bought in the window before and stayed
evidence:
  - names: [retention_rate]
    numerator: "members of the denominator with a purchase in this window, too: the orders of both"
    denominator: members with a purchase in the window of the same length before
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
WITH
    toDate({from:Date} - ({to:Date} - {from:Date}) - 1) AS before,
    stays AS
    (
        SELECT member_id AS buyer, max(in_window) AS stayed
        FROM {purchases:Identifier}
        WHERE in_scope AND seq >= 1 AND date >= before
        GROUP BY member_id
        HAVING min(date) < {from:Date}
    )
SELECT
    p.member_id,
    p.shop,
    p.order_id,
    if(s.stayed, toNullable(toDecimal128(1, 4)), NULL),
    if(p.in_window, NULL, toNullable(toDecimal128(1, 4))),
    toString(p.member_id),
    toString(p.member_id)
FROM {purchases:Identifier} AS p
INNER JOIN stays AS s ON s.buyer = p.member_id
WHERE p.in_scope AND p.seq >= 1 AND p.date >= before;
