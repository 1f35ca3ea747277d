
          -- Between the nights nobody else is looked up.
          AND node IN
          (
              SELECT member_id
              FROM journey_matches
              WHERE brand = {brand:String} AND condition = concat('due/', {journey:String}) AND date = {date:Date} AND run = {run:UInt64}
          )