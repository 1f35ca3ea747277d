-- The numbers of the last days by date, for the lines of a report. keys are
-- metric/window.
SELECT metric, window, date, value
FROM kpi
WHERE brand = {brand:String} AND date > {date:Date} - {days:UInt16} AND date <= {date:Date}
  AND scope = 'brand' AND concat(metric, '/', window) IN {keys:Array(String)}
ORDER BY metric, window, date
