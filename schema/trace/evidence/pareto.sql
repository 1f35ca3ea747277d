/*---
title: The purchases of the buyers of the last 365 days, and of the best fifth of them
evidence:
  - names: [pareto_top20_share]
    numerator: total less refunds of each purchase of the best fifth
    denominator: total less refunds of each purchase with a member
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator)
WITH
    best AS
    (
        SELECT member_id
        FROM
        (
            SELECT
                member_id,
                row_number() OVER (ORDER BY sum(revenue) DESC, member_id) AS place,
                count() OVER ()                                          AS buyers
            FROM {purchases:Identifier}
            WHERE in_window AND seq >= 1
            GROUP BY member_id
        )
        WHERE place <= ceil(buyers / 5)
    )
SELECT
    member_id,
    shop,
    order_id,
    if(member_id IN (SELECT member_id FROM best), toNullable(toDecimal128(revenue, 4)), NULL),
    toDecimal128(revenue, 4)
FROM {purchases:Identifier}
WHERE in_window AND seq >= 1;
