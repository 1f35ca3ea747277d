  -- Of the highest values of a prediction.
  AND member_id IN
  (
      SELECT member_id
      FROM
      (
          SELECT
              member_id,
              row_number() OVER (ORDER BY value DESC, member_id) AS place,
              count() OVER ()                       AS everyone
          FROM
          (
              SELECT member_id, multiIf({top_of:String} = 'p_alive', p_alive, {top_of:String} = 'expected_14d', expected_14d, clv_365d) AS value
              FROM member_asof(brand = {brand:String}, date = {date:Date}) AS ranked
          )
          WHERE value IS NOT NULL
      )
      WHERE place <= ceil({top:Float64} * everyone)
  )
