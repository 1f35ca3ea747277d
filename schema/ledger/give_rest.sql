-- Gives the members of a run who wait for a rule their variant: the one that was decided
-- for, or one by the same lot as in a plan. Their rank stays that of a plan, and the
-- version is the next one, so that two workers write the same rows.
INSERT INTO deliveries
SELECT * REPLACE
(
    {variants:Array(String)}
    [
        arrayFirstIndex
        (
            upto -> sipHash64(concat({campaign:String}, ':variant:', toString(member_id))) % 1000000 < upto * 1000000,
            {variants_upto:Array(Float64)}
        )
    ] AS variant,
    {trial:String} AS trial,
    version + 1 AS version
)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'planned' AND trial != '' AND variant = ''
)
