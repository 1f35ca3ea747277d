INSERT INTO journey_decisions (brand, journey, decision, campaigns, by, note, at)
SELECT {brand:String}, {journey:String}, {decision:String}, {campaigns:Array(String)}, {by:String}, {note:String}, {now:DateTime64(3, 'UTC')}
