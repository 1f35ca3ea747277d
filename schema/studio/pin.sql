-- A run is planned with a version.
INSERT INTO campaign_pins (brand, campaign, date, number, at, id)
SELECT {brand:String}, {campaign:String}, {date:Date}, {number:UInt32}, now64(6, 'UTC'), generateUUIDv4()
