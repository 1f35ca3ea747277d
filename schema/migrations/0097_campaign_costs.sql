-- What campaigns cost: the costs that name one, and what its messages cost at the prices of
-- the channels. Where a cost names the campaign, the date and the channel it is the invoice,
-- and stands in place of these.
CREATE VIEW campaign_costs AS
SELECT brand, shop, date, kind, campaign, channel, amount
FROM costs FINAL
WHERE campaign != ''
UNION ALL
SELECT brand, '' AS shop, date, 'messages' AS kind, campaign, channel, CAST(assumeNotNull(cost), 'Decimal(18, 4)') AS amount
FROM message_costs
WHERE cost IS NOT NULL
  AND (brand, date, campaign, channel) NOT IN (SELECT brand, date, campaign, channel FROM costs FINAL WHERE campaign != '');
