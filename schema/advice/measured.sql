-- What was measured of each kind of messages: of a campaign, to members of a stage, on a
-- channel, at hours of the day in the brand's zone: a band of so many hours, by its first. A
-- run of which nothing went has no hour (255). Both groups of a kind are those that the plan
-- drew, whatever became of their messages; what they spent is what results.sql counts.
--
-- Only deliveries whose purchases have all been waited for, and nothing that was sent again
-- (wake-up#2): that was drawn before. The runs of ticks (cart-soon#t20261129-091500) are their
-- campaign's.
WITH
    /* fragments/drawn.sql */ AS was_drawn,
    /* fragments/attribution.sql */ AS attribution_of,
    planned AS
    (
        SELECT
            toString(campaign) AS campaign, toString(channel) AS channel, toString(stage) AS stage, date, member_id AS addressee,
            state = 'excluded' AND reason = 'holdout' AS holdout, toString(state) AS state, due_at, planned_at, at, attribution_of(toString(campaign)) AS attribution
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
            AND NOT match(campaign, '#[0-9]')
            AND was_drawn(state, reason, planned_at, at) AND channel != ''
            AND date + attribution <= {as_of:Date}
    ),
    hours_of_runs AS
    (
        SELECT campaign, date, toInt32(quantileExact(0.5)(toHour(at, {zone:String}))) AS hour
        FROM planned
        WHERE state = 'sent' AND due_at IS NULL
        GROUP BY campaign, date
    ),
    asked AS
    (
        SELECT
            p.campaign AS campaign, p.channel AS channel, p.stage AS stage, p.date AS date, p.addressee AS addressee, p.holdout AS holdout, p.state AS state,
            p.planned_at AS planned_at, p.attribution AS attribution,
            if(n.member_id = 0, p.addressee, n.member_id)                                                   AS person,
            multiIf(p.due_at IS NOT NULL, toInt32(toHour(assumeNotNull(p.due_at), {zone:String})), h.campaign = '', 255, h.hour) AS own_hour,
            toUInt8(if(own_hour = 255, 255, intDiv(own_hour, {band:UInt8}) * {band:UInt8}))                 AS hours
        FROM planned AS p
        LEFT JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String} AND node IN (SELECT addressee FROM planned)
        ) AS n ON n.node = p.addressee
        LEFT JOIN hours_of_runs AS h ON h.campaign = p.campaign AND h.date = p.date
    ),
    bought AS
    (
        SELECT member_id AS buyer, placed_at, date AS bought_on, revenue
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND date BETWEEN {from:Date} - 89 AND {as_of:Date}
            AND member_id IN (SELECT person FROM asked)
    ),
    judged AS
    (
        SELECT * FROM asked
    ),
    responses AS /* fragments/responses.sql */,
    charged AS
    (
        SELECT toString(campaign) AS campaign, date, member_id AS addressee, sum(units) AS units
        FROM delivery_attempts FINAL
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date} AND state = 'sent'
        GROUP BY campaign, date, addressee
    )
SELECT
    splitByChar('#', o.campaign)[1]                             AS of_campaign,
    o.stage                                                     AS stage,
    o.channel                                                   AS channel,
    o.hours                                                     AS hours,
    countIf(o.state = 'sent')                                   AS messages,
    sumIf(greatest(toUInt64(c.units), 1), o.state = 'sent')     AS units,
    min(o.date)                                                 AS first,
    max(o.date)                                                 AS last,
    sumForEachIf(sums, NOT o.holdout)                           AS assigned,
    sumForEachIf(sums, o.holdout)                               AS held_out
FROM
(
    SELECT
        o.campaign AS campaign, o.channel AS channel, o.stage AS stage, o.hours AS hours, o.date AS date, o.addressee AS addressee, o.holdout AS holdout, o.state AS state,
        [1., r.responded, r.spent, r.spent_before, r.spent * r.spent, r.spent * r.spent_before, r.spent_before * r.spent_before] AS sums
    FROM asked AS o
    LEFT JOIN responses AS r ON r.campaign = o.campaign AND r.date = o.date AND r.addressee = o.addressee
) AS o
LEFT JOIN charged AS c ON c.campaign = o.campaign AND c.date = o.date AND c.addressee = o.addressee
GROUP BY of_campaign, stage, channel, hours
ORDER BY of_campaign, stage, channel, hours
