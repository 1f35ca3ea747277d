-- What nights go by: of each campaign and each journey the newest version that was approved as
-- it stands, unless it left the console since.
WITH
    saved AS
    (
        SELECT kind, campaign, number, argMin(document, (at, id)) AS text, lower(hex(SHA256(text))) AS mark
        FROM campaign_versions
        WHERE brand = {brand:String}
        GROUP BY kind, campaign, number
    ),
    gone AS
    (
        SELECT kind, campaign, max(number) AS last
        FROM saved
        WHERE text = ''
        GROUP BY kind, campaign
    ),
    approved AS
    (
        SELECT kind, campaign, number, mark
        FROM campaign_reviews
        WHERE brand = {brand:String}
        GROUP BY kind, campaign, number, mark
        HAVING argMax(verdict, (at, id)) = 'approved'
    )
SELECT kind, campaign AS name, number, text AS document
FROM saved
INNER JOIN approved USING (kind, campaign, number, mark)
LEFT JOIN gone USING (kind, campaign)
WHERE text != '' AND number > last
ORDER BY kind, name, number DESC
LIMIT 1 BY kind, name
