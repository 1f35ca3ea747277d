package oracle

import "strconv"

// nps: "survey_score events whose survey is nps or absent/empty, score = read as
// a number 0..10 (others are ignored): (promoters score>=9 - detractors
// score<=6) / responses, as a share -1..1. Each event is one response."
func nps(f frame) figure {
	balance, responses := 0, 0
	for _, e := range f.events([]string{"survey_score"}, func(e *event) bool { return e.says("survey", "nps") }) {
		score, valid := e.score(0, 10)
		if !valid {
			continue
		}
		responses++
		if score >= 9 {
			balance++
		}
		if score <= 6 {
			balance--
		}
	}
	return share(balance, responses)
}

// csat: "survey csat, score 1..5: responses with score >= 4 / responses".
func csat(f frame) figure {
	content, responses := 0, 0
	for _, e := range f.events([]string{"survey_score"}, func(e *event) bool { return e.properties["survey"] == "csat" }) {
		score, valid := e.score(1, 5)
		if !valid {
			continue
		}
		responses++
		if score >= 4 {
			content++
		}
	}
	return share(content, responses)
}

// complaintRate: "ticket_opened events in the window whose kind is complaint or
// absent/empty / purchases of the window (metric orders)".
func complaintRate(f frame) figure {
	complaints := f.events([]string{"ticket_opened"}, func(e *event) bool { return e.says("kind", "complaint") })
	return share(len(complaints), len(f.purchases(every)))
}

// returnRate: "return_requested events, distinct by order_id (an event without
// one counts separately) / purchases".
func returnRate(f frame) figure {
	requests, seen := 0, map[string]bool{}
	for _, e := range f.events([]string{"return_requested"}, all) {
		order := e.properties["order_id"]
		if order == "" || !seen[order] {
			requests++
		}
		seen[order] = true
	}
	return share(requests, len(f.purchases(every)))
}

// says reports whether a property has a value, or none.
func (e *event) says(property, value string) bool {
	said := e.properties[property]
	return said == "" || said == value
}

func (e *event) score(lowest, highest float64) (score float64, valid bool) {
	score, err := strconv.ParseFloat(e.properties["score"], 64)
	return score, err == nil && lowest <= score && score <= highest
}
