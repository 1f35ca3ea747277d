-- Which synchronising of a list has come to its end last; 0: none.
SELECT max(run)
FROM ad_list_syncs
WHERE brand = {brand:String} AND list = {list:String}
