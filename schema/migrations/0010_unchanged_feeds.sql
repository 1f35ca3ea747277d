-- A feed whose files are as an earlier load left them is compared with that
-- load's counts; the certificate says so.
ALTER TABLE reconciliation ADD COLUMN IF NOT EXISTS unchanged Bool DEFAULT false AFTER reason;
