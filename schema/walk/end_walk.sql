-- Removes the moves of a replay. What one that was cut short leaves behind goes with the
-- next one's.
DELETE FROM journey_moves WHERE brand = {brand:String} AND journey = {journey:String} AND walk != '' AND (walk = {walk:String} OR at < {before:DateTime64(3, 'UTC')});
DELETE FROM journey_nights WHERE brand = {brand:String} AND journey = {journey:String} AND walk != '' AND (walk = {walk:String} OR at < {before:DateTime64(3, 'UTC')});
