-- What those who were drawn (judged) bought in the days owed to their delivery, and in the
-- 90 days before its plan, by which CUPED narrows the intervals.
(
    SELECT
        campaign, date, addressee,
        countIf(after) > 0                AS responded,
        toFloat64(sumIf(revenue, after))  AS spent,
        toFloat64(sumIf(revenue, before)) AS spent_before
    FROM
    (
        SELECT
            o.campaign AS campaign, o.date AS date, o.addressee AS addressee, p.revenue AS revenue,
            p.placed_at > o.planned_at AND p.bought_on BETWEEN o.date AND o.date + o.attribution AS after,
            p.placed_at <= o.planned_at AND p.bought_on BETWEEN o.date - 89 AND o.date           AS before
        FROM judged AS o
        INNER JOIN bought AS p ON p.buyer = o.person
    )
    GROUP BY campaign, date, addressee
)
