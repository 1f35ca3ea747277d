package activities

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/decision"
	"regulars/schema/ledger"
)

// The rule looks once as many as it asks for had a day to answer, or the time has passed
// since the first, whichever comes first; never at what came of them.
func TestWhenARuleLooks(t *testing.T) {
	never := time.Unix(0, 0).UTC()
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	both := decision.Rule{Members: 1000, After: 48 * time.Hour}
	for name, test := range map[string]struct {
		rule           decision.Rule
		began, reached time.Time
		due            time.Time // 1970: not known
	}{
		"nobody got theirs yet":            {both, never, never, never},
		"too few":                          {both, noon, never, noon.Add(48 * time.Hour)},
		"enough, soon":                     {both, noon, noon.Add(time.Hour), noon.Add(25 * time.Hour)},
		"enough, but late":                 {both, noon, noon.Add(40 * time.Hour), noon.Add(48 * time.Hour)},
		"a number only, too few":           {decision.Rule{Members: 1000}, noon, never, never},
		"a number only":                    {decision.Rule{Members: 1000}, noon, noon.Add(400 * time.Hour), noon.Add(424 * time.Hour)},
		"a time only":                      {decision.Rule{After: 3 * time.Hour}, noon, never, noon.Add(3 * time.Hour)},
		"all were settled without sending": {both, never, noon, noon.Add(24 * time.Hour)},
	} {
		s := ledger.Standing{Drawn: 1000, Began: test.began, Reached: test.reached}
		require.Equal(t, test.due, dueAt(test.rule, s), name)
		if test.due == never {
			require.False(t, isDue(test.rule, s, noon.Add(9000*time.Hour)), name)
			continue
		}
		require.True(t, isDue(test.rule, s, test.due), name)
		require.False(t, isDue(test.rule, s, test.due.Add(-time.Second)), name)
	}
}
