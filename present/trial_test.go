package present

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTrialSentences(t *testing.T) {
	taipei := time.FixedZone("Taipei", 8*60*60)
	trial := Trial{Campaign: "wake-up", Rule: "after 1000 or 2 days", Drawn: 1200}
	require.Equal(t, "wake-up: the rule “after 1000 or 2 days” has not decided between the variants yet; 1,200 members have theirs by lot", trial.Sentence(&English, taipei))
	trial.Decided, trial.At = true, time.Date(2026, 11, 20, 20, 5, 0, 0, time.UTC)
	trial.Shares = []TrialShare{{"coupon", 9, 300}, {"story", 30, 301}}
	require.Equal(t, "wake-up: the rule “after 1000 or 2 days” found no variant surely better on 2026-11-21 04:05, so the weights stay (coupon: 9 of 300 bought; story: 30 of 301 bought)",
		trial.Sentence(&English, taipei))
	trial.Variant = "story"
	require.Equal(t, "wake-up: the rule “after 1000 or 2 days” gave the rest to story on 2026-11-20 20:05 (coupon: 9 of 300 bought; story: 30 of 301 bought)", trial.Sentence(&English, nil))
	trial.By = "mei"
	require.Equal(t, "wake-up: mei gave the rest to story on 2026-11-20 20:05", trial.Sentence(&English, nil))
	require.Equal(t, "wake-up：mei 決定其餘會員使用 story（2026-11-20 20:05）", trial.Sentence(&Chinese, nil))
}
