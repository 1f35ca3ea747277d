/*---
title: The purchases of members who buy online and offline
evidence:
  - names: [cross_shop_members]
    numerator: "members with purchases in both kinds of shop: their purchases so far"
  - names: [online_to_offline, offline_to_online]
    numerator: >-
      members of the denominator with a purchase in the other kind in the last 365 days: these
      purchases
    denominator: >-
      members all of whose purchases 365 days ago and before were in the first kind: these purchases
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
WITH
    sold AS
    (
        SELECT
            member_id, shop, order_id,
            date <= {to:Date} - 365 AS long_ago,
            (shop IN (SELECT shop FROM shop_settings FINAL WHERE brand = {brand:String} AND kind = 'offline'))
                = ({metric:String} = 'online_to_offline') AS other
        FROM {purchases:Identifier}
        WHERE seq >= 1
    ),
    movers AS
    (
        SELECT
            member_id                                                              AS mover,
            countIf(long_ago AND NOT other) > 0 AND countIf(long_ago AND other) = 0 AS of_one_kind,
            of_one_kind AND countIf(other) > 0                                     AS came,
            countIf(other) > 0 AND countIf(NOT other) > 0                          AS of_both
        FROM sold
        GROUP BY member_id
    )
SELECT
    s.member_id,
    s.shop,
    s.order_id,
    if
    (
        {metric:String} = 'cross_shop_members' AND m.of_both OR {metric:String} != 'cross_shop_members' AND m.came AND s.other,
        toNullable(toDecimal128(1, 4)),
        NULL
    ),
    if({metric:String} != 'cross_shop_members' AND m.of_one_kind AND s.long_ago, toNullable(toDecimal128(1, 4)), NULL),
    toString(s.member_id),
    toString(s.member_id)
FROM sold AS s
INNER JOIN movers AS m ON m.mover = s.member_id;
