-- Where a comparison of a campaign's variants stands, over all its dates: how many have a
-- variant by lot, since when members got theirs, when the enough-th had got theirs or was
-- settled otherwise (1970: not yet), and the dates of the deliveries.
SELECT
    count()                                                         AS drawn,
    minIf(at, state IN ('sent', 'unknown'))                         AS began,
    if({enough:UInt64} = 0, toDateTime64(0, 3, 'UTC'), arraySort(groupArrayIf(at, state NOT IN ('planned', 'reserved')))[greatest({enough:UInt64}, 1)]) AS reached,
    min(date)                                                       AS first_date,
    max(date)                                                       AS last_date
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND trial = {trial:String} AND variant != ''
