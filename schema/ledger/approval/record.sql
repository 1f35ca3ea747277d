-- Records what a run said when a person let it be sent.
INSERT INTO approved_texts (brand, campaign, date, mark, by, at)
SELECT
    {brand:String}            AS brand,
    {campaign:String}         AS campaign,
    {date:Date}               AS date,
    {mark:UInt64}             AS mark,
    {by:String}               AS by,
    {at:DateTime64(3, 'UTC')} AS at
