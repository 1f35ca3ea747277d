INSERT INTO journey_nights (brand, walk, journey, date, at)
SELECT {brand:String}, {walk:String}, {journey:String}, {date:Date}, {now:DateTime64(3, 'UTC')}
