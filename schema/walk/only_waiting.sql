
          -- Who came to one of the steps since so long that its wait may be over now.
          AND member_id IN
          (
              SELECT member_id
              FROM journey_moves
              WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
                AND has({steps:Array(String)}, toString(to_step)) AND moment > {since:DateTime64(3, 'UTC')} AND moment <= {moment:DateTime64(3, 'UTC')}
          )
