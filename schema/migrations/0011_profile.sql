-- What is known of members in addition to their orders.

-- One row per member of whom there is something to tell as of a date. Each source
-- is cut down to the few records that matter before members are joined to them.
-- member_asof makes its tags of it.
--
-- born_in_month, registered_in_month: the month is that of the date.
-- points_expire: some of the points end within the next 30 days.
-- cart_on: the last cart or checkout of the last 7 days; 1970-01-01: none.
-- spoke: reviewed something or invited somebody, ever.
-- open_ticket: a ticket that was not closed at that moment or later, by its id;
-- tickets without an id are open as long as more were opened than closed.
-- preferred_channel: where the member clicked or answered most within 365 days,
-- then where last, then by name. Opens say nothing: mail proxies fake them.
-- own_tags: as the platforms have them now. [NASLD: 標籤]
CREATE VIEW member_signs AS
WITH
    ifNull((SELECT argMaxOrNull(timezone, version) FROM brand_settings WHERE brand = {brand:String} AND timezone != ''), 'UTC') AS zone,
    said AS
    (
        SELECT node, type, at, date, properties
        FROM events FINAL
        WHERE brand = {brand:String} AND date <= {date:Date} AND
        (
            type IN ('ticket_opened', 'ticket_closed')
            OR type IN ('review', 'invited', 'referral') AND node != 0
            OR type IN ('add_to_cart', 'checkout_started') AND node != 0 AND date > {date:Date} - 7
            OR type IN ('message_click', 'message_clicked', 'message_reply', 'message_replied') AND node != 0 AND date > {date:Date} - 365
        )
    ),
    tickets AS
    (
        SELECT
            arrayJoin(groupArrayIf((node, at), type = 'ticket_opened'))      AS opened,
            maxIf(at, type = 'ticket_closed')                                AS closed_at
        FROM said
        WHERE type IN ('ticket_opened', 'ticket_closed') AND properties['ticket_id'] != ''
        GROUP BY properties['ticket_id']
    ),
    signs AS
    (
        SELECT node, 'cart' AS sign, '' AS channel, at, date, toInt64(1) AS weight
        FROM said
        WHERE type IN ('add_to_cart', 'checkout_started')
        UNION ALL
        SELECT DISTINCT node, 'voice', '', toDateTime64(0, 3, 'UTC'), toDate(0), toInt64(1)
        FROM said
        WHERE type IN ('review', 'invited', 'referral')
        UNION ALL
        SELECT opened.1, 'ticket', '', toDateTime64(0, 3, 'UTC'), toDate(0), toInt64(1)
        FROM tickets
        WHERE opened.2 > closed_at
        UNION ALL
        SELECT node, 'nameless', '', toDateTime64(0, 3, 'UTC'), toDate(0), if(type = 'ticket_opened', toInt64(1), toInt64(-1))
        FROM said
        WHERE type IN ('ticket_opened', 'ticket_closed') AND properties['ticket_id'] = ''
        UNION ALL
        SELECT
            node,
            'answer',
            if(lower(properties['channel']) IN ('email', 'mail', 'e-mail'), 'edm', lower(properties['channel'])) AS by,
            at,
            toDate(0),
            toInt64(1)
        FROM said
        WHERE type IN ('message_click', 'message_clicked', 'message_reply', 'message_replied') AND by != ''
        UNION ALL
        SELECT member_id, 'answer', toString(channel), at, toDate(0), toInt64(1)
        FROM message_events FINAL
        WHERE brand = {brand:String} AND type IN ('clicked', 'replied') AND channel != ''
            AND toDate(at, zone) > {date:Date} - 365 AND toDate(at, zone) <= {date:Date}
    ),
    reported AS
    (
        SELECT n.member_id AS member_id, s.sign AS sign, s.channel AS channel, s.at AS at, s.date AS date, s.weight AS weight
        FROM signs AS s
        INNER JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String} AND member_id != 0 AND node IN (SELECT node FROM signs)
        ) AS n ON n.node = s.node
    )
SELECT
    member_id,
    max(born)                                     AS born_in_month,
    max(joined)                                   AS registered_in_month,
    max(expiring)                                 AS points_expire,
    max(carted)                                   AS cart_on,
    max(voiced)                                   AS spoke,
    max(waiting)                                  AS open_ticket,
    max(preferred)                                AS preferred_channel,
    max(own)                                      AS own_tags
FROM
(
    SELECT
        member_id,
        substring(birth_date, -5, 2) = substring(toString({date:Date}), 6, 2)                       AS born,
        ifNull(registered_on BETWEEN toStartOfMonth({date:Date}) AND {date:Date}, false)            AS joined,
        arrayExists(on -> on > {date:Date} AND on <= {date:Date} + 30, points_expire_on)            AS expiring,
        toDate(0)                                                                                   AS carted,
        false                                                                                       AS voiced,
        false                                                                                       AS waiting,
        ''                                                                                          AS preferred,
        tags                                                                                        AS own
    FROM members
    WHERE brand = {brand:String} AND (born OR joined OR expiring OR notEmpty(tags))

    UNION ALL

    SELECT
        member_id,
        false,
        false,
        false,
        maxIf(date, sign = 'cart'),
        countIf(sign = 'voice') > 0,
        countIf(sign = 'ticket') > 0 OR sumIf(weight, sign = 'nameless') > 0,
        '',
        []
    FROM reported
    WHERE sign != 'answer'
    GROUP BY member_id

    UNION ALL

    SELECT member_id, false, false, false, toDate(0), false, false, argMin(channel, (-answers, -last_ms, channel)), []
    FROM
    (
        SELECT member_id, channel, toInt64(count()) AS answers, toUnixTimestamp64Milli(max(at)) AS last_ms
        FROM reported
        WHERE sign = 'answer'
        GROUP BY member_id, channel
    )
    GROUP BY member_id
)
GROUP BY member_id;

-- The products of the last 365 days; recommend/products.sql makes them and their
-- links for the last date of a generation.
CREATE TABLE products_sold
(
    brand         LowCardinality(String),
    date          Date,
    product       String,                            -- sku, or the product's id without one
    category      String,                            -- of the last line with one
    buyers        UInt64,
    repeat_buyers UInt64,                            -- who bought it on several dates
    generation    UInt64
)
ENGINE = MergeTree
ORDER BY (brand, date, generation, product);

CREATE TABLE product_links
(
    brand      LowCardinality(String),
    date       Date,
    reason     String,                               -- together:<product> or popular:<category>
    product    String,
    score      Float64,
    again      Bool,                                 -- a consumable: also for who has bought it
    generation UInt64
)
ENGINE = MergeTree
ORDER BY (brand, date, generation, reason, product);

-- Up to five products for each member with a purchase, as of the last published
-- date: what goes best with one of the 20 products that the member bought last,
-- then what is popular in the category of most of these. What the member bought
-- before is left out unless it is a consumable. Derived when it is read: only
-- products are stored, not members times products. Ask for a brand, or for members
-- of it. [NASLD: 推薦]
CREATE VIEW recommendations AS
WITH
    latest AS
    (
        SELECT brand AS of_brand, max(date) AS on_date, argMax(generation, date) AS of_generation
        FROM published
        GROUP BY brand
    ),
    bought AS
    (
        SELECT p.brand AS brand, p.member_id AS member_id, p.product AS product, max(p.bought_on) AS last_on
        FROM
        (
            SELECT
                m.brand AS brand,
                m.member_id AS member_id,
                m.date AS bought_on,
                arrayJoin(arrayFilter(p -> p != '', arrayMap(code -> substring(code, position(code, '/') + 1), m.codes))) AS product
            FROM (SELECT brand, member_id, date, `goods.code` AS codes FROM member_orders FINAL WHERE seq > 0 AND notEmpty(`goods.code`)) AS m
        ) AS p
        INNER JOIN latest AS d ON d.of_brand = p.brand
        WHERE p.bought_on <= d.on_date
        GROUP BY p.brand, p.member_id, p.product
    ),
    people AS
    (
        SELECT
            b.brand                                                                           AS brand,
            b.member_id                                                                       AS member_id,
            groupArray(b.product)                                                             AS owned,
            arraySlice(arraySort(groupArray((-toInt32(b.last_on), b.product, s.category))), 1, 20) AS basket,
            arrayFilter(c -> c != '', arrayMap(p -> p.3, basket))                             AS categories,
            arraySort(c -> (-toInt64(countEqual(categories, c)), c), categories)[1]           AS favourite
        FROM bought AS b
        LEFT JOIN
        (
            SELECT brand, product, category
            FROM products_sold
            WHERE (brand, date, generation) IN (SELECT of_brand, on_date, of_generation FROM latest)
        ) AS s ON s.brand = b.brand AND s.product = b.product
        GROUP BY b.brand, b.member_id
    ),
    ranked AS
    (
        SELECT
            r.brand                                                                           AS brand,
            r.member_id                                                                       AS member_id,
            l.product                                                                         AS product,
            min((startsWith(l.reason, 'popular:'), -l.score, l.reason))                       AS best
        FROM
        (
            SELECT
                brand,
                member_id,
                owned,
                arrayJoin(arrayPushBack(arrayMap(p -> concat('together:', p.2), basket), concat('popular:', favourite))) AS reason
            FROM people
        ) AS r
        INNER JOIN
        (
            SELECT brand, reason, product, score, again
            FROM product_links
            WHERE (brand, date, generation) IN (SELECT of_brand, on_date, of_generation FROM latest)
        ) AS l ON l.brand = r.brand AND l.reason = r.reason
        WHERE l.again OR NOT has(r.owned, l.product)
        GROUP BY r.brand, r.member_id, l.product
    )
SELECT brand, member_id, product, -best.2 AS score, best.3 AS why, toUInt8(place) AS position
FROM
(
    SELECT brand, member_id, product, best, row_number() OVER (PARTITION BY brand, member_id ORDER BY best, product) AS place
    FROM ranked
)
WHERE place <= 5;
