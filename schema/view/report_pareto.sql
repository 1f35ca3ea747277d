-- The 80/20 curve: the share of the last 365 days' revenue that comes from the top
-- p % of its buyers, each less what the buyer returned, for p = 1 to 100. At 20 it is pareto_top20_share.
WITH
    (
        SELECT arrayReverseSort(groupArray(spent))
        FROM
        (
            SELECT toFloat64(sum(revenue - returned)) AS spent
            FROM member_orders FINAL
            WHERE brand = {brand:String} AND (seq > 0 OR returned != 0 AND member_id != 0) AND date > {date:Date} - 365 AND date <= {date:Date}
            GROUP BY member_id
            HAVING countIf(seq > 0) > 0
        )
    ) AS spending,
    arrayCumSum(spending) AS running,
    length(spending) AS everyone
SELECT
    toUInt8(percent) AS percent,
    intDiv(everyone * percent + 99, 100) AS buyers,
    if(running[everyone] = 0, NULL, running[buyers] / running[everyone]) AS share
FROM (SELECT arrayJoin(range(1, 101)) AS percent)
WHERE everyone > 0
ORDER BY percent
