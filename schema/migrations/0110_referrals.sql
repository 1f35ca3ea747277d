-- The referral code of each member and programme. It was given to the id that the member had
-- then: a merge takes it over, and an undone one gives it back. Of several codes of a member
-- the oldest is the one that messages carry; all of them count. That a code is nobody else's
-- says coupon_claims.
CREATE TABLE referral_codes
(
    brand     LowCardinality(String),
    programme LowCardinality(String),
    member_id UInt64,
    code      String,
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, programme, member_id, code);

-- Who invited whom: the purchases with a referral code of another member. Of several codes
-- the one that was given last counts. A purchase of nobody, of the inviter, or from before the
-- code was given invites nobody. Each invited member counts once, by the first such purchase;
-- whether that is their first one at all says is_first.
CREATE VIEW referrals AS
WITH
    codes AS
    (
        SELECT c.code AS code, c.programme AS programme, if(n.member_id = 0, c.holder, n.member_id) AS inviter, c.since AS since
        FROM
        (
            SELECT upper(code) AS code, toString(programme) AS programme, member_id AS holder, min(at) AS since
            FROM referral_codes
            WHERE brand = {brand:String}
            GROUP BY code, programme, holder
        ) AS c
        LEFT JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String} AND node IN (SELECT member_id FROM referral_codes WHERE brand = {brand:String})
        ) AS n ON n.node = c.holder
    ),
    carried AS
    (
        SELECT carried_at, carried_by, carried_code
        FROM
        (
            SELECT toString(shop) AS carried_at, order_id AS carried_by, arrayJoin(arrayMap(written -> upper(written), coupons)) AS carried_code
            FROM orders FINAL
            WHERE brand = {brand:String} AND notEmpty(coupons)
        )
        WHERE carried_code IN (SELECT code FROM codes)
    ),
    bought AS
    (
        SELECT member_id AS buyer, toString(shop) AS sold_at, order_id AS sold, placed_at, date, seq, revenue, discount
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND member_id != 0 AND (toString(shop), order_id) IN (SELECT carried_at, carried_by FROM carried)
    ),
    taken AS
    (
        SELECT
            buyer, sold_at, sold, any(placed_at) AS moment, any(date) AS day, any(seq) = 1 AS is_first, any(revenue) AS spent, any(discount) AS off,
            argMax((inviter, programme, code), (since, code)) AS by
        FROM bought
        INNER JOIN carried ON carried_at = sold_at AND carried_by = sold
        INNER JOIN codes ON code = carried_code
        WHERE inviter != buyer AND placed_at >= since
        GROUP BY buyer, sold_at, sold
    )
SELECT
    day AS date, sold_at AS shop, sold AS order_id, moment AS placed_at, buyer AS invitee, by.1 AS inviter, by.2 AS programme, by.3 AS code,
    spent AS revenue, off AS discount, is_first,
    row_number() OVER (PARTITION BY buyer ORDER BY moment, sold_at, sold) = 1 AS invites
FROM taken;
