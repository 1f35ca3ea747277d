-- Where a campaign of a date stands; no row: it was never planned. everything is why all
-- campaigns of the brand are stopped; empty: they aren't.
SELECT
    state, reason, by, bits, planned, repeated, version,
    (
        SELECT argMax(if(decision = 'stop', concat(by, ' stopped everything', if(note = '', '', ': '), note), ''), at)
        FROM campaign_decisions
        WHERE brand = {brand:String} AND campaign = '' AND decision IN ('stop', 'resume')
    ) AS everything
FROM campaign_runs FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
