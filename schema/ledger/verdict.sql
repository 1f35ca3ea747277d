-- What was decided between a campaign's variants; no row: nothing yet.
SELECT variant, by, note, names, members, buyers, at
FROM variant_verdicts FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND trial = {trial:String}
