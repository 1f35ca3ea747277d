-- A few rows of a brand as release 0.1.0 left them: an order with a refund, a night that
-- is certified, and a campaign whose books are closed.
INSERT INTO loads (brand, shop, entity, load_id, kind, window_from, window_to, state, received, stored, started_at, finished_at, version)
VALUES ('acme', 'web', 'orders', 'nightly/acme/2026-11-20', 'window', '2026-11-20 00:00:00', '2026-11-21 00:00:00', 'done', 2, 2, '2026-11-21 02:00:00', '2026-11-21 02:00:09', 1);
INSERT INTO orders (brand, shop, order_id, placed_at, date, email, placed, paid, currency, rate, total, refunded, `refunds.id`, `refunds.date`, `refunds.amount`, load_id, version, is_deleted)
VALUES ('acme', 'web', '1001', '2026-11-20 03:00:00', '2026-11-20', 'anna@example.com', true, true, 'TWD', 1, 1200, 200, ['r1'], ['2026-11-20'], [200], 'nightly/acme/2026-11-20', 1, 0),
       ('acme', 'web', '1002', '2026-11-20 04:00:00', '2026-11-20', 'bo@example.com', true, true, 'TWD', 1, 500, 0, [], [], [], 'nightly/acme/2026-11-20', 1, 0);
INSERT INTO campaign_runs (brand, campaign, date, state, reason, by, bits, planned, at, version)
VALUES ('acme', 'wake', '2026-11-20', 'done', '', 'anna', 0, 3, '2026-11-21 03:00:00', 1);
INSERT INTO deliveries (brand, campaign, date, member_id, state, reason, channel, block, address_hash, version)
VALUES ('acme', 'wake', '2026-11-20', 1, 'sent', '', 'edm', 0, 'a1', 1), ('acme', 'wake', '2026-11-20', 2, 'unknown', 'no_answer', 'sms', 0, 'a2', 1),
       ('acme', 'wake', '2026-11-20', 3, 'excluded', 'no_consent', '', 0, '', 1);
INSERT INTO delivery_attempts (brand, campaign, date, member_id, claim, claimant, batch, channel, state, version)
VALUES ('acme', 'wake', '2026-11-20', 1, 'c/1', 'c', '1', 'edm', 'sent', 1), ('acme', 'wake', '2026-11-20', 2, 'c/2', 'c', '2', 'sms', 'unknown', 1);
INSERT INTO suppressions (brand, channel, address_hash, reason, source, active, version) VALUES ('acme', 'edm', 'a9', 'opted_out', 'link', true, 1);
INSERT INTO certificates (brand, date, whole, reasons, shops, campaigns, at, version)
VALUES ('acme', '2026-11-20', true, [], '[]', '[]', '2026-11-21 03:00:00', 1);
