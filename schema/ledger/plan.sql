-- Writes the plan of a campaign on a business date.
INSERT INTO deliveries
/*plan_rows*/
