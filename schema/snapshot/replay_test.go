package snapshot_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/schema/derive"
	"regulars/schema/fit"
	"regulars/schema/ledger"
	"regulars/schema/metric"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
)

// A replay of several dates and campaigns counts what planning each of them by itself does.
func TestReplayEqualsTheDailyPlans(t *testing.T) {
	e := openEngine(t)
	facts := input.Random(rand.New(rand.NewPCG(7, 13)))
	from, to := prooftest.RandomRange(rand.New(rand.NewPCG(7, 14)), facts)
	brand := e.Load(t, "replayed", facts)
	_, err := derive.Run(t.Context(), e.DB, brand, to)
	require.NoError(t, err)
	_, err = fit.Ensure(t.Context(), e.DB, brand, from, to, nil)
	require.NoError(t, err)
	require.NoError(t, e.Publish(brand, metric.Measurement{From: from, To: to, Kind: "backfill"}))

	l, err := ledger.New(e.DB, "a key")
	require.NoError(t, err)
	var plans []ledger.Plan
	for _, stages := range [][]string{{audience.Everybody}, {"new", "active"}, {"sleep", "lost", "deep"}} {
		plans = append(plans, ledger.Plan{
			Run: ledger.Run{Brand: brand.Name, Campaign: stages[0]}, Audience: audience.Audience{Is: stages},
			Channels: []string{"edm", "sms"}, Purpose: "marketing",
		})
	}
	dates := []regulars.BusinessDate{to.AddDays(-1), to}
	count := func(each func(ledger.Plan) ledger.Played) (counted []string) {
		for _, date := range dates {
			for _, p := range plans {
				p.Date = date
				played := each(p)
				counted = append(counted, fmt.Sprint(date, p.Campaign, played.Reach.Members, played.Repeated, played.Planned, played.Excluded))
			}
		}
		return counted
	}
	daily := count(func(p ledger.Plan) ledger.Played {
		played := ledger.Played{Planned: map[string]uint64{}, Excluded: map[string]uint64{}}
		played.Reach, err = l.Audience(t.Context(), p)
		require.NoError(t, err)
		if played.Reach.Members == 0 {
			return played
		}
		lines, err := l.Preview(t.Context(), p)
		require.NoError(t, err)
		for _, line := range lines {
			if line.State == ledger.DeliveryPlanned {
				played.Planned[line.Channel] += line.Members
			} else {
				played.Excluded[line.Reason] += line.Members
			}
		}
		return played
	})
	reached := uint64(0)
	replay, err := l.NewReplay(dates[0])
	require.NoError(t, err)
	defer replay.Close(t.Context())
	together := count(func(p ledger.Plan) ledger.Played {
		played, err := replay.Play(t.Context(), p)
		require.NoError(t, err)
		reached += played.Reach.Members
		return played
	})
	require.Equal(t, daily, together)
	require.Positive(t, reached, "the brand has no members")
}
