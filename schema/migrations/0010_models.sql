-- What the members are expected to do, by models of how they buy and spend.

-- One row per fit and model, made once and never remade: an older date that is
-- computed again reads what it read before. Of two rows of the same fit, which
-- only a run that was given up can leave, the first holds.
CREATE TABLE model_fits
(
    brand          LowCardinality(String),
    fitted_on      Date,                             -- as of; holds until the next fit
    model          LowCardinality(String),           -- bg_nbd, mbg_nbd or gamma_gamma
    parameters     Map(String, Float64),             -- r, alpha, a, b (weeks); p, q, gamma (brand's currency)
    log_likelihood Float64,
    members        UInt64,
    repeaters      UInt64,                           -- who bought on two days or more
    state          LowCardinality(String),           -- fitted, no_dropout, flat, rule or few
    reason         String,                           -- why it isn't fitted
    computed_at    DateTime64(3, 'UTC'),
    version        UInt64                            -- falls with time
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, fitted_on, model);

-- The fits that hold on the dates from..to, and on which of them. Dates without
-- one, or with one of too few members, have no row.
CREATE VIEW models_used AS
SELECT
    fitted_on,
    greatest(fitted_on, {from:Date})                       AS valid_from,
    least(next_fit - 1, {to:Date})                         AS valid_to,
    bg_nbd['r']                                            AS r,
    bg_nbd['alpha']                                        AS alpha,
    bg_nbd['a']                                            AS a,
    bg_nbd['b']                                            AS b,
    mbg_nbd['r']                                           AS once_r,
    mbg_nbd['alpha']                                       AS once_alpha,
    mbg_nbd['a']                                           AS once_a,
    mbg_nbd['b']                                           AS once_b,
    gamma_gamma['p']                                       AS p,
    gamma_gamma['q']                                       AS q,
    gamma_gamma['gamma']                                   AS gamma
FROM
(
    SELECT
        fitted_on,
        leadInFrame(fitted_on, 1, toDate('2149-06-06')) OVER in_time     AS next_fit,
        bg_nbd,
        mbg_nbd,
        gamma_gamma
    FROM
    (
        SELECT
            fitted_on,
            anyIf(parameters, model = 'bg_nbd')            AS bg_nbd,
            anyIf(parameters, model = 'mbg_nbd')           AS mbg_nbd,
            anyIf(parameters, model = 'gamma_gamma')       AS gamma_gamma
        FROM model_fits FINAL
        WHERE brand = {brand:String} AND fitted_on <= {to:Date}
        GROUP BY fitted_on
    )
    WINDOW in_time AS (ORDER BY fitted_on ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
WHERE next_fit > {from:Date} AND notEmpty(bg_nbd);

-- How likely members of x repeat purchases are to leave, for each fit: points p
-- of Beta(a, b + x) with their weights, over p. One who is alive makes
--
--     sum(weight * (1 - (1 + p * time) ^ -(r + x)))
--
-- purchases in the days to come, time = days / 7 / (alpha + T); the odds of having
-- left are odds * ((alpha + T) / (alpha + t_x)) ^ (r + x). At x = 0 the parameters
-- are those of MBG/NBD, where one purchase has been survived. Why these points:
-- package predict, curve.go, which takes twice as many. Where a = 0 nobody leaves,
-- and the one point stands for the limit.
CREATE VIEW model_curves AS
SELECT
    fitted_on,
    x,
    shape,
    scale,
    odds,
    if(leaves = 0, [1e-290], arrayMap(l -> greatest(exp(-l), 1e-290), log_leave))                        AS points,
    if(leaves = 0, [1e290], arrayMap((d, point) -> d / arraySum(density) / point, density, points))      AS weights
FROM
(
    SELECT
        *,
        arrayMap((v, s, l) -> exp(peak - leaves * l - stays * s) * cosh(v), steps, log_stay, log_leave)  AS density
    FROM
    (
        SELECT
            *,
            leaves * log1p(stays / leaves) + stays * log1p(leaves / stays)                               AS peak,
            arrayMap(u -> greatest(u, 0) + log1p(exp(-abs(u))), logits)                                  AS log_stay,
            arrayMap(u -> greatest(-u, 0) + log1p(exp(-abs(u))), logits)                                 AS log_leave
        FROM
        (
            SELECT
                *,
                least(spread, 2.5)                                                                       AS width,
                -asinh(28 * (1 / leaves + spread / 4) / width)                                           AS low,
                asinh(28 * (1 / stays + spread / 4) / width)                                             AS high,
                arrayMap(i -> low + (high - low) * i / 200, range(201))                                  AS steps,
                arrayMap(v -> log(leaves / stays) + width * sinh(v), steps)                              AS logits
            FROM
            (
                SELECT
                    fitted_on,
                    toUInt32(n.number)                                                                   AS x,
                    if(x = 0, once_r, r) + x                                                             AS shape,
                    if(x = 0, once_alpha, alpha)                                                         AS scale,
                    if(x = 0, once_a, a)                                                                 AS leaves,
                    if(x = 0, once_b + 1, b + x)                                                         AS stays,
                    leaves / (stays - 1)                                                                 AS odds,
                    sqrt(1 / leaves + 1 / stays)                                                         AS spread
                FROM models_used(brand = {brand:String}, from = {from:Date}, to = {to:Date})
                CROSS JOIN
                (
                    SELECT number
                    FROM numbers(100000)
                    WHERE number < (SELECT max(seq) FROM member_orders WHERE brand = {brand:String} AND date <= {to:Date})
                ) AS n
            )
        )
    )
);

-- What each member with a purchase is expected to do, as of a date.
--
-- p_alive, expected_14d: BG/NBD for who bought on two days or more, MBG/NBD for
-- the others, by the fit that holds on the date. clv_365d: the purchases expected
-- in 365 days times the Gamma-Gamma mean; who has no repeat spend gets that of the
-- population. Null without a fit.
-- next_purchase: the last purchase and the gap at which the member bought until
-- then, (alpha + t_x) / (r + x) weeks, at least a day and at most the 90th
-- percentile of first gaps: within it nine of ten of those who came back once had
-- come. Without a fit the gap is the member's own mean, of one-time buyers the
-- median first gap. Null until somebody has come back.
-- at_risk: p_alive below prediction.at_risk; null where the mean p_alive is above
-- 0.99, since it distinguishes nobody then.
CREATE VIEW member_prediction AS
WITH
    toInt32({date:Date})                                                                 AS today,
    ifNull((SELECT argMaxOrNull(at_risk, version) FROM brand_settings WHERE brand = {brand:String}), 0.5) AS threshold,
    (
        SELECT (count(), quantileExactInclusive(0.5)(gap), quantileExactInclusive(0.9)(gap))
        FROM
        (
            SELECT toInt32(date) - toInt32(prev_date) AS gap
            FROM member_orders FINAL
            WHERE brand = {brand:String} AND day_last AND prev_date = first_date AND date <= {date:Date}
        )
    ) AS first_gaps,
    (SELECT (any(p), any(q), any(gamma)) FROM models_used(brand = {brand:String}, from = {date:Date}, to = {date:Date})) AS spend
SELECT
    member_id,
    if(scale = 0, NULL, toNullable(alive))                                               AS p_alive,
    if(scale = 0, NULL, toNullable(alive * in_14d))                                      AS expected_14d,
    if(scale = 0 OR spend.1 = 0, NULL, toNullable(alive * in_365d * mean_spend))         AS clv_365d,
    if(first_gaps.1 = 0, NULL, toNullable(toDate(last_day + toInt32(round(greatest(1, least(gap, first_gaps.3))))))) AS next_purchase,
    if(scale = 0 OR avg(alive) OVER () > 0.99, NULL, toNullable(toBool(alive < threshold))) AS at_risk
FROM
(
    SELECT
        member.1                                                                         AS member_id,
        member.2                                                                         AS recency,
        member.3                                                                         AS spent,
        today - age + recency                                                            AS last_day,
        scale,
        in_14d,
        in_365d,
        1 / (1 + odds * least(pow((scale + age / 7) / (scale + recency / 7), shape), 1e300)) AS alive,
        if
        (
            x > 0 AND spent > 0,
            spend.1 * (spend.3 + spent) / (spend.1 * x + spend.2 - 1),
            spend.1 * spend.3 / (spend.2 - 1)
        )                                                                                AS mean_spend,
        multiIf(scale > 0, (7 * scale + recency) / shape, x > 0, recency / x, first_gaps.2) AS gap
    FROM
    (
        SELECT
            *,
            arrayMap(point -> least(shape * log1p(point * 2 / (scale + age / 7)) / 2, 20), points)           AS half_14d,
            arrayMap(point -> least(shape * log1p(point * 365 / 7 / (scale + age / 7)) / 2, 20), points)     AS half_365d,
            -- 2 e^-h sinh(h) is 1 - e^-2h, exact also where that is tiny.
            arraySum((h, weight) -> 2 * exp(-h) * sinh(h) * weight, half_14d, weights)                       AS in_14d,
            arraySum((h, weight) -> 2 * exp(-h) * sinh(h) * weight, half_365d, weights)                      AS in_365d
        FROM
        (
            SELECT
                l.x                                                                      AS x,
                l.age                                                                    AS age,
                l.alike                                                                  AS alike,
                ifNull(c.shape, 0)                                                       AS shape,
                ifNull(c.scale, 0)                                                       AS scale,
                ifNull(c.odds, 0)                                                        AS odds,
                c.points                                                                 AS points,
                c.weights                                                                AS weights
            FROM
            (
                SELECT x, age, groupArray((id, recency, spent)) AS alike
                FROM
                (
                    SELECT
                        member_id                                                        AS id,
                        toUInt32(countIf(day_last) - 1)                                  AS x,
                        toInt32(max(date)) - toInt32(min(date))                          AS recency,
                        toInt32({date:Date}) - toInt32(min(date))                        AS age,
                        toFloat64(sumIf(revenue, date > first_date))                     AS spent
                    FROM member_orders FINAL
                    WHERE brand = {brand:String} AND seq > 0 AND date <= {date:Date}
                    GROUP BY member_id
                )
                GROUP BY x, age
            ) AS l
            LEFT JOIN model_curves(brand = {brand:String}, from = {date:Date}, to = {date:Date}) AS c ON c.x = l.x
        )
    )
    ARRAY JOIN alike AS member
);
