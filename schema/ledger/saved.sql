-- The newest version of a segment that was saved on the console; empty: it was removed, or
-- can't be addressed.
SELECT argMax(if(filter = '', '', audience), version) AS audience
FROM console_segments
WHERE brand = {brand:String} AND name = {name:String}
