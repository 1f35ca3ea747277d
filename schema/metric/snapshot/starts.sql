-- Each member with a purchase by the first date of the range, or with a return that names
-- no order (purchases is 0 where there is nothing else), as of that date: what a sweep over the range starts from, so that it has to look only at what
-- changes within it; and the stage on the date, a day before and 28 days before
-- (none: not yet known). Dates are day numbers.
CREATE TABLE {starts:Identifier}
(
    member_id          UInt64,
    last_day           Int32,
    purchases          Int64,
    revenue            Decimal(38, 4),
    purchases_rfm      Int64,
    revenue_rfm        Decimal(38, 4),
    purchases_365d     Int64,
    revenue_365d       Decimal(38, 4),
    revenue_90d        Decimal(38, 4),
    revenue_90d_before Decimal(38, 4),
    stage              String,
    stage_before       String,
    stage_1d_ago       String,
    stage_28d_ago      String
)
ENGINE = MergeTree
ORDER BY member_id
AS
SELECT b.*, s.stage AS stage, s.stage_before AS stage_before, s.stage_1d_ago AS stage_1d_ago, s.stage_28d_ago AS stage_28d_ago
FROM
(
    SELECT
        member_id,
        maxIf(toInt32(date), seq > 0)                                                                                 AS last_day,
        toInt64(countIf(seq > 0))                                                                                    AS purchases,
        toDecimal128(sum(revenue - returned), 4)                                                                     AS revenue,
        toInt64(countIf(seq > 0 AND ({window_days:Int32} = 0 OR date > {from:Date} - {window_days:Int32})))            AS purchases_rfm,
        toDecimal128(sumIf(revenue - returned, {window_days:Int32} = 0 OR date > {from:Date} - {window_days:Int32}), 4)          AS revenue_rfm,
        toInt64(countIf(seq > 0 AND date > {from:Date} - 365))                                                                   AS purchases_365d,
        toDecimal128(sumIf(revenue - returned, date > {from:Date} - 365), 4)                                                    AS revenue_365d,
        toDecimal128(sumIf(revenue - returned, date > {from:Date} - 90), 4)                                                     AS revenue_90d,
        toDecimal128(sumIf(revenue - returned, date BETWEEN {from:Date} - 179 AND {from:Date} - 90), 4)                         AS revenue_90d_before
    FROM {facts:Identifier}
    WHERE brand = {brand:String} AND /* fragments/of_revenue.sql */ AND date <= {from:Date}
    GROUP BY member_id
) AS b
LEFT JOIN
(
    SELECT
        member_id,
        anyIf(toString(stage), valid_to > {from:Date})                                                           AS stage,
        anyIf(toString(stage_before), valid_to > {from:Date})                                                    AS stage_before,
        anyIf(toString(stage), valid_from <= {from:Date} - 1 AND valid_to > {from:Date} - 1)                     AS on_1d_ago,
        anyIf(toString(stage), valid_from <= {from:Date} - 28)                                                   AS on_28d_ago,
        if(on_1d_ago = '', 'none', on_1d_ago)                                                                    AS stage_1d_ago,
        if(on_28d_ago = '', 'none', on_28d_ago)                                                                  AS stage_28d_ago
    FROM {stays:Identifier}
    WHERE valid_from <= {from:Date}
    GROUP BY member_id
) AS s ON s.member_id = b.member_id
SETTINGS optimize_aggregation_in_order = 1;
