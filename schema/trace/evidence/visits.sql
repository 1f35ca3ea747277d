/*---
title: The events that count as visits, logins and invitations
evidence:
  - names: [aarrr_visits]
    numerator: 1 for the first event of each visit
  - names: [aarrr_logins]
    numerator: 1 for each login
  - names: [aarrr_invitations]
    numerator: 1 for each invited event, and for the purchase by which each member counts who bought with another one's referral code
  - names: [aarrr_invitations_activated]
    numerator: 1 for each registered event that says who invited, and for such a purchase that is the member's first
---*/
INSERT INTO {found:Identifier} (member_id, shop, event_id, counted_on, numerator)
WITH
    people AS (SELECT node, member_id FROM identity_members WHERE brand = {brand:String}),
    seen AS
    (
        SELECT
            e.shop AS shop, e.event_id AS event_id, e.at AS at, e.date AS date, p.member_id AS member_id,
            multiIf(p.member_id != 0, concat('m:', toString(p.member_id)), e.visitor != '', concat('v:', e.visitor), concat('e:', e.event_id)) AS who
        FROM
        (
            SELECT shop, event_id, at, date, node, visitor
            FROM events FINAL
            WHERE brand = {brand:String} AND date <= {to:Date}
                AND multiIf
                (
                    {metric:String} = 'aarrr_logins', type = 'login',
                    {metric:String} = 'aarrr_invitations', type = 'invited',
                    {metric:String} = 'aarrr_invitations_activated', type = 'registered' AND properties['invited_by'] != '',
                    type IN ('page_view', 'product_view', 'search', 'add_to_cart', 'checkout_started')
                )
        ) AS e
        LEFT JOIN people AS p ON p.node = e.node
    )
SELECT member_id, shop, event_id, date, 1
FROM
(
    SELECT
        *,
        lagInFrame(at, 1, toDateTime64(0, 3, 'UTC')) OVER
        (
            PARTITION BY who ORDER BY at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS last_at
    FROM seen
)
WHERE date >= {from:Date} AND ({metric:String} != 'aarrr_visits' OR dateDiff('millisecond', last_at, at) >= 1800000);

INSERT INTO {found:Identifier} (member_id, shop, order_id, counted_on, numerator)
SELECT invitee, shop, order_id, date, 1
FROM referrals(brand = {brand:String})
WHERE invites AND date BETWEEN {from:Date} AND {to:Date}
    AND ({metric:String} = 'aarrr_invitations' OR {metric:String} = 'aarrr_invitations_activated' AND is_first);
