-- What was suggested last, up to a date; nothing where nothing was.
SELECT argMax(shown, (date, at))
FROM suggestions
WHERE brand = {brand:String} AND date <= {date:Date}
