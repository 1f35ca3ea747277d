-- How many labels the last step changed.
SELECT count()
FROM {labels:Identifier} AS a
INNER JOIN {next:Identifier} AS b ON a.node = b.node
WHERE a.label != b.label
