-- When a delivery may go, where each member has an hour of its own, and which products the
-- text may recommend: as they were when it was planned, so that every try says the same.
ALTER TABLE deliveries
    ADD COLUMN IF NOT EXISTS due_at Nullable(DateTime('UTC')) COMMENT 'not before; none: with the others' AFTER variant,
    ADD COLUMN IF NOT EXISTS recommended Array(String) COMMENT 'products by their codes, the best first' AFTER due_at;
