-- The codes of a referral programme, for the shop that is to accept them: the oldest first.
SELECT code
FROM referral_codes
WHERE brand = {brand:String} AND programme = {programme:String}
GROUP BY code
ORDER BY min(at), code
