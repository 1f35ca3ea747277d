package config

import "fmt"

func (r *reader) checkPrediction(path string, p *Prediction) {
	r.positive(path+".refit_days", p.RefitDays)
	if !(p.AtRisk > 0 && p.AtRisk <= 1) {
		r.Add(path+".at_risk", fmt.Sprintf("%s is no probability below which somebody is at risk", r.Written(path+".at_risk")), "write a number above 0 and up to 1, such as 0.5")
	}
}
