-- The orders by which members count as buyers.
--
-- evidence     buyers, returning_buyers, members
-- numerator    buyers: members with a purchase in the window. returning_buyers:
--              members with a purchase of seq >= 2 in it. members: each member who
--              is registered or has any order by the date.
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
SELECT member_id, shop, order_id, 1, toString(member_id)
FROM {purchases:Identifier}
WHERE in_scope AND in_window AND {metric:String} != 'members' AND seq >= if({metric:String} = 'buyers', 1, 2);

INSERT INTO {found:Identifier} (member_id, numerator)
SELECT member_id, 1
FROM members
WHERE brand = {brand:String} AND known_on <= {to:Date} AND {metric:String} = 'members';
