-- What a member allowed and refused, with who said so and when.
SELECT toString(channel) AS channel, toString(purpose) AS purpose, granted, source, time AS said_at, evidence
FROM consents
WHERE brand = {brand:String} AND member_id = {member:UInt64}
ORDER BY purpose, channel
