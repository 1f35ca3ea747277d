-- One mark over every published number of a brand, to tell whether two
-- computations agree. What became of the campaigns isn't among them: they are
-- sent after the night's numbers are computed. Nor are the predictions: a fit may
-- have been found from another start, and agree only to some digits.
SELECT hex(sipHash128(arraySort(groupArray(row))))
FROM
(
    SELECT sipHash128(toString((date, scope, metric, window, value, numerator, denominator))) AS row
    FROM kpi
    WHERE brand = {brand:String}
        AND NOT startsWith(scope, 'campaign:')
        AND metric NOT IN
        (
            'planned', 'excluded', 'sent', 'failed', 'unknown', 'held', 'delivered', 'opened', 'clicked', 'replied', 'bounced',
            'unsubscribed', 'complained', 'conversions', 'campaign_revenue', 'cost', 'roas', 'aarrr_marketing_roi',
            'p_alive', 'expected_14d', 'clv_365d', 'at_risk'
        )
    UNION ALL
    SELECT sipHash128(toString((date, span, from, to, members, revenue)))
    FROM stage_flow
    WHERE brand = {brand:String}
    UNION ALL
    SELECT sipHash128(toString((date, span, from, to, members, revenue)), 1)
    FROM aipl_flow
    WHERE brand = {brand:String}
)
