-- Stages as far back as any metric looks: 28 days before the range.
CREATE TABLE {stays:Identifier}
(
    member_id    UInt64,
    valid_from   Date,
    valid_to     Date,
    stage        LowCardinality(String),
    stage_before LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (member_id, valid_from)
AS
SELECT member_id, valid_from, valid_to, stage, stage_before
FROM stage_intervals FINAL
WHERE brand = {brand:String} AND valid_from <= {to:Date} AND valid_to > {from:Date} - 28;
