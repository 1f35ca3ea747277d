-- Whose nights each worker runs.
ALTER TABLE workers ADD COLUMN IF NOT EXISTS brands Array(String) COMMENT 'of its config; empty: a worker of an earlier release';
