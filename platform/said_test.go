package platform_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// What a record says twice is no yes unless it is one both times, and a time without a zone
// dates nothing: it may be hours later than the answer was.
func TestSaid(t *testing.T) {
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		fields  [][2]string
		answer  regulars.Answer
		at      time.Time
		unknown string
	}{
		"a yes":                   {[][2]string{{"ok", "yes"}, {"ok_at", "2026-11-02T18:00:00+08:00"}}, regulars.AnswerYes, at, ""},
		"nothing":                 {nil, regulars.AnswerNone, time.Time{}, ""},
		"not confirmed":           {[][2]string{{"ok", "pending"}}, regulars.AnswerNone, time.Time{}, ""},
		"another word":            {[][2]string{{"ok", "stop"}}, regulars.AnswerNo, time.Time{}, "stop"},
		"yes, then no":            {[][2]string{{"ok", "yes"}, {"ok", "no"}}, regulars.AnswerNo, time.Time{}, ""},
		"no, then yes":            {[][2]string{{"ok", "no"}, {"ok", "yes"}}, regulars.AnswerNo, time.Time{}, ""},
		"unticked, then yes":      {[][2]string{{"ok", ""}, {"ok", "yes"}}, regulars.AnswerNone, time.Time{}, ""},
		"not confirmed, then yes": {[][2]string{{"ok", "pending"}, {"ok", "yes"}}, regulars.AnswerNone, time.Time{}, ""},
		"yes twice":               {[][2]string{{"ok", "yes"}, {"ok", "on"}}, regulars.AnswerYes, time.Time{}, ""},
		"two times":               {[][2]string{{"ok", "yes"}, {"ok_at", "2026-11-02T10:00:00Z"}, {"ok_at", "2026-11-03T10:00:00Z"}}, regulars.AnswerYes, time.Time{}, ""},
		"one time twice":          {[][2]string{{"ok", "yes"}, {"ok_at", "2026-11-02T10:00:00Z"}, {"ok_at", "2026-11-02T10:00:00Z"}}, regulars.AnswerYes, at, ""},
		"no zone":                 {[][2]string{{"ok", "yes"}, {"ok_at", "2026-11-02T18:00:00"}}, regulars.AnswerYes, time.Time{}, ""},
		"as WordPress keeps time": {[][2]string{{"ok", "yes"}, {"ok_at", "2026-11-02 18:00:00"}}, regulars.AnswerYes, time.Time{}, ""},
	} {
		said := platform.Said{}
		for _, f := range c.fields {
			said.Put(f[0], f[1])
		}
		require.Equal(t, regulars.Consent{Channel: "edm", Purpose: "marketing", Answer: c.answer, At: c.at, Source: "here", Unknown: c.unknown},
			said.Consent("edm", "ok", "ok_at", "here"), name)
	}
}
