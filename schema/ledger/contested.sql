-- Which members of a range another one claims, or has tried, or whose delivery is no
-- longer open, as the run has ended since they were picked: who reads one of its own
-- here does not proceed with it. Two that claim at once both read each other, and
-- neither proceeds. Where the provider knows a repeated key, an open claim of the very
-- same batch is no hindrance. A member may stand here twice.
SELECT member_id
FROM delivery_attempts FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
  AND claimant != {claimant:String}
  AND state NOT IN ('withdrawn', 'released')
  AND NOT ({idempotent:Bool} AND state IN ('claimed', 'unknown') AND batch = {batch:String})
UNION ALL
SELECT member_id
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
  AND state NOT IN ('planned', 'reserved')
