-- The members whom a campaign addresses on a business date, before any is excluded, and
-- whether it reached them before and so leaves them alone (repeated).
SELECT
    member_id, stage, stage_before, rfm_class, last_purchase, recency_days, purchases, revenue,
    ifNull(toString(preferred_channel), '')         AS preferred,
    has(tags, 'has_open_ticket')                    AS open_ticket,
    ''                                              AS had_variant,
    ''                                              AS had_coupon,
    multiIf
    (
        {per:String} = 'once', notEmpty(reached_on),
        {per:String} = 'days', arrayExists(day -> abs(toInt32(day) - toInt32({date:Date})) < {per_days:Int32}, reached_on),
        {per:String} = 'stage', arrayExists(day -> day >= stage_since, reached_on),
        -- Of a purchase of the date on the message goes the day after.
        {per:String} = 'purchase', arrayExists(day -> day >= ifNull(last_purchase, toDate(0)), reached_on),
        {per:String} = 'year', arrayExists(day -> toYear(day + 1) = toYear({date:Date} + 1), reached_on),
        false
    )                                               AS repeated
FROM member_asof(brand = {brand:String}, date = {date:Date}) AS a
LEFT JOIN
(
/*reached*/
) AS reached ON reached_member = a.member_id
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
  AND NOT hasAny(tags, {without_tags:Array(String)})
  AND (empty({tiers:Array(String)}) OR has({tiers:Array(String)}, ifNull(toString(value_tier), '')))
  AND (empty({phases:Array(String)}) OR has({phases:Array(String)}, toString(life_phase)))
  AND (empty({aipl:Array(String)}) OR has({aipl:Array(String)}, toString(aipl)))
  AND arrayAll
  (
      (name, least_value, bound) -> ifNull
      (
          multiIf(name = 'p_alive', p_alive, name = 'expected_14d', expected_14d, clv_365d) >= least_value
          AND multiIf(name = 'p_alive', p_alive, name = 'expected_14d', expected_14d, clv_365d) < bound,
          false
      ),
      {predicted:Array(String)}, {above:Array(Float64)}, {below:Array(Float64)}
  )
  -- The moment: on which business date the member qualifies. The message goes on the
  -- day after it, and the days of a moment are counted from there.
  AND multiIf
  (
      {moment:String} = 'enters', stage_since BETWEEN {since:Date} AND {date:Date},
      {moment:String} = 'due',
          has({due:Array(String)}, ifNull(toString(stage_next), '')) AND stage_next_on - 1 - {days:Int32} BETWEEN {since:Date} AND {date:Date},
      {moment:String} = 'after_first', first_purchase - 1 + {days:Int32} BETWEEN {since:Date} AND {date:Date},
      {moment:String} = 'after_last', last_purchase - 1 + {days:Int32} BETWEEN {since:Date} AND {date:Date},
      {moment:String} = 'expected_in_days', next_purchase - 1 - {days:Int32} BETWEEN {since:Date} AND {date:Date},
      {moment:String} = 'anniversary',
          arrayExists(day -> endsWith(formatDateTime(first_purchase, '%m-%d'), day) OR startsWith(formatDateTime(first_purchase, '%m-%d'), concat(day, '-')), {days_of_year:Array(String)})
          AND toYear(first_purchase) < toYear({date:Date} + 1),
      true
  )
/*conditions*/
  AND
  (
/*where*/
  )
