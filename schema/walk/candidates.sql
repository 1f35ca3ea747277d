    -- Who did it lately, with which key, when first, and by which event. An event that came
    -- twice is one, since its id is one.
    SELECT n.member_id AS person, e.entry_key AS entry_key, min((e.at, e.cause)) AS first, first.1 AS came_at, first.2 AS cause
    FROM
    (
        SELECT
            node, at, concat(shop, '/', event_id) AS cause,
            if({key:String} = '', event_id, properties[{key:String}]) AS entry_key
        FROM events FINAL
        WHERE brand = {brand:String} AND type = {type:String} AND node != 0 AND entry_key != ''
          AND at > {since:DateTime64(3, 'UTC')} AND at <= {moment:DateTime64(3, 'UTC')}
          AND arrayAll((name, value) -> properties[name] = value, {names:Array(String)}, {values:Array(String)})
          AND (shop, event_id) IN
          (
              SELECT shop, event_id
              FROM events
              WHERE brand = {brand:String} AND type = {type:String} AND date >= {since_date:Date}
                AND at > {since:DateTime64(3, 'UTC')} AND at <= {moment:DateTime64(3, 'UTC')}
          )
    ) AS e
    INNER JOIN
    (
        SELECT node, member_id
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id != 0 AND node IN
        (
            SELECT node
            FROM events
            WHERE brand = {brand:String} AND type = {type:String} AND date >= {since_date:Date}
              AND at > {since:DateTime64(3, 'UTC')} AND at <= {moment:DateTime64(3, 'UTC')}
        )
    ) AS n ON n.node = e.node
    GROUP BY person, entry_key
