-- Where a campaign of a date stands; no row: it was never planned. everything is why all
-- campaigns of the brand are stopped, or those of the journey that sends it; empty: they aren't.
WITH
    (
        SELECT argMax(if(decision = 'stop', concat(by, ' stopped everything', if(note = '', '', ': '), note), ''), at)
        FROM campaign_decisions
        WHERE brand = {brand:String} AND campaign = '' AND decision IN ('stop', 'resume')
    ) AS all_of_them,
    (
        SELECT max(why)
        FROM
        (
            SELECT
                argMax
                (
                    if(decision = 'resume', '', concat(by, if(decision = 'end', ' ended', ' paused'), ' the journey ', toString(journey), if(note = '', '', ': '), note)),
                    at
                )                               AS why,
                argMax(campaigns, at)           AS sends
            FROM journey_decisions
            WHERE brand = {brand:String}
            GROUP BY journey
        )
        WHERE has(sends, splitByChar('#', {campaign:String})[1])
    ) AS its_journey
SELECT
    state, reason, by, bits, planned, repeated, version,
    if(all_of_them != '', all_of_them, its_journey) AS everything
FROM campaign_runs FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
