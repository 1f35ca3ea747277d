-- What a member did up to a date, as member_asof reads it: run it narrowed to the member. What
-- makes somebody interested is what it is there.
SELECT
    max(cart_on)                                    AS cart_on,
    max(spoke)                                      AS spoke,
    max(open_ticket)                                AS open_ticket,
    max(preferred)                                  AS preferred,
    max(interested)                                 AS interested
FROM
(
    SELECT cart_on, spoke, open_ticket, toString(preferred_channel) AS preferred, false AS interested
    FROM member_signs(brand = {brand:String}, date = {date:Date})
    WHERE member_id = {member:UInt64}

    UNION ALL

    SELECT toDate(0), false, false, '', count() > 0
    FROM events FINAL
    WHERE brand = {brand:String} AND date <= {date:Date} AND node IN {nodes:Array(UInt64)}
      AND type IN ('page_view', 'product_view', 'add_to_cart', 'login', 'message_click', 'message_clicked')
)
