-- How many stand on each list, and of how many it is not known that the platform has them.
SELECT list, count() AS people, countIf(state = 'adding') AS adding, max(at) AS at
FROM ad_list_people FINAL
WHERE brand = {brand:String}
GROUP BY list
ORDER BY list
