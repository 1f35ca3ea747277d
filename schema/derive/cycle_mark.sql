-- A mark of the cycles that hold: another mark means that stages move.
SELECT sipHash64(arraySort(groupArray((valid_from, cycle_days))))
FROM cycle_used FINAL
WHERE brand = {brand:String}
