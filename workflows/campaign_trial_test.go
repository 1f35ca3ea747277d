package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/schema/ledger"
	"regulars/workflows"
)

// triesVariants lets ten members of each of two blocks wait for a rule, which decides when
// decided says so.
func (e *env) triesVariants(terms activities.Terms, decided func(looks int) activities.Look) (looked *[]time.Time) {
	e.OnActivity(deliveries.PlanCampaign, mock.Anything, mock.Anything).Return(activities.CampaignPlan{
		State: ledger.RunPlanned, Blocks: 2, Books: ledger.Books{Planned: 20, Open: 20}, Waiting: 10,
	}, nil)
	e.sendsWell(2, terms)
	e.certifiesWell()
	looked = &[]time.Time{}
	e.OnActivity(deliveries.LookAtVariants, mock.Anything, mock.Anything).Return(func(context.Context, activities.CampaignRef) (activities.Look, error) {
		*looked = append(*looked, e.Now())
		return decided(len(*looked)), nil
	})
	return looked
}

func tried(t *testing.T) *env {
	e := newEnv(t)
	e.triesVariants(atOnce(), func(int) activities.Look { return activities.Look{Decided: true, Variant: "story"} })
	e.ExecuteWorkflow(workflows.CampaignName, workflows.CampaignInput{Brand: brand, Campaign: "welcome", Date: date})
	require.NoError(t, e.GetWorkflowError())
	return e
}

func TestCampaignWithARule(t *testing.T) {
	in := workflows.CampaignInput{Brand: brand, Campaign: "welcome", Date: date}

	t.Run("sends the rest when it is decided, also when its date is past by then", func(t *testing.T) {
		e := newEnv(t)
		due := e.Now().Add(50*time.Hour + 20*time.Minute)
		var afterwards map[uint32]int
		looked := e.triesVariants(atOnce(), func(looks int) activities.Look { // past after 20 hours
			afterwards = e.blocks()
			if e.Now().Before(due) {
				return activities.Look{Due: due}
			}
			return activities.Look{Decided: true, Variant: "story"}
		})
		e.RegisterDelayedCallback(func() {
			progress := query[workflows.CampaignProgress](t, e)
			require.Equal(t, workflows.CampaignWaiting, progress.State)
			require.Contains(t, progress.Waits, "until 2026-03-17 06:20 UTC for the rule to decide which variant 10 members get")
		}, 30*time.Hour)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, map[uint32]int{0: 1, 1: 1}, afterwards, "the others went first")
		require.Equal(t, map[uint32]int{0: 2, 1: 2}, e.blocks())
		last := (*looked)[len(*looked)-1]
		require.WithinDuration(t, due, last, time.Minute)
		require.Len(t, *looked, 52, "it asks every hour, since other nights and people may decide, and when it is due")
		require.Equal(t, workflows.CampaignDone, query[workflows.CampaignProgress](t, e).State)
	})

	t.Run("a person decides earlier", func(t *testing.T) {
		e := newEnv(t)
		decided := func() bool {
			for _, in := range e.decisions() {
				for _, d := range in.Decisions {
					if d.Name == "decide" {
						require.Equal(t, []string{"coupon", "mei", "soon over"}, []string{d.Variant, d.By, d.Note})
						return true
					}
				}
			}
			return false
		}
		looked := e.triesVariants(atOnce(), func(int) activities.Look { return activities.Look{Decided: decided(), Variant: "coupon"} })
		e.update(90*time.Minute, workflows.DecideUpdate, false, workflows.Decision{By: "mei"})
		e.update(100*time.Minute, workflows.DecideUpdate, true, workflows.Decision{By: "mei", Reason: "soon over", Variant: "coupon"})
		began := e.Now()
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, *looked, 3)
		require.WithinDuration(t, began.Add(100*time.Minute), (*looked)[2], time.Minute)
		require.Equal(t, map[uint32]int{0: 2, 1: 2}, e.blocks())
	})

	t.Run("nobody decides where nobody waits", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.SendAt = e.Now().Add(2 * time.Hour)
		e.sendsWell(1, terms)
		e.certifiesWell()
		e.update(time.Hour, workflows.DecideUpdate, false, workflows.Decision{By: "mei", Variant: "coupon"})
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
	})

	t.Run("a cancelled one sends the rest nothing", func(t *testing.T) {
		e := newEnv(t)
		e.triesVariants(atOnce(), func(int) activities.Look { return activities.Look{} })
		e.update(30*time.Hour, workflows.CancelUpdate, true, workflows.Decision{By: "mei"})
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, map[uint32]int{0: 1, 1: 1}, e.blocks())
		require.Equal(t, workflows.CampaignCancelled, query[workflows.CampaignProgress](t, e).State)
	})
}
