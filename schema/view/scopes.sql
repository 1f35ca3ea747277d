-- The scopes at which a date has a number of a metric and window, the brand's first.
SELECT toString(scope) AS scope
FROM kpi
WHERE brand = {brand:String} AND date = {date:Date} AND metric = {metric:String} AND window = {window:String}
ORDER BY scope != 'brand', scope
LIMIT {limit:UInt32}
