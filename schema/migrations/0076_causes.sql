-- Why a night isn't whole, as a code with its parameters: sentences are for people, and
-- there are two languages.

ALTER TABLE reconciliation
    ADD COLUMN IF NOT EXISTS cause String COMMENT 'of reason: a code with its parameters, JSON; empty in lines of before';

ALTER TABLE certificates
    ADD COLUMN IF NOT EXISTS causes String COMMENT 'of each of reasons, in their order: codes with their parameters, JSON; empty in certificates of before';
