/*---
title: The orders that ended a gap between two dates on which a member bought of the category
evidence:
  - names: [cycle_median, cycle_mean, cycle_p75, cycle_p90]
    numerator: >-
      the days since the member's date before; the mean divides their sum, the median and the
      quantiles are taken of them
    denominator: 1 for each gap
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator)
SELECT member_id, sold_at, sold, toDecimal128(toUInt32(day - before), 4), 1
FROM
(
    SELECT
        member_id, day, sold_at, sold,
        lagInFrame(day, 1, toDate(0)) OVER
        (
            PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS before
    FROM
    (
        SELECT
            member_id,
            date                                     AS day,
            toString(argMax(shop, (seq, shop)))      AS sold_at,
            argMax(order_id, seq)                    AS sold
        FROM {purchases:Identifier}
        WHERE in_scope AND seq >= 1
        GROUP BY member_id, date
    )
)
WHERE before != toDate(0);
