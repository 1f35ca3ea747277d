-- The runs of a campaign on a business date: the campaign's own and its resends.
SELECT toString(campaign) AS campaign, toString(state) AS state
FROM campaign_runs FINAL
WHERE brand = {brand:String} AND date = {date:Date}
  AND position(campaign, '#t') = 0 -- those of ticks are no resends
  AND (campaign = {campaign:String} OR startsWith(campaign, concat({campaign:String}, '#')))
ORDER BY campaign
