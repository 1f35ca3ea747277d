
          -- Who came to one of the steps lately, and so long ago that its wait may be over now.
          AND member_id IN
          (
              SELECT member_id
              FROM journey_moves
              WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
                AND moment > {since:DateTime64(3, 'UTC')} AND moment <= {moment:DateTime64(3, 'UTC')} AND has({steps:Array(String)}, toString(to_step))
                AND moment + toIntervalSecond({seconds:Array(UInt64)}[indexOf({steps:Array(String)}, toString(to_step))]) <= {moment:DateTime64(3, 'UTC')}
          )
