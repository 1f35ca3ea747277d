INSERT INTO journey_definitions (brand, journey, definition, text, at)
SELECT {brand:String}, {journey:String}, {definition:String}, {text:String}, {now:DateTime64(3, 'UTC')}
