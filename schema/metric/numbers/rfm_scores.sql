/*---
title: >-
  RFM scores: members by how recently, how often and for how much they bought, from 1 to 5, and the
  tables that cross two scores
source: "[RFM], [三大模型: 自定義區間, 交叉分析]"
class: core
better: neither
reads: [orders]
windows: [day]
restates: asof
metrics:
  - names: [rfm_score_r, rfm_score_f, rfm_score_m]
    defined: >-
      members with a score of days since the last purchase, of purchases and of money (total, or
      average per purchase; less what was returned in the window without naming an order), among those with a purchase in rfm.window as of the date. A score is 1
      + floor(5 * members strictly worse / members), so that equal values have equal scores and a
      score may be empty; or, where bins are configured, 1 + the bins reached (of recency: 5 - the
      bins exceeded)
    unit: count
    of: members
    scopes: [score]
  - names: [rfm_cross_<axes>]
    defined: members with the two scores (axes rf, rm and fm); only where there are any
    unit: count
    of: members
    scopes: [r/f, r/m, f/m]
  - names: [rfm_cross_revenue_<axes>]
    defined: their revenue of the last 365 days, less what they returned in them
    unit: currency
    scopes: [r/f, r/m, f/m]
---*/
-- The cells of RFM change only where members come and go (cells.sql): between two
-- changes nothing of a cell moves.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    scored AS
    (
        SELECT arrayJoin(range(begins, ends)) AS day, r_score, f_score, m_score, toDecimal128(members, 4) AS members, revenue
        FROM
        (
            SELECT
                r                                                                    AS r_score,
                f                                                                    AS f_score,
                m                                                                    AS m_score,
                at                                                                   AS begins,
                leadInFrame(at, 1, at) OVER in_time                                  AS ends,
                sum(members) OVER until_then                                         AS members,
                toDecimal128(sum(revenue) OVER until_then, 4)                        AS revenue
            FROM (SELECT r, f, m, at, sum(members) AS members, sum(revenue) AS revenue FROM {cells:Identifier} GROUP BY r, f, m, at)
            WINDOW
                until_then AS (PARTITION BY r, f, m ORDER BY at),
                in_time AS (PARTITION BY r, f, m ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
        WHERE members > 0
    )
SELECT {brand:String}, toDate(day), number.2, number.1, 'day', toFloat64(sum(number.3)), sum(number.3), {generation:UInt64}
FROM
(
    SELECT
        day,
        concat('r:', toString(r_score))                                              AS r,
        concat('f:', toString(f_score))                                              AS f,
        concat('m:', toString(m_score))                                              AS m,
        arrayConcat
        (
            [
                ('rfm_score_r',          concat('score:', toString(r_score)), members),
                ('rfm_score_f',          concat('score:', toString(f_score)), members),
                ('rfm_score_m',          concat('score:', toString(m_score)), members),
                ('rfm_cross_rf',         concat(r, '/', f), members),
                ('rfm_cross_rm',         concat(r, '/', m), members),
                ('rfm_cross_fm',         concat(f, '/', m), members),
                ('rfm_cross_revenue_rf', concat(r, '/', f), revenue),
                ('rfm_cross_revenue_rm', concat(r, '/', m), revenue),
                ('rfm_cross_revenue_fm', concat(f, '/', m), revenue)
            ],
            -- A score that nobody has is a row of 0.
            arrayFlatten(arrayMap
            (
                axis -> arrayMap(n -> (concat('rfm_score_', axis), concat('score:', toString(n)), toDecimal128(0, 4)), range(1, 6)),
                ['r', 'f', 'm']
            ))
        )                                                                            AS numbers
    FROM scored
)
ARRAY JOIN numbers AS number
GROUP BY day, number.1, number.2;
