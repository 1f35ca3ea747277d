-- How the members of a range stand, in up to three rows: whom another claim has or has tried
-- (claimed), whose delivery is open (open) and whose isn't any more, as the run has ended since
-- they were picked (over). Who stands in none of the last two has no delivery any more: they were
-- erased. Who reads one of its own to be claimed, or not to be open, does not proceed with it.
-- Two that claim at once both read each other, and neither proceeds; nor does one that claims a
-- member once more in another batch. Where the provider knows a repeated key, an open claim of
-- the very same batch is no hindrance.
SELECT 'claimed' AS what, groupArray(member_id) AS members
FROM delivery_attempts FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
  AND (claimant != {claimant:String} OR batch != {batch:String})
  AND state NOT IN ('withdrawn', 'released')
  AND NOT ({idempotent:Bool} AND state IN ('claimed', 'unknown') AND batch = {batch:String})
UNION ALL
SELECT if(state IN ('planned', 'reserved'), 'open', 'over') AS what, groupArray(member_id) AS members
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
  AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
GROUP BY what
