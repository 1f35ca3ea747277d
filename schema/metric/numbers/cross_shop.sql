/*---
title: "Movement between shops: who buys online and offline, and who came to the other"
source: "[三大模型: 全域]"
class: related
better: more
reads: [orders]
scopes: [brand]
restates: asof
note: A brand with one kind of shop has none of them
metrics:
  - names: [cross_shop_members]
    defined: members with purchases in both an online and an offline shop by the date
    unit: count
    of: members
    windows: [asof]
  - names: [online_to_offline]
    defined: >-
      of members all of whose purchases dated D-365 or before (at least one) were online, the share
      with an offline purchase dated D-364..D
    unit: ratio
    windows: [365d]
  - names: [offline_to_online]
    defined: the mirror of online_to_offline
    unit: ratio
    windows: [365d]
---*/
-- A member is of one kind a year after the first purchase in it, until a year
-- after the first one in the other, and has come to the other from that one on.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    firsts AS
    (
        SELECT
            toInt32(minIf(date, NOT offline))        AS online,
            toInt32(minIf(date, offline))            AS in_store
        FROM
        (
            SELECT
                member_id,
                date,
                shop IN (SELECT shop FROM shop_settings FINAL WHERE brand = {brand:String} AND kind = 'offline') AS offline
            FROM {facts:Identifier}
            WHERE seq > 0 AND date <= {to:Date}
        )
        GROUP BY member_id
    ),
    changes AS
    (
        SELECT
            change.1                                 AS metric,
            greatest(change.2, toInt32({from:Date})) AS at,
            toInt64(sum(change.3))                   AS moved,
            toInt64(sum(change.4))                   AS members
        FROM
        (
            SELECT online, in_store, online > 0 AND in_store > 0 AS both, greatest(online, in_store) AS later
            FROM firsts
        )
        ARRAY JOIN arrayConcat
        (
            if(both, [('cross_shop_members', later, 1, 0)], []),
            if(online > 0 AND (NOT both OR online < in_store), [('online_to_offline', online + 365, 0, 1)], []),
            if(in_store > 0 AND (NOT both OR in_store < online), [('offline_to_online', in_store + 365, 0, 1)], []),
            if(both AND online < in_store, [('online_to_offline', greatest(online + 365, later), 1, 0), ('online_to_offline', later + 365, -1, -1)], []),
            if(both AND in_store < online, [('offline_to_online', greatest(in_store + 365, later), 1, 0), ('offline_to_online', later + 365, -1, -1)], [])
        ) AS change
        WHERE change.2 <= toInt32({to:Date})
        GROUP BY metric, at

        UNION ALL

        SELECT
            arrayJoin(['cross_shop_members', 'online_to_offline', 'offline_to_online']),
            arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)),
            toInt64(0),
            toInt64(0)
    )
SELECT
    {brand:String},
    toDate(at),
    'brand',
    metric,
    if(metric = 'cross_shop_members', 'asof', '365d'),
    multiIf(metric = 'cross_shop_members', toFloat64(moved), members = 0, NULL, moved / members),
    toDecimal128(moved, 4),
    if(metric = 'cross_shop_members', NULL, toNullable(toDecimal128(members, 4))),
    {generation:UInt64}
FROM
(
    SELECT
        metric,
        at,
        sum(sum(moved)) OVER (PARTITION BY metric ORDER BY at)      AS moved,
        sum(sum(members)) OVER (PARTITION BY metric ORDER BY at)    AS members
    FROM changes
    GROUP BY metric, at
);
