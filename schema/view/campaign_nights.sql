-- What each night planned, sent and left out of one campaign. Runs of ticks count for their
-- date; what was sent again is of members that the night has planned already.
SELECT
    date, count() AS planned, countIf(state = 'sent') AS sent, countIf(state IN ('failed', 'unknown')) AS failed,
    countIf(state = 'excluded') AS left_out, countIf(state = 'excluded' AND reason IN ('holdout', 'global_holdout')) AS kept_out
FROM deliveries FINAL
WHERE brand = {brand:String} AND (campaign = {campaign:String} OR startsWith(campaign, concat({campaign:String}, '#t')))
  AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY date
ORDER BY date
