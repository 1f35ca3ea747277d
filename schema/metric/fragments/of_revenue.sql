-- What a member's revenue is made of: purchases, and returns that name no order that
-- is known. Each changes it by revenue - returned on its own date. A return is no
-- purchase (seq 0).
(seq > 0 OR returned != 0 AND member_id != 0)
