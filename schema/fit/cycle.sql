-- The repurchase cycle that holds on a date; 0: none is known.
SELECT argMax(cycle_days, valid_from)
FROM cycle_used FINAL
WHERE brand = {brand:String} AND valid_from <= {date:Date}
