/*---
title: The purchases whose age will move members into a stage
evidence:
  - names: [stage_due_<name>_7d, stage_due_<name>_14d]
    numerator: >-
      how often the member enters the stage within the days, unless there is another purchase: the
      purchases of the last six cycles
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
WITH
    splitByChar('_', {metric:String})[3] AS name,
    toInt32OrZero(extract({metric:String}, '_([0-9]+)d$')) AS within,
    (
        SELECT argMax(cycle_days, valid_from)
        FROM cycle_used FINAL
        WHERE brand = {brand:String} AND valid_from <= {to:Date}
    ) AS c,
    toInt32({to:Date}) AS today,
    due AS
    (
        SELECT
            member_id,
            arraySort(groupArray(toInt32(date))) AS near,
            arraySort(arrayDistinct(arrayMap
            (
                at ->
                (
                    at,
                    /* fragments/stage_at.sql */
                ),
                arrayPushFront
                (
                    arrayFilter
                    (
                        at -> at > today AND at <= today + within,
                        arrayFlatten(arrayMap(d -> arrayMap(n -> d + toInt32(ceil(n * c)), [1, 3, 6]), near))
                    ),
                    today
                )
            ))) AS path,
            arrayCount
            (
                (at, last) -> at.2 = name AND at.2 != last AND last != '',
                path,
                arrayPushFront(arrayPopBack(path.2), '')
            ) AS entries
        FROM {purchases:Identifier}
        WHERE seq >= 1 AND toInt32({to:Date} - date) < 6 * c
        GROUP BY member_id
        HAVING entries > 0
    )
SELECT p.member_id, p.shop, p.order_id, toDecimal128(d.entries, 4), toString(p.member_id)
FROM {purchases:Identifier} AS p
INNER JOIN due AS d ON d.member_id = p.member_id
WHERE p.seq >= 1 AND toInt32({to:Date} - p.date) < 6 * c;
