-- One mark over every published number of a brand, to tell whether two
-- computations agree.
SELECT hex(sipHash128(arraySort(groupArray(row))))
FROM
(
    SELECT sipHash128(toString((date, scope, metric, window, value, numerator, denominator))) AS row
    FROM kpi
    WHERE brand = {brand:String}
    UNION ALL
    SELECT sipHash128(toString((date, span, from, to, members, revenue)))
    FROM stage_flow
    WHERE brand = {brand:String}
)
