-- Stages as far back as any metric looks: 28 days before the range.
CREATE TABLE {stays:Identifier}
ENGINE = MergeTree
ORDER BY (member_id, valid_from)
AS
SELECT member_id, valid_from, valid_to, stage, stage_before
FROM stage_intervals FINAL
WHERE brand = {brand:String} AND valid_from <= {to:Date} AND valid_to > {from:Date} - 28;
