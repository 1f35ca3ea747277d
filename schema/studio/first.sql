-- Whose version has the number.
SELECT toString(argMin(id, (at, id)))
FROM campaign_versions
WHERE brand = {brand:String} AND kind = {kind:String} AND campaign = {name:String} AND number = {number:UInt32}
