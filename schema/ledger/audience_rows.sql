-- The members whom a campaign addresses on a business date, before any is excluded, and
-- whether it reached them before and so leaves them alone (repeated).
SELECT
    member_id, stage, stage_before, rfm_class, last_purchase, recency_days, purchases, revenue,
    ifNull(toString(preferred_channel), '')         AS preferred,
    has(tags, 'has_open_ticket')                    AS open_ticket,
    ''                                              AS had_variant,
    ''                                              AS had_coupon,
    {per:String} = 'once' AND notEmpty(reached_on)
        OR {per:String} = 'days' AND arrayExists(day -> abs(toInt32(day) - toInt32({date:Date})) < {per_days:Int32}, reached_on)
        OR {per:String} = 'stage' AND arrayExists(day -> day >= stage_since, reached_on)
        -- Of a purchase of the date on the message goes the day after.
        OR {per:String} = 'purchase' AND arrayExists(day -> day >= ifNull(last_purchase, toDate(0)), reached_on)
        OR {per:String} = 'year' AND arrayExists(day -> toYear(day + 1) = toYear({date:Date} + 1), reached_on)
                                                    AS repeated
/*more*/
FROM member_asof(brand = {brand:String}, date = {date:Date}) AS a
/*reached*/
WHERE (empty({stages:Array(String)}) OR has({stages:Array(String)}, toString(stage)))
  AND (empty({within:Array(String)}) OR has({within:Array(String)}, toString(stage)))
  AND (empty({came_from:Array(String)}) OR has({came_from:Array(String)}, toString(stage_before)))
  AND (empty({classes:Array(String)}) OR has({classes:Array(String)}, ifNull(toString(rfm_class), '')))
  AND
  (
      empty({cells:Array(String)})
      OR arrayExists
      (
          cell ->
              r_score IS NOT NULL
              AND (position(cell, 'r') = 0 OR position(cell, concat('r', toString(r_score))) > 0)
              AND (position(cell, 'f') = 0 OR position(cell, concat('f', toString(f_score))) > 0)
              AND (position(cell, 'm') = 0 OR position(cell, concat('m', toString(m_score))) > 0),
          {cells:Array(String)}
      )
  )
  AND (empty({tags:Array(String)}) OR hasAny(tags, {tags:Array(String)}))
  AND (empty({without_tags:Array(String)}) OR NOT hasAny(tags, {without_tags:Array(String)}))
  AND (empty({tiers:Array(String)}) OR has({tiers:Array(String)}, ifNull(toString(value_tier), '')))
  AND (empty({phases:Array(String)}) OR has({phases:Array(String)}, toString(life_phase)))
  AND (empty({aipl:Array(String)}) OR has({aipl:Array(String)}, toString(aipl)))
  AND
  (
      empty({predicted:Array(String)})
      OR arrayAll
      (
          (name, least_value, bound) -> ifNull
          (
              multiIf(name = 'p_alive', p_alive, name = 'expected_14d', expected_14d, clv_365d) >= least_value
              AND multiIf(name = 'p_alive', p_alive, name = 'expected_14d', expected_14d, clv_365d) < bound,
              false
          ),
          {predicted:Array(String)}, {above:Array(Float64)}, {below:Array(Float64)}
      )
  )
  -- The moment: on which business date the member qualifies. The message goes on the
  -- day after it, and the days of a moment are counted from there. What a campaign doesn't ask
  -- for is decided before a member is read.
  AND ({moment:String} != 'enters' OR stage_since BETWEEN {since:Date} AND {date:Date})
  AND
  (
      {moment:String} != 'due'
      OR has({due:Array(String)}, ifNull(toString(stage_next), '')) AND stage_next_on - 1 - {days:Int32} BETWEEN {since:Date} AND {date:Date}
  )
  AND ({moment:String} != 'after_first' OR first_purchase - 1 + {days:Int32} BETWEEN {since:Date} AND {date:Date})
  AND ({moment:String} != 'after_last' OR last_purchase - 1 + {days:Int32} BETWEEN {since:Date} AND {date:Date})
  AND ({moment:String} != 'expected_in_days' OR next_purchase - 1 - {days:Int32} BETWEEN {since:Date} AND {date:Date})
  AND
  (
      {moment:String} != 'anniversary'
      OR arrayExists(day -> endsWith(formatDateTime(first_purchase, '%m-%d'), day) OR startsWith(formatDateTime(first_purchase, '%m-%d'), concat(day, '-')), {days_of_year:Array(String)})
          AND toYear(first_purchase) < toYear({date:Date} + 1)
  )
/*conditions*/
  AND
  (
/*where*/
  )
