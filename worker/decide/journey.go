package decide

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/schema"
	"regulars/schema/walk"
	"regulars/worker/runs"
	"regulars/workflows"
)

// Journeys are decisions about a whole journey of a brand.
type Journeys struct {
	DB      *schema.DB
	Client  client.Client
	Brand   *config.Brand
	Journey *journey.Journey
	Out     io.Writer // what came of it, a line each
}

// PartlyError says that a decision holds, and which campaigns refused to follow it at once.
type PartlyError struct{ error }

func (e *PartlyError) Unwrap() error { return e.error }

// Pause lets everybody stay where they are: nobody comes in or moves on, and none of the
// journey's messages goes, from the next batch on. What is being sent is held by that.
func (j Journeys) Pause(ctx context.Context, by, note string) error {
	if err := j.walker().Decide(ctx, walk.DecisionPause, by, note); err != nil {
		return err
	}
	j.say("%s is paused: nobody comes in or moves on, and none of its messages goes, from the next batch on", j.Journey.Name)
	return nil
}

// Resume lets a journey go on, and releases what its pause held. Campaigns that somebody else
// holds stay held. A *PartlyError names those that refuse.
func (j Journeys) Resume(ctx context.Context, by, note string) error {
	if err := j.walker().Decide(ctx, walk.DecisionResume, by, note); err != nil {
		return err
	}
	j.say("%s goes on with the next night, or tick", j.Journey.Name)
	return j.each(ctx, func(id string, p workflows.CampaignProgress) error {
		if p.State != workflows.CampaignHeld || !heldBy(p.Waits, j.Journey.Name) {
			return nil
		}
		if err := runs.Update(ctx, j.Client, id, workflows.ReleaseUpdate, workflows.Decision{By: by, Reason: note}); err != nil {
			return err
		}
		j.say("%s goes on", id)
		return nil
	})
}

// End takes everybody out of a journey, lets nobody in any more, and cancels what it is
// sending. A *PartlyError names campaigns that refuse; nothing more of them goes anyway.
func (j Journeys) End(ctx context.Context, by, note string) error {
	w := j.walker()
	before, err := w.Sums(ctx)
	if err != nil {
		return err
	}
	if err := w.Decide(ctx, walk.DecisionEnd, by, note); err != nil {
		return err
	}
	if err := w.Empty(ctx, regulars.EndedAt(time.Now(), j.zone())); err != nil {
		return fmt.Errorf("the journey has ended, and its members leave with the next night: %w", err)
	}
	left := uint64(0)
	for _, s := range before {
		if s.Step != "" {
			left += s.Members
		}
	}
	j.say("%s has ended: nobody comes in, and the %d who were in it have left", j.Journey.Name, left)
	return j.each(ctx, func(id string, p workflows.CampaignProgress) error {
		if p.State == workflows.CampaignDone || p.State == workflows.CampaignCancelled {
			return nil
		}
		if err := runs.Update(ctx, j.Client, id, workflows.CancelUpdate, workflows.Decision{By: by, Reason: note}); err != nil {
			return err
		}
		j.say("%s is cancelled", id)
		return nil
	})
}

// heldBy reports whether a campaign waits since a journey was paused or ended, as the ledger
// says it.
func heldBy(waits, journey string) bool {
	_, rest, is := strings.Cut(waits, " the journey "+journey)
	return is && strings.IndexFunc(rest, func(r rune) bool { return strings.ContainsRune("-_", r) || unicode.IsLetter(r) || unicode.IsDigit(r) }) != 0
}

// each does something with the campaigns of the journey's steps that run. One that refuses
// stops no other.
func (j Journeys) each(ctx context.Context, do func(id string, p workflows.CampaignProgress) error) error {
	running, err := runs.List(ctx, j.Client, j.Brand, workflows.KindCampaign, true, runs.All)
	if err != nil {
		return &PartlyError{err}
	}
	var failed []error
	for _, run := range running {
		id := run.GetExecution().GetWorkflowId()
		if !j.sends(id) {
			continue
		}
		progress, answers := runs.Progress[workflows.CampaignProgress](ctx, j.Client, id)
		if !answers {
			continue
		}
		failed = append(failed, do(id, progress))
	}
	if err := errors.Join(failed...); err != nil {
		return &PartlyError{err}
	}
	return nil
}

// sends reports whether a workflow is a campaign of one of the journey's steps.
func (j Journeys) sends(id string) bool {
	name, is := strings.CutPrefix(id, "campaign/"+j.Brand.Name+"/")
	name, _, _ = strings.Cut(name, "/")
	return is && slices.Contains(j.Journey.Sends(), regulars.CampaignOf(name))
}

func (j Journeys) walker() *walk.Walker { return walk.New(j.DB, j.Brand, j.Journey) }

func (j Journeys) zone() *time.Location {
	if j.Brand.Zone == nil {
		return time.UTC
	}
	return j.Brand.Zone
}

func (j Journeys) say(format string, args ...any) { fmt.Fprintf(j.Out, format+"\n", args...) }
