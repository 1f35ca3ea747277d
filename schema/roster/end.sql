-- The list is as it was to be when this synchronising began.
INSERT INTO ad_list_syncs (brand, list, run, at)
SELECT {brand:String}, {list:String}, {run:UInt64}, now64(3, 'UTC')
