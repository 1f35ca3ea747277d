package journey

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars/schema/desk"
	"regulars/schema/walk"
	"regulars/starter/session"
	"regulars/worker/decide"
)

// deciding is a decision about a whole journey.
type deciding func(j decide.Journeys, ctx context.Context, by, note string) error

// decisions are the commands by which a person decides about a whole journey.
func decisions(s *session.Session) []*cobra.Command {
	return []*cobra.Command{
		decision(s, desk.JourneyPause, "pause", "Let everybody in a journey stay where they are, and send none of its messages", "pause welcome --note 'the price is wrong'", decide.Journeys.Pause),
		decision(s, desk.JourneyResume, "resume", "Let a paused journey go on, or let members into an ended one again", "resume welcome", decide.Journeys.Resume),
		decision(s, desk.JourneyEnd, "end", "Take everybody out of a journey and let nobody in any more", "end welcome --note 'the season is over'", decide.Journeys.End),
	}
}

func decision(s *session.Session, action, name, short, example string, do deciding) *cobra.Command {
	var note string
	c := one(name, short, example, func(cmd *cobra.Command, journey string) error {
		return with(cmd, s, journey, func(ctx context.Context, a asked) error {
			cfg, _, err := s.Brand()
			if err != nil {
				return err
			}
			c, err := session.DialTemporal(ctx, cfg)
			if err != nil {
				return err
			}
			defer c.Close()
			return a.decide(ctx, c, desk.Deed{Brand: a.brand.Name, Action: action, By: person(), What: a.journey.Name, Note: note}, do)
		})
	})
	c.Flags().StringVar(&note, "note", "", "why, for the others")
	return c
}

// decide does what was decided, and says what it means for those who are in the journey.
func (a asked) decide(ctx context.Context, c client.Client, d desk.Deed, do deciding) error {
	before, err := a.walker.Decision(ctx)
	if err != nil {
		return err
	}
	failed := do(decide.Journeys{DB: a.db, Client: c, Brand: a.brand, Journey: a.journey, Out: a.out}, ctx, d.By, d.Note)
	now, err := a.walker.Decision(ctx)
	if err != nil || now.At.Equal(before.At) {
		return errors.Join(failed, err) // nothing was decided
	}
	d.At = time.Now()
	if err := desk.Record(ctx, a.db, d); err != nil {
		return errors.Join(failed, err)
	}
	if d.Action != desk.JourneyResume {
		return failed
	}
	return errors.Join(failed, a.ahead(ctx))
}

// ahead says what the next night does with those who waited, and the next tick.
func (a asked) ahead(ctx context.Context) error {
	date, err := session.DateOr("", a.brand)
	if err != nil {
		return err
	}
	played, err := a.walker.Preview(ctx, date)
	if err != nil {
		return fmt.Errorf("the journey goes on, but what comes next can't be said: %w", err)
	}
	fmt.Fprintf(a.out, "\nwaits went on meanwhile; by what is known now a night of %s would do this\n\n", date)
	drawFlows(a.out, played.Flows)
	if !a.journey.Ticks() {
		return nil
	}
	due, err := a.walker.Due(ctx, date, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\nthe next tick asks %d whose wait may be over, and lets in %d by an event of the last 24 hours\n", due.Waiting, due.Coming)
	return nil
}

// stateSays says who paused or ended a journey, and why; empty: it goes on.
func stateSays(a asked, d walk.Decision) string {
	state := walk.StateOf(a.journey, d)
	switch {
	case state == walk.StateRuns:
		return ""
	case !d.Halted() && len(a.waiting) > 0:
		return "stands still: the console has no approved version of " + strings.Join(a.waiting, ", ") + " (starter campaign list)"
	case !d.Halted():
		return "paused by the config (paused: true)"
	}
	zone := a.brand.Zone
	if zone == nil {
		zone = time.UTC
	}
	says := fmt.Sprintf("%s by %s at %s", state, d.By, d.At.In(zone).Format("2006-01-02 15:04"))
	if d.Note != "" {
		says += ": " + d.Note
	}
	return says
}
