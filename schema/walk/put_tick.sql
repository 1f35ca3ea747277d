INSERT INTO journey_ticks (brand, journey, moment, date, at)
SELECT {brand:String}, {journey:String}, {moment:DateTime64(3, 'UTC')}, {date:Date}, {now:DateTime64(3, 'UTC')}
