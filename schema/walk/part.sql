-- Takes out of a journey whose person is gone, erased or deleted by the shop, and who is in
-- it twice since two members were found to be one person: the first entry stays.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version, entry_key, moment)
SELECT
    {brand:String}, {walk:String}, {journey:String}, walker, entry, place, walks, last + 1, '', if(is_gone, 'gone', 'merged'), '',
    {date:Date}, {today:Date}, {now:DateTime64(3, 'UTC')}, {version:UInt64}, entry_key, {moment:DateTime64(3, 'UTC')}
FROM
(
    SELECT
        m.*,
        n.member_id = 0 OR n.member_id NOT IN (SELECT member_id FROM members WHERE brand = {brand:String}) AS is_gone,
        row_number() OVER (PARTITION BY n.member_id, if({each_key:Bool}, entry_key, '') ORDER BY entry, came_at, walker) AS nth
    FROM
    (
/*places*/
    ) AS m
    LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = m.walker
)
WHERE (is_gone OR nth > 1) AND (entry < {date:Date} OR entry_key != '')
