package workflows_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/schema/ledger"
	"regulars/workflows"
)

func TestCampaign(t *testing.T) {
	in := workflows.CampaignInput{Brand: brand, Campaign: "welcome", Date: date}
	person := workflows.Decision{By: "mei"}

	t.Run("waits for its send_at", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.SendAt = e.Now().Add(6 * time.Hour)
		e.sendsWell(2, terms)
		e.certifiesWell()
		began := e.Now()
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.GreaterOrEqual(t, e.Now().Sub(began), 6*time.Hour)
		require.Equal(t, map[uint32]int{0: 1, 1: 1}, e.blocks())
		require.Equal(t, workflows.CampaignDone, query[workflows.CampaignProgress](t, e).State)
		require.Equal(t, ledger.RunDone, e.decisions()[len(e.decisions())-1].State)
	})

	t.Run("waits for a person, who may approve once", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.Approve = true
		e.sendsWell(1, terms)
		e.certifiesWell()
		e.update(time.Hour, workflows.ReleaseUpdate, false, person)
		e.update(2*time.Hour, workflows.ApproveUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
		require.Equal(t, "mei", e.decisions()[0].By)
	})

	t.Run("never sends for a past business date without a person's word", func(t *testing.T) {
		e := newEnv(t)
		terms := activities.Terms{SendAt: e.Now().Add(-48 * time.Hour), Past: e.Now().Add(-24 * time.Hour)}
		e.sendsWell(1, terms)
		e.certifiesWell()
		e.RegisterDelayedCallback(func() {
			require.Empty(t, e.blocks())
			progress := query[workflows.CampaignProgress](t, e)
			require.Equal(t, workflows.CampaignHeld, progress.State)
			require.Contains(t, progress.Waits, "its business date is past")
			require.Equal(t, ledger.RunHeld, e.decisions()[0].State)
		}, 24*time.Hour)
		e.update(25*time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
	})

	t.Run("asks again when its date becomes past while it is held", func(t *testing.T) {
		e := newEnv(t)
		e.sendsWell(1, atOnce()) // past after 20 hours
		e.certifiesWell()
		held := in
		held.Gate = "shop web: 5 of 6"
		e.RegisterDelayedCallback(func() { e.SignalWorkflow("gate", "") }, 30*time.Hour)
		e.RegisterDelayedCallback(func() {
			require.Empty(t, e.blocks(), "a night's word is not a person's")
			require.Contains(t, query[workflows.CampaignProgress](t, e).Waits, "its business date is past")
		}, 40*time.Hour)
		e.update(41*time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, held)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
	})

	t.Run("a person who approves a past one lets it go", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.Approve = true
		e.sendsWell(1, terms)
		e.certifiesWell()
		e.RegisterDelayedCallback(func() {
			require.Equal(t, workflows.CampaignHeld, query[workflows.CampaignProgress](t, e).State)
			require.Empty(t, e.blocks())
		}, 48*time.Hour)
		e.update(49*time.Hour, workflows.ApproveUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
	})

	t.Run("a resend is what a person has asked for: it waits for nobody", func(t *testing.T) {
		e := newEnv(t)
		terms := activities.Terms{SendAt: e.Now().Add(-48 * time.Hour), Past: e.Now().Add(-24 * time.Hour), Approve: true}
		e.sendsWell(1, terms)
		e.certifiesWell()
		whom := ledger.Again{Outcomes: []ledger.DeliveryState{ledger.DeliveryFailed}, Members: []uint64{7}}
		var planned []activities.PlanResendInput
		e.OnActivity(deliveries.PlanResend, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.PlanResendInput) (activities.CampaignPlan, error) {
			planned = append(planned, in)
			return activities.CampaignPlan{State: ledger.RunPlanned, Blocks: 1, Books: ledger.Books{Planned: 10, Open: 10}}, nil
		})
		e.ExecuteWorkflow(workflows.CampaignName, workflows.CampaignInput{Brand: brand, Campaign: "welcome#2", Date: date, Again: &whom, By: "mei"})
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
		require.Equal(t, []activities.PlanResendInput{{CampaignRef: activities.CampaignRef{Brand: brand, Campaign: "welcome#2", Date: date}, Whom: whom}}, planned)
		first := e.decisions()[0]
		require.Equal(t, []any{ledger.RunApproved, "mei", "welcome#2"}, []any{first.State, first.By, first.Campaign})
	})

	t.Run("mailboxes that refuse for now are tried again for hours, and then have failed", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.PlanCampaign, mock.Anything, mock.Anything).Return(activities.CampaignPlan{
			State: ledger.RunPlanned, Blocks: 2, Books: ledger.Books{Planned: 20, Open: 20},
		}, nil)
		var tries []activities.SendBlockInput
		var at []time.Duration
		began := e.Now()
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.SendBlockInput) (activities.BlockReport, error) {
			e.send(in.Block)
			if in.Block == 0 {
				return activities.BlockReport{Sent: 10}, nil
			}
			tries, at = append(tries, in), append(at, e.Now().Sub(began).Round(time.Minute))
			if in.LastTry {
				return activities.BlockReport{Failed: 1}, nil
			}
			return activities.BlockReport{Deferred: 1}, nil
		})
		e.sendsWell(2, atOnce())
		e.certifiesWell()
		e.RegisterDelayedCallback(func() {
			progress := query[workflows.CampaignProgress](t, e)
			require.Equal(t, workflows.CampaignWaiting, progress.State)
			require.Contains(t, progress.Waits, "for mailboxes that refused for now, until ")
		}, time.Minute)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, 1, e.blocks()[0], "what is done isn't sent again")
		minutes := []time.Duration{0, 5, 20, 50, 110, 230, 470}
		require.Len(t, tries, len(minutes))
		for i := range tries {
			require.Equal(t, minutes[i]*time.Minute, at[i])
			require.Equal(t, i == len(tries)-1, tries[i].LastTry)
		}
	})

	t.Run("a campaign that waits for mailboxes is cancelled at once", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).Return(activities.BlockReport{Deferred: 1}, nil).Once()
		e.sendsWell(1, atOnce())
		e.certifiesWell()
		e.update(2*time.Minute, workflows.CancelUpdate, true, person)
		began := e.Now()
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Less(t, e.Now().Sub(began), 4*time.Minute)
		require.Equal(t, ledger.RunCancelled, e.decisions()[len(e.decisions())-1].State)
	})

	t.Run("sends the first of them, then asks again", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.Approve = true
		var limits []int
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).Return(func(_ context.Context, b activities.SendBlockInput) (activities.BlockReport, error) {
			e.send(b.Block)
			e.mu.Lock()
			defer e.mu.Unlock()
			limits = append(limits, b.Limit)
			return activities.BlockReport{Sent: 10, Limited: b.Limit > 0 && b.Limit <= 10}, nil
		})
		e.sendsWell(4, terms)
		e.certifiesWell()
		few := workflows.Decision{By: "mei", Reason: "look first", First: 20}
		e.update(time.Hour, workflows.ApproveUpdate, true, few)
		e.RegisterDelayedCallback(func() {
			progress := query[workflows.CampaignProgress](t, e)
			require.Equal(t, workflows.CampaignApproval, progress.State)
			require.Contains(t, progress.Waits, "the first 20 are sent")
			require.Equal(t, []int{20, 10}, limits)
			last := e.decisions()[len(e.decisions())-1]
			require.Equal(t, ledger.RunPlanned, last.State, "it is approved no longer")
		}, 2*time.Hour)
		e.update(3*time.Hour, workflows.ApproveUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, []int{0, 0, 0}, limits[2:], "the block of which a part went is taken again")
		var decided []activities.CampaignDecision
		for _, state := range e.decisions() {
			decided = append(decided, state.Decisions...)
		}
		require.Len(t, decided, 2)
		require.Equal(t, []any{"approve", "mei", "look first", 20}, []any{decided[0].Name, decided[0].By, decided[0].Note, decided[0].First})
	})

	t.Run("nobody approves it in time", func(t *testing.T) {
		for name, within := range map[string]time.Duration{"before its date is past": 6 * time.Hour, "after it": 48 * time.Hour} {
			e := newEnv(t)
			terms := atOnce()
			terms.Approve, terms.ApproveWithin = true, within
			e.sendsWell(1, terms)
			e.certifiesWell()
			began := e.Now()
			e.ExecuteWorkflow(workflows.CampaignName, in)
			require.NoError(t, e.GetWorkflowError(), name)
			require.Empty(t, e.blocks(), name)
			require.Equal(t, within, e.Now().Sub(began).Truncate(time.Minute), name)
			require.Equal(t, workflows.CampaignCancelled, query[workflows.CampaignProgress](t, e).State, name)
			last := e.decisions()[len(e.decisions())-1]
			require.Equal(t, "nobody approved it within "+within.String(), last.By, name)
		}
	})

	t.Run("a decision that changes nothing is written down", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.Approve, terms.SendAt = true, e.Now().Add(6*time.Hour)
		e.sendsWell(1, terms)
		e.certifiesWell()
		e.update(time.Hour, workflows.HoldUpdate, true, workflows.Decision{By: "mei", Reason: "wait"})
		e.update(2*time.Hour, workflows.ApproveUpdate, true, person) // it is held still
		e.RegisterDelayedCallback(func() {
			last := e.decisions()[len(e.decisions())-1]
			require.Equal(t, ledger.RunHeld, last.State)
			require.Len(t, last.Decisions, 1)
			require.Equal(t, "approve", last.Decisions[0].Name)
		}, 3*time.Hour)
		e.update(4*time.Hour, workflows.CancelUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
	})

	t.Run("waits for the end of the quiet hours", func(t *testing.T) {
		e := newEnv(t)
		began := e.Now()
		opens := began.Add(3 * time.Hour)
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).Return(func(_ context.Context, b activities.SendBlockInput) (activities.BlockReport, error) {
			if b.Block == 1 && e.Now().Before(opens) {
				return activities.BlockReport{Sent: 4, QuietUntil: &opens}, nil
			}
			e.send(b.Block)
			return activities.BlockReport{Sent: 10}, nil
		})
		e.sendsWell(2, atOnce())
		e.certifiesWell()
		e.RegisterDelayedCallback(func() {
			progress := query[workflows.CampaignProgress](t, e)
			require.Equal(t, workflows.CampaignWaiting, progress.State)
			require.Contains(t, progress.Waits, "quiet hours")
		}, time.Hour)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, map[uint32]int{0: 1, 1: 1}, e.blocks())
		require.Equal(t, 3*time.Hour, e.Now().Sub(began).Truncate(time.Minute))
	})

	t.Run("is held by who stops everything", func(t *testing.T) {
		e := newEnv(t)
		stopped := true
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).Return(func(_ context.Context, b activities.SendBlockInput) (activities.BlockReport, error) {
			if stopped {
				stopped = false
				return activities.BlockReport{Stopped: true, StoppedBy: "mei stopped everything"}, nil
			}
			e.send(b.Block)
			return activities.BlockReport{Sent: 10}, nil
		})
		e.sendsWell(1, atOnce())
		e.certifiesWell()
		e.RegisterDelayedCallback(func() {
			require.Contains(t, query[workflows.CampaignProgress](t, e).Waits, "mei stopped everything")
		}, time.Hour)
		e.update(2*time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
	})

	t.Run("a hold outlasts an approval", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.Approve = true
		e.sendsWell(1, terms)
		e.certifiesWell()
		e.update(time.Hour, workflows.HoldUpdate, true, workflows.Decision{By: "mei", Reason: "wait"})
		e.update(2*time.Hour, workflows.ApproveUpdate, true, person)
		e.RegisterDelayedCallback(func() {
			require.Empty(t, e.blocks())
			require.Contains(t, query[workflows.CampaignProgress](t, e).Waits, "held by mei: wait")
			require.Equal(t, ledger.RunHeld, e.decisions()[len(e.decisions())-1].State)
		}, 3*time.Hour)
		e.update(4*time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
	})

	t.Run("is cancelled in the middle of sending", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).After(time.Minute).Return(func(_ context.Context, b activities.SendBlockInput) (activities.BlockReport, error) {
			e.send(b.Block)
			return activities.BlockReport{Sent: 10}, nil
		})
		e.sendsWell(12, atOnce())
		e.certifiesWell()
		e.update(90*time.Second, workflows.CancelUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 8, "a block began after the cancellation")
		require.Equal(t, ledger.RunCancelled, e.decisions()[len(e.decisions())-1].State)
		require.Equal(t, workflows.Books{Planned: 120, Sent: 80, Held: 40}, query[workflows.CampaignProgress](t, e).Books)
	})

	t.Run("held by the gate, released by a whole night", func(t *testing.T) {
		e := newEnv(t)
		e.sendsWell(1, atOnce())
		e.certifiesWell()
		held := in
		held.Gate = "shop web: 5 of 6"
		e.RegisterDelayedCallback(func() {
			require.Empty(t, e.blocks())
			e.SignalWorkflow("gate", "")
		}, time.Hour)
		e.ExecuteWorkflow(workflows.CampaignName, held)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
		require.Equal(t, ledger.RunHeld, e.decisions()[0].State)
	})

	t.Run("held by the gate, released by a person", func(t *testing.T) {
		e := newEnv(t)
		e.sendsWell(1, atOnce())
		e.certifiesWell()
		held := in
		held.Gate = "shop web: 5 of 6"
		e.update(time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, held)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
		require.Equal(t, "mei", e.decisions()[1].By)
	})

	t.Run("is held and released in the middle of sending", func(t *testing.T) {
		e := newEnv(t)
		var held atomic.Bool
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).After(time.Minute).Return(func(_ context.Context, b activities.SendBlockInput) (activities.BlockReport, error) {
			if held.Load() {
				return activities.BlockReport{Stopped: true}, nil
			}
			e.send(b.Block)
			return activities.BlockReport{Sent: 10}, nil
		})
		e.sendsWell(12, atOnce())
		e.certifiesWell()
		e.RegisterDelayedCallback(func() { held.Store(true) }, 90*time.Second)
		e.update(90*time.Second, workflows.HoldUpdate, true, workflows.Decision{By: "mei", Reason: "a wrong price"})
		e.update(95*time.Second, workflows.HoldUpdate, false, person)
		e.RegisterDelayedCallback(func() {
			last := e.decisions()[len(e.decisions())-1]
			require.Equal(t, ledger.RunHeld, last.State, "blocks under way don't know of the hold")
			require.Equal(t, "mei", last.By)
		}, 100*time.Second)
		e.RegisterDelayedCallback(func() {
			progress := query[workflows.CampaignProgress](t, e)
			require.Equal(t, workflows.CampaignHeld, progress.State)
			require.Contains(t, progress.Waits, "held by mei: a wrong price")
			require.Len(t, e.blocks(), 4)
			require.Equal(t, workflows.Books{Planned: 120, Sent: 40, Held: 80}, progress.Books, "as the ledger has them")
			held.Store(false)
		}, 10*time.Hour)
		e.update(11*time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 12)
		for block, times := range e.blocks() {
			require.Equal(t, 1, times, "block %d", block)
		}
	})

	t.Run("is cancelled while it waits, and its books close", func(t *testing.T) {
		e := newEnv(t)
		var settled activities.SettleInput
		e.OnActivity(deliveries.SettleCampaign, mock.Anything, mock.Anything).Return(
			func(_ context.Context, in activities.SettleInput) (ledger.Books, error) {
				settled = in
				return ledger.Books{Planned: 30, Held: 30}, nil
			})
		terms := atOnce()
		terms.Approve = true
		e.sendsWell(3, terms)
		e.certifiesWell()
		e.update(time.Hour, workflows.CancelUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Empty(t, e.blocks())
		progress := query[workflows.CampaignProgress](t, e)
		require.Equal(t, workflows.CampaignCancelled, progress.State)
		require.Equal(t, workflows.Books{Planned: 30, Held: 30}, progress.Books)
		require.Equal(t, "cancelled", settled.Reason, "why the members were not written to")
	})

	t.Run("is held by what concerns the account", func(t *testing.T) {
		e := newEnv(t)
		var quota atomic.Bool
		quota.Store(true)
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).Return(func(_ context.Context, b activities.SendBlockInput) (activities.BlockReport, error) {
			if quota.Load() {
				return activities.BlockReport{}, temporal.NewNonRetryableApplicationError("the account's quota is used up", activities.ErrorQuota, nil)
			}
			e.send(b.Block)
			return activities.BlockReport{Sent: 10}, nil
		})
		e.sendsWell(8, atOnce())
		e.certifiesWell()
		e.RegisterDelayedCallback(func() {
			require.Contains(t, query[workflows.CampaignProgress](t, e).Waits, "quota is used up")
			quota.Store(false)
		}, time.Hour)
		e.update(2*time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 8)
	})

	t.Run("is not finished when its books don't close", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.SettleCampaign, mock.Anything, mock.Anything).Return(ledger.Books{Planned: 20, Sent: 19, Open: 1}, nil)
		e.sendsWell(2, atOnce())
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.Equal(t, workflows.ErrorBooks, e.failure().Type())
		require.ErrorContains(t, e.GetWorkflowError(), "1 of 20 planned have no outcome")
	})

	t.Run("fails when the ledger lost deliveries, and says so in the certificate", func(t *testing.T) {
		e := newEnv(t)
		var known uint64
		e.OnActivity(deliveries.SettleCampaign, mock.Anything, mock.Anything).Return(
			func(_ context.Context, in activities.SettleInput) (ledger.Books, error) {
				known = in.Planned
				return ledger.Books{}, temporal.NewNonRetryableApplicationError("fewer deliveries", activities.ErrorLedger, nil)
			})
		e.sendsWell(2, atOnce())
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.Equal(t, activities.ErrorLedger, e.failure().Type())
		require.EqualValues(t, 20, known, "the plan's number as the workflow keeps it")
		e.AssertCalled(t, "Certify", mock.Anything, mock.Anything)
	})

	t.Run("a finished one sends nothing again", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.PlanCampaign, mock.Anything, mock.Anything).
			Return(activities.CampaignPlan{State: "done", Blocks: 4, Books: ledger.Books{Planned: 40, Sent: 40}}, nil)
		e.OnActivity(deliveries.SettleCampaign, mock.Anything, mock.Anything).Return(ledger.Books{Planned: 40, Sent: 40}, nil)
		e.sendsWell(4, atOnce())
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Empty(t, e.blocks())
		require.Empty(t, e.decisions(), "it was written down again")
	})

	t.Run("refuses what makes no sense", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).After(time.Minute).Return(activities.BlockReport{Sent: 10}, nil)
		e.sendsWell(12, atOnce())
		e.certifiesWell()
		e.update(10*time.Second, workflows.ApproveUpdate, false, person) // it needs none
		e.update(11*time.Second, workflows.ReleaseUpdate, false, person) // it isn't held
		e.update(90*time.Second, workflows.CancelUpdate, true, person)
		for i, late := range []string{workflows.ApproveUpdate, workflows.HoldUpdate, workflows.ReleaseUpdate, workflows.CancelUpdate} {
			e.update(95*time.Second+time.Duration(i)*time.Millisecond, late, false, person) // it is over
		}
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
	})

	// What is held while blocks are under way may be released before they end.
	t.Run("is released before it has come to rest", func(t *testing.T) {
		for _, gate := range []bool{true, false} {
			e := newEnv(t)
			e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).After(time.Minute).Return(activities.BlockReport{Sent: 10}, nil)
			e.sendsWell(8, atOnce())
			e.certifiesWell()
			if gate {
				e.RegisterDelayedCallback(func() { e.SignalWorkflow("gate", "shop web: 5 of 6") }, 30*time.Second)
			} else {
				e.update(30*time.Second, workflows.HoldUpdate, true, person)
			}
			e.update(40*time.Second, workflows.ReleaseUpdate, true, person)
			began := e.Now()
			e.ExecuteWorkflow(workflows.CampaignName, in)
			require.NoError(t, e.GetWorkflowError())
			require.Less(t, e.Now().Sub(began), time.Hour)
		}
	})

	t.Run("counts what its blocks report", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).After(time.Minute).Return(activities.BlockReport{Sent: 5, Failed: 3, Unknown: 2}, nil)
		e.sendsWell(12, atOnce())
		e.certifiesWell()
		e.RegisterDelayedCallback(func() {
			require.Equal(t, workflows.Books{Planned: 120, Sent: 20, Failed: 12, Unknown: 8, Held: 80}, query[workflows.CampaignProgress](t, e).Books)
		}, 90*time.Second)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
	})

	// Only a person who knows that the date is past lets it be sent.
	t.Run("an approval in time doesn't let it be sent late", func(t *testing.T) {
		for name, c := range map[string]struct {
			terms activities.Terms // at the start, which is known after an hour
			after time.Duration    // of the approval
		}{
			"it becomes past later":   {activities.Terms{Approve: true, Past: atOnce().Past, SendAt: atOnce().Past.Add(time.Hour)}, 2 * time.Hour},
			"nobody knows yet":        {activities.Terms{Approve: true, Past: atOnce().SendAt}, 10 * time.Minute},
			"it becomes past at once": {activities.Terms{Approve: true, Past: atOnce().SendAt.Add(5 * time.Hour)}, 30 * time.Minute},
		} {
			e := newEnv(t)
			e.OnActivity(brands.CampaignTerms, mock.Anything, mock.Anything).After(time.Hour).Return(c.terms, nil)
			e.sendsWell(1, c.terms)
			e.certifiesWell()
			e.update(c.after, workflows.ApproveUpdate, true, person)
			e.RegisterDelayedCallback(func() {
				require.Empty(t, e.blocks(), name)
				require.Contains(t, query[workflows.CampaignProgress](t, e).Waits, "its business date is past", name)
			}, 40*time.Hour)
			e.update(41*time.Hour, workflows.ReleaseUpdate, true, person)
			e.ExecuteWorkflow(workflows.CampaignName, in)
			require.NoError(t, e.GetWorkflowError(), name)
			require.Len(t, e.blocks(), 1, name)
		}
	})

	t.Run("certifies again only what the ledger lost", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.SettleCampaign, mock.Anything, mock.Anything).Return(ledger.Books{}, temporal.NewNonRetryableApplicationError("refused", activities.ErrorWarehouse, nil))
		e.sendsWell(1, atOnce())
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.Equal(t, activities.ErrorWarehouse, e.failure().Type())
		e.AssertNotCalled(t, "Certify", mock.Anything, mock.Anything)
	})

	// planned lets the plan of an earlier run stand.
	planned := func(e *env, state ledger.RunState, reason string) {
		e.OnActivity(deliveries.PlanCampaign, mock.Anything, mock.Anything).
			Return(activities.CampaignPlan{State: state, Reason: reason, Blocks: 1, Books: ledger.Books{Planned: 10, Open: 10}}, nil)
		e.certifiesWell()
	}

	t.Run("keeps an approval from an earlier run", func(t *testing.T) {
		e := newEnv(t)
		planned(e, ledger.RunApproved, "")
		terms := atOnce()
		terms.Approve = true
		e.sendsWell(1, terms)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
	})

	t.Run("stays cancelled in a later run", func(t *testing.T) {
		e := newEnv(t)
		planned(e, ledger.RunCancelled, "")
		e.sendsWell(1, atOnce())
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Empty(t, e.blocks())
		require.Equal(t, workflows.CampaignCancelled, query[workflows.CampaignProgress](t, e).State)
	})

	t.Run("decides again about a hold that needs no person", func(t *testing.T) {
		for _, reason := range []string{"its business date is past", "the night is not whole: shop web: 5 of 6"} {
			e := newEnv(t)
			planned(e, ledger.RunHeld, reason)
			e.sendsWell(1, atOnce())
			e.ExecuteWorkflow(workflows.CampaignName, in)
			require.NoError(t, e.GetWorkflowError())
			require.Len(t, e.blocks(), 1, reason)
		}
	})

	t.Run("an approval doesn't send before send_at", func(t *testing.T) {
		e := newEnv(t)
		terms := atOnce()
		terms.Approve, terms.SendAt = true, e.Now().Add(6*time.Hour)
		e.sendsWell(1, terms)
		e.certifiesWell()
		began := e.Now()
		e.update(time.Hour, workflows.ApproveUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.GreaterOrEqual(t, e.Now().Sub(began), 6*time.Hour)
		require.Len(t, e.blocks(), 1)
	})

	// A ledger that lost deliveries between two parts of a long run is found by what
	// the first part knew.
	t.Run("remembers how many were planned", func(t *testing.T) {
		e := newEnv(t)
		var known uint64
		e.OnActivity(deliveries.SettleCampaign, mock.Anything, mock.Anything).Return(
			func(_ context.Context, in activities.SettleInput) (ledger.Books, error) {
				known = in.Planned
				return ledger.Books{Planned: 10, Sent: 10}, nil
			})
		planned(e, ledger.RunPlanned, "")
		e.sendsWell(1, atOnce())
		resumed := in
		resumed.Resume = &workflows.CampaignState{Planned: true, Members: 20, Blocks: 1}
		e.ExecuteWorkflow(workflows.CampaignName, resumed)
		require.NoError(t, e.GetWorkflowError())
		require.EqualValues(t, 20, known)
	})

	t.Run("keeps a person's hold from an earlier run", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(deliveries.PlanCampaign, mock.Anything, mock.Anything).
			Return(activities.CampaignPlan{State: "held", Reason: "held by mei", Blocks: 1, Books: ledger.Books{Planned: 10, Open: 10}}, nil)
		e.sendsWell(1, atOnce())
		e.certifiesWell()
		e.RegisterDelayedCallback(func() { require.Empty(t, e.blocks()) }, 3*time.Hour)
		e.update(4*time.Hour, workflows.ReleaseUpdate, true, person)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, e.blocks(), 1)
	})

	t.Run("a long history neither moves one that is held nor one that is done", func(t *testing.T) {
		for _, held := range []bool{true, false} {
			e := newEnv(t)
			e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).After(time.Minute).Return(activities.BlockReport{Sent: 10}, nil)
			blocks := uint32(4)
			if held {
				blocks = 8
				e.update(20*time.Second, workflows.HoldUpdate, true, person)
				e.update(3*time.Hour, workflows.ReleaseUpdate, true, person)
			}
			e.sendsWell(blocks, atOnce())
			if !held {
				e.certifiesWell()
			}
			e.RegisterDelayedCallback(func() { e.SetCurrentHistoryLength(2001) }, 30*time.Second)
			began := e.Now()
			e.ExecuteWorkflow(workflows.CampaignName, in)
			var again *workflow.ContinueAsNewError
			require.Equal(t, held, errors.As(e.GetWorkflowError(), &again))
			require.Equal(t, held, e.Now().Sub(began) > 2*time.Hour)
		}
	})

	t.Run("continues as a new run before its history is long", func(t *testing.T) {
		e := newEnv(t)
		e.sendsWell(600, atOnce())
		e.certifiesWell()
		e.SetCurrentHistoryLength(2001)
		e.ExecuteWorkflow(workflows.CampaignName, in)
		var again *workflow.ContinueAsNewError
		require.ErrorAs(t, e.GetWorkflowError(), &again)
	})
}
