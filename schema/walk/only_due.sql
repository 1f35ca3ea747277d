
          -- Between the nights only those are asked who are due.
          AND member_id IN
          (
              SELECT member_id
              FROM journey_matches
              WHERE brand = {brand:String} AND condition = concat('due/', {journey:String}) AND date = {date:Date} AND run = {run:UInt64}
          )
