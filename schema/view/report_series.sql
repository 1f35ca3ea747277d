-- The numbers of a scope's last days by date, for lines. keys are
-- metric/window.
SELECT metric, window, date, value
FROM kpi
WHERE brand = {brand:String} AND date > {date:Date} - {days:UInt16} AND date <= {date:Date}
  AND scope = {scope:String} AND concat(metric, '/', window) IN {keys:Array(String)}
ORDER BY metric, window, date
