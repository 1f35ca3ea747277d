-- The fits that a brand has, up to a date.
SELECT fitted_on, model, parameters, state
FROM model_fits FINAL
WHERE brand = {brand:String} AND fitted_on <= {to:Date}
ORDER BY fitted_on, model
