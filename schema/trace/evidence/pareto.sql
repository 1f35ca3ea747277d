/*---
title: The purchases and returns of the buyers of the last 365 days, and of the best fifth of them
evidence:
  - names: [pareto_top20_share]
    numerator: >-
      total less refunds of each purchase of the best fifth, less the amount of each of their
      returns
    denominator: >-
      total less refunds of each purchase with a member, less the amount of each return of such a
      member
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator)
WITH
    buyers AS
    (
        SELECT member_id, place <= ceil(everyone / 5) AS is_best
        FROM
        (
            SELECT
                member_id,
                row_number() OVER (ORDER BY sum(revenue - returned) DESC, member_id) AS place,
                count() OVER () AS everyone
            FROM {purchases:Identifier}
            WHERE in_window AND /* fragments/of_revenue.sql */
            GROUP BY member_id
            HAVING countIf(seq >= 1) > 0
        )
    )
SELECT
    member_id,
    shop,
    order_id,
    if(member_id IN (SELECT member_id FROM buyers WHERE is_best), toNullable(toDecimal128(revenue - returned, 4)), NULL),
    toDecimal128(revenue - returned, 4)
FROM {purchases:Identifier}
WHERE in_window AND /* fragments/of_revenue.sql */ AND member_id IN (SELECT member_id FROM buyers);
