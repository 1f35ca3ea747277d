-- A date's numbers that stand at scopes of their own: cells of the RFM cross
-- tables, scores, phases and tiers, the stage before.
SELECT metric, scope, value
FROM kpi
WHERE brand = {brand:String} AND date = {date:Date} AND window = 'day'
  AND match(scope, '^(r|f|m|score|phase|tier|stage_before):')
ORDER BY metric, scope
