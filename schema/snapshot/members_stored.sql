-- Of which date, at most one that is given, a brand's members are stored last, and since when.
SELECT date, stored_at AS at
FROM member_snapshots
WHERE brand = {brand:String}
  AND date = (SELECT max(date) FROM member_snapshots WHERE brand = {brand:String} AND date <= {date:Date})
LIMIT 1
