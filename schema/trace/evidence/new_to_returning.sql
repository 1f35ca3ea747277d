/*---
title: The first and second purchases of those who bought once
evidence:
  - names:
      [
        new_to_returning_rate, new_to_returning_rate_30d, new_to_returning_rate_60d,
        new_to_returning_rate_90d, new_to_returning_rate_365d
      ]
    numerator: >-
      members of the denominator whose second purchase, at any shop, came in time: its order and the
      first one
    denominator: "members whose first purchase is in the year, or far enough back: its order"
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
WITH
    toInt32OrZero(extract({metric:String}, '_([0-9]+)d$')) AS days,
    beginners AS
    (
        SELECT
            member_id AS beginner,
            if(days = 0, second_date <= {to:Date}, second_date <= date + days) AS returned
        FROM {purchases:Identifier}
        WHERE seq = 1 AND in_scope AND if(days = 0, in_window, date + days <= {to:Date})
    )
SELECT
    p.member_id,
    p.shop,
    p.order_id,
    if(b.returned, toNullable(toDecimal128(1, 4)), NULL),
    if(p.seq = 1, toNullable(toDecimal128(1, 4)), NULL),
    toString(p.member_id),
    toString(p.member_id)
FROM {purchases:Identifier} AS p
INNER JOIN beginners AS b ON b.beginner = p.member_id
WHERE p.seq = 1 OR (p.seq = 2 AND b.returned);
