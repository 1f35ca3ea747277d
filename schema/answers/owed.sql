-- Which of the deliveries there are.
SELECT DISTINCT concat(toString(brand), '\n', toString(campaign), '\n', toString(date), '\n', toString(member_id)) AS owed
FROM deliveries
WHERE (brand, campaign, date, member_id) IN
(
    SELECT d.1, d.2, d.3, d.4
    FROM (SELECT arrayJoin(arrayZip({brands:Array(String)}, {campaigns:Array(String)}, {dates:Array(Date)}, {members:Array(UInt64)})) AS d)
)
