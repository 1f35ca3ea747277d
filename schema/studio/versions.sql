-- Versions of campaigns, or of journeys, that were written on the console, with what was said last of the very
-- text: the newest of each first.
WITH
    saved AS
    (
        SELECT
            campaign, number,
            argMin((document, by, note, at), (at, id)) AS first,
            lower(hex(SHA256(first.1)))                AS mark
        FROM campaign_versions
        WHERE brand = {brand:String} AND kind = {kind:String} AND ({name:String} = '' OR campaign = {name:String})
        GROUP BY campaign, number
    ),
    said AS
    (
        SELECT campaign, number, mark, argMax((toString(verdict), by, note, at), (at, id)) AS last
        FROM campaign_reviews
        WHERE brand = {brand:String} AND kind = {kind:String} AND ({name:String} = '' OR campaign = {name:String})
        GROUP BY campaign, number, mark
    )
SELECT
    campaign AS name, number,
    first.1 AS document,
    first.2 AS by,
    first.3 AS note,
    first.4 AS at,
    last.1  AS verdict,
    last.2  AS reviewer,
    last.3  AS review,
    last.4  AS reviewed
FROM saved
LEFT JOIN said USING (campaign, number, mark)
ORDER BY name, number DESC
