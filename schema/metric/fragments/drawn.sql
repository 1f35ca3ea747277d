-- Whether a delivery's member took part in the draw of the holdout: it is drawn last, among
-- those whom the plan itself did not exclude, so that they alone are alike. One who is
-- excluded later was drawn.
(state, reason, planned_at, at) -> state != 'excluded' OR reason = 'holdout' OR at > planned_at
