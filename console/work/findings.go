package work

import (
	"fmt"
	"slices"

	"regulars/schema/view"
)

// WorkerLine is a worker that polls, and the config that it serves.
type WorkerLine struct{ Identity, Config, Since, Other, Refused string }

// FindingLine is what one question of a check found.
type FindingLine struct {
	What, Says, State, Tone string
	Warnings                []string
}

// Findings are what a check found.
func (s Shown) Findings(findings []Finding) []FindingLine {
	var lines []FindingLine
	for _, f := range findings {
		line := FindingLine{What: f.What, Says: f.Says, State: s.T.CheckFine, Tone: "done", Warnings: f.Warnings}
		switch {
		case f.Bad:
			line.State, line.Tone = s.T.CheckBad, "failed"
		case len(f.Warnings) > 0:
			line.State, line.Tone = s.T.CheckWarns, "held"
		}
		lines = append(lines, line)
	}
	return lines
}

// Workers are those that poll. fingerprint is of the config that the page was made of.
func (s Shown) Workers(polling []string, configs []view.Worker, fingerprint string) []WorkerLine {
	var lines []WorkerLine
	for _, identity := range polling {
		line := WorkerLine{Identity: identity}
		if i := slices.IndexFunc(configs, func(w view.Worker) bool { return w.Identity == identity }); i >= 0 {
			w := configs[i]
			line.Config, line.Since = w.Config+" ("+w.Fingerprint+")", s.Stamp(w.At)
			if w.Fingerprint != fingerprint {
				line.Other = s.T.ConfigOther
			}
			if w.Refused != "" {
				line.Refused = fmt.Sprintf(s.T.ConfigRefused, w.Refused)
			}
		}
		lines = append(lines, line)
	}
	return lines
}
