/*---
title: The orders by which members count as buyers
evidence:
  - names: [buyers]
    numerator: members with a purchase in the window
  - names: [returning_buyers]
    numerator: members with a purchase of seq >= 2 in it
  - names: [members]
    numerator: each member who is registered or has any order by the date
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
SELECT member_id, shop, order_id, 1, toString(member_id)
FROM {purchases:Identifier}
WHERE in_scope AND in_window AND {metric:String} != 'members' AND seq >= if({metric:String} = 'buyers', 1, 2);

INSERT INTO {found:Identifier} (member_id, numerator)
SELECT member_id, 1
FROM members
WHERE brand = {brand:String} AND known_on <= {to:Date} AND {metric:String} = 'members';
