-- Whose version has the number.
SELECT toString(argMin(id, (at, id)))
FROM campaign_versions
WHERE brand = {brand:String} AND campaign = {campaign:String} AND number = {number:UInt32}
