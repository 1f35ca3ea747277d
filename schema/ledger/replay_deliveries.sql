-- What a replay reads in place of deliveries: the real ones of before its first date,
-- and after that those that it planned itself, which come with the query.
(
    SELECT
        brand, campaign, date, member_id, toString(state) AS state, toString(reason) AS reason, toString(channel) AS channel, address_hash
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND date < {replay_from:Date}
    UNION ALL
    SELECT
        {brand:String} AS brand, campaign, date, member_id, state, reason, channel, address_hash
    FROM replayed
)
