-- The stages of a member up to a date, the newest first.
SELECT valid_from AS since, valid_to AS until, toString(stage) AS stage, toString(stage_before) AS stage_before
FROM stage_intervals FINAL
WHERE brand = {brand:String} AND member_id = {member:UInt64} AND valid_from <= {date:Date}
ORDER BY since DESC
