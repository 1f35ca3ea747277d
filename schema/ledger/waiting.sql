-- How many members of a run wait for what a rule decides between the variants.
SELECT count()
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'planned' AND trial != '' AND variant = ''
