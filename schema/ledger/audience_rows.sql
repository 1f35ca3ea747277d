-- The members whom a campaign addresses on a business date, before any is excluded.
SELECT member_id, stage, stage_before, rfm_class, last_purchase, recency_days, purchases, revenue
FROM member_asof(brand = {brand:String}, date = {date:Date})
WHERE (empty({stages:Array(String)}) OR has({stages:Array(String)}, toString(stage)))
  AND (empty({classes:Array(String)}) OR has({classes:Array(String)}, ifNull(toString(rfm_class), '')))
  AND ({entered:Bool} = 0 OR stage_since BETWEEN {since:Date} AND {date:Date})
  AND
  (
/*where*/
  )
