-- What nights plan with: of each campaign the newest version that was approved as it stands,
-- unless the campaign left the console since.
WITH
    saved AS
    (
        SELECT campaign, number, argMin(document, (at, id)) AS text, lower(hex(SHA256(text))) AS mark
        FROM campaign_versions
        WHERE brand = {brand:String}
        GROUP BY campaign, number
    ),
    gone AS
    (
        SELECT campaign, max(number) AS last
        FROM saved
        WHERE text = ''
        GROUP BY campaign
    ),
    approved AS
    (
        SELECT campaign, number, mark
        FROM campaign_reviews
        WHERE brand = {brand:String}
        GROUP BY campaign, number, mark
        HAVING argMax(verdict, (at, id)) = 'approved'
    )
SELECT campaign, number, text AS document
FROM saved
INNER JOIN approved USING (campaign, number, mark)
LEFT JOIN gone USING (campaign)
WHERE text != '' AND number > last
ORDER BY campaign, number DESC
LIMIT 1 BY campaign
