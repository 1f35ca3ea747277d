-- What the cycle and the fits that hold on a date were made of, and what there is of the
-- same time by now. A cycle that the config sets is made of nothing.
WITH
    (
        SELECT if(argMax(source, valid_from) = 'config', toDate(0), max(valid_from))
        FROM cycle_used FINAL
        WHERE brand = {brand:String} AND valid_from <= {date:Date}
    ) AS month,
    (SELECT max(fitted_on) FROM model_fits FINAL WHERE brand = {brand:String} AND fitted_on <= {date:Date}) AS fitted
SELECT
    month,
    (SELECT max(gaps) FROM cycle_used FINAL WHERE brand = {brand:String} AND valid_from = month)                          AS gaps_then,
    (SELECT count() FROM member_orders FINAL WHERE brand = {brand:String} AND day_last AND prev_date != toDate(0) AND date < month) AS gaps_now,
    fitted,
    (SELECT max(members) FROM model_fits FINAL WHERE brand = {brand:String} AND fitted_on = fitted)                       AS members_then,
    (SELECT uniqExact(member_id) FROM member_orders FINAL WHERE brand = {brand:String} AND is_purchase AND member_id != 0 AND date <= fitted AND fitted != toDate(0)) AS members_now
