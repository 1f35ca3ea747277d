-- Whom answers that named no address ask for nothing more, or can't be reached any more.
SELECT toString(channel) AS channel, toString(type) AS type, hard, at, member_id, address_hash
FROM answers_found(brand = {brand:String}, since = {since:DateTime64(3, 'UTC')})
WHERE type IN ('complained', 'unsubscribed') OR type = 'bounced' AND hard
