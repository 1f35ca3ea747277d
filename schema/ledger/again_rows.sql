-- The members whom a resend addresses: those who were named, or whose last outcome of
-- the campaign on the business date, resends included, is one of those asked for, and of
-- whom no row says that a message was sent. Each stands under the person's present id,
-- as it was when it was planned.
SELECT
    person                                          AS member_id,
    argMax(stage, planned_at)                       AS stage,
    argMax(stage_before, planned_at)                AS stage_before,
    argMax(rfm_class, planned_at)                   AS rfm_class,
    argMax(last_purchase, planned_at)               AS last_purchase,
    argMax(recency_days, planned_at)                AS recency_days,
    argMax(purchases, planned_at)                   AS purchases,
    argMax(revenue, planned_at)                     AS revenue,
    ''                                              AS preferred,
    false                                           AS open_ticket,
    argMax(variant, planned_at)                     AS had_variant,
    argMaxIf(coupon, planned_at, coupon != '')      AS had_coupon,
    false                                           AS repeated
FROM
(
    SELECT
        if(n.member_id = 0, d.member_id, n.member_id) AS person,
        d.member_id                                 AS addressed,
        toString(d.state)                           AS outcome,
        d.stage                                     AS stage,
        d.stage_before                              AS stage_before,
        d.rfm_class                                 AS rfm_class,
        d.last_purchase                             AS last_purchase,
        d.recency_days                              AS recency_days,
        d.purchases                                 AS purchases,
        d.revenue                                   AS revenue,
        toString(d.variant)                         AS variant,
        d.coupon                                    AS coupon,
        d.planned_at                                AS planned_at
    FROM
    (
        SELECT *
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND date = {date:Date} AND campaign != {campaign:String}
          AND (campaign = {again_of:String} OR startsWith(campaign, concat({again_of:String}, '#')))
    ) AS d
    LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n
        ON n.node = d.member_id
)
GROUP BY person
HAVING
(
    hasAny({again_members:Array(UInt64)}, arrayPushBack(groupArray(addressed), person))
    OR (has({again_outcomes:Array(String)}, argMax(outcome, planned_at)) AND countIf(outcome = 'sent') = 0)
)
AND
(
/*where*/
)
