/*---
title: The orders that ended a gap between two purchase dates of a member
evidence:
  - names: [cycle_median, cycle_mean, cycle_p75, cycle_p90]
    numerator: >-
      the days since the member's purchase date before; the mean divides their sum, the median and
      the quantiles are taken of them
    denominator: 1 for each gap
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator)
SELECT member_id, shop, order_id, toDecimal128(toUInt32(date - prev_date), 4), 1
FROM {purchases:Identifier}
WHERE in_scope AND day_last AND prev_date != toDate(0);
