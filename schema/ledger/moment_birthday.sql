  -- Whose birthday it is, on a day (05-31) or in a month (05).
  AND member_id IN
  (
      SELECT member_id
      FROM members
      WHERE brand = {brand:String} AND birth_date != ''
        AND arrayExists(day -> substring(birth_date, -5, length(day)) = day, {days_of_year:Array(String)})
  )
