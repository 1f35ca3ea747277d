-- Records where a campaign of a date stands; the row of the highest version holds.
INSERT INTO campaign_runs (brand, campaign, date, state, reason, by, bits, planned, repeated, at, version)
SELECT
    {brand:String}                  AS brand,
    {campaign:String}               AS campaign,
    {date:Date}                     AS date,
    {state:String}                  AS state,
    {reason:String}                 AS reason,
    {by:String}                     AS by,
    {bits:UInt8}                    AS bits,
    {planned:UInt64}                AS planned,
    {repeated:UInt64}               AS repeated,
    {now:DateTime64(3, 'UTC')}      AS at,
    {version:UInt64}                AS version
