-- Records what a person decided about a campaign.
INSERT INTO campaign_decisions (brand, campaign, date, decision, by, note, first, at)
SELECT
    {brand:String}                  AS brand,
    {campaign:String}               AS campaign,
    {date:Date}                     AS date,
    {decision:String}               AS decision,
    {by:String}                     AS by,
    {note:String}                   AS note,
    {first:UInt32}                  AS first,
    {at:DateTime64(3, 'UTC')}       AS at
