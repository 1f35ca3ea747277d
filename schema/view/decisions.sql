-- What people decided about a brand's campaigns, the newest first; of one campaign, with
-- what was decided about all.
SELECT
    toString(campaign)              AS campaign,
    date,
    toString(decision)              AS decision,
    by,
    note,
    first,
    at
FROM campaign_decisions FINAL
WHERE brand = {brand:String} AND ({campaign:String} = '' OR campaign = '' OR campaign = {campaign:String} OR startsWith(campaign, concat({campaign:String}, '#')))
ORDER BY at DESC, campaign
LIMIT {limit:UInt32}
