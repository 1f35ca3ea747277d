-- The version that a run was planned with; number 0: none was.
WITH
    pin AS
    (
        SELECT argMin(number, (at, id)) AS number
        FROM campaign_pins
        WHERE brand = {brand:String} AND campaign = {run:String} AND date = {date:Date}
    )
SELECT
    (SELECT number FROM pin) AS number,
    (
        SELECT argMin(document, (at, id))
        FROM campaign_versions
        WHERE brand = {brand:String} AND kind = 'campaign' AND campaign = {campaign:String} AND number = (SELECT number FROM pin)
    ) AS document
