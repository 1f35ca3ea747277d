package journey

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/experiment"
	"regulars/identity"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/desk"
	"regulars/schema/walk"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// tally is the sums of a journey in the order in which people read them.
type tally struct {
	in, keptOut, came uint64
	at                map[string]uint64
	left              map[string]uint64
}

func tallyOf(sums []walk.Sum) tally {
	t := tally{at: map[string]uint64{}, left: map[string]uint64{}}
	for _, s := range sums {
		t.came += s.Members
		switch {
		case s.Step == journey.KeptOut:
			t.keptOut += s.Members
		case s.Step != "":
			t.in += s.Members
			t.at[s.Step] += s.Members
		default:
			t.left[s.Reason] += s.Members
		}
	}
	return t
}

func listed(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand) error {
	table := screen.NewTable(out, "journey", "state", "advanced to", "came in", "in it", "kept out", "finished", "goal", "left otherwise")
	decided, err := walk.Decisions(ctx, db, brand.Name)
	if err != nil {
		return err
	}
	for i := range brand.Journeys {
		j := &brand.Journeys[i]
		w := walk.New(db, brand, j)
		last, err := w.Last(ctx)
		if err != nil {
			return err
		}
		sums, err := w.Sums(ctx)
		if err != nil {
			return err
		}
		t := tallyOf(sums)
		goal, finished := t.left["goal"], t.left["finished"]
		table.AppendRow([]any{
			j.Name, walk.StateOf(j, decided[j.Name]), cmp.Or(string(last), "never"), t.came, t.in, t.keptOut, finished, goal, t.came - t.in - t.keptOut - finished - goal,
		})
	}
	if len(brand.Journeys) == 0 {
		fmt.Fprintf(out, "brand %s has no journeys: write them under its key journeys (docs/journeys.md)\n", brand.Name)
		return nil
	}
	table.Render()
	return nil
}

// reasons are why members leave, in the order in which they are shown, and in words.
var reasons = []struct{ name, says string }{
	{"goal", "reached the goal"}, {"finished", "walked to the end"}, {"unsubscribed", "consent to no channel any longer"},
	{"stay", "no longer in the segment that it is for"}, {"leave", "came into the segment that ends it"}, {"expired", "in it for too long"},
	{"merged", "two members who are one person"}, {"gone", "erased, or deleted by the shop"}, {"removed", "taken out by a person"}, {"ended", "the journey was ended"},
}

func shown(ctx context.Context, a asked) error {
	last, err := a.walker.Last(ctx)
	if err != nil {
		return err
	}
	sums, err := a.walker.Sums(ctx)
	if err != nil {
		return err
	}
	t := tallyOf(sums)
	if last == "" {
		last = regulars.FirstDate
	}
	decision, err := a.walker.Decision(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s  %s\n", screen.Bold.Sprint(a.journey.Name), advancedTo(last))
	if says := stateSays(a, decision); says != "" {
		fmt.Fprintln(a.out, says)
	}
	drawSteps(a.out, a.journey, t)
	drawLeft(a.out, t)
	groups, err := a.walker.Bought(ctx, last)
	if err != nil {
		return err
	}
	drawLift(a.out, a.journey, groups)
	return nil
}

func advancedTo(last regulars.BusinessDate) string {
	if last == regulars.FirstDate {
		return "no night has advanced it yet"
	}
	return "advanced to " + string(last)
}

// drawSteps draws the steps below each other, with who stands there.
func drawSteps(out io.Writer, j *journey.Journey, t tally) {
	table := screen.NewTable(out, "step", "waits", "then", "members")
	for i := range j.Steps {
		s := &j.Steps[i]
		table.AppendRow([]any{s.Name, waits(s), does(j, i), t.at[s.Name]})
		delete(t.at, s.Name)
	}
	for step, members := range t.at {
		table.AppendRow([]any{step, "", "a step of an earlier version", members})
	}
	if j.Holdout > 0 || t.keptOut > 0 {
		table.AppendRow([]any{journey.KeptOut, "", "gets nothing", t.keptOut})
	}
	table.Render()
}

func waits(s *journey.Step) string {
	switch wait := s.WaitOf(); {
	case wait.Kind == journey.WaitExpected:
		return fmt.Sprintf("%s, at most %s", s.On, present.Plural(wait.AtMost, "day"))
	case wait.Kind == journey.WaitUntil:
		return fmt.Sprintf("until %s, at most %s", asks(&s.Until), present.Plural(wait.AtMost, "day"))
	case wait.Days == 0:
		return "-"
	default:
		return present.Plural(wait.Days, "day")
	}
}

// asks says a condition in words.
func asks(c *journey.Condition) string {
	var parts []string
	add := func(given bool, text string) {
		if given {
			parts = append(parts, text)
		}
	}
	add(c.Bought, "bought")
	add(c.Opened != "", "opened "+c.Opened)
	add(c.Clicked != "", "clicked "+c.Clicked)
	add(len(c.Did) > 0, "did "+strings.Join(c.Did, " or "))
	add(c.In != "", "in "+c.In)
	return strings.Join(parts, " and ")
}

// does says what a step does and where it leads.
func does(j *journey.Journey, i int) string {
	s := &j.Steps[i]
	var parts []string
	for _, way := range s.Ways {
		parts = append(parts, fmt.Sprintf("%s → %s", asks(&way.If), way.Then))
	}
	for _, b := range s.Split {
		parts = append(parts, fmt.Sprintf("%g by lot → %s", b.Weight, b.Then))
	}
	next := cmp.Or(j.Next(i), journey.End)
	switch {
	case s.Send != "":
		parts = append(parts, fmt.Sprintf("send %s → %s", s.Send, next))
	case len(s.Ways) > 0:
		parts = append(parts, "else → "+next)
	case len(s.Split) == 0:
		parts = append(parts, "→ "+next)
	}
	return strings.Join(parts, "; ")
}

// drawLeft writes the equation: who came in is on a step, kept out, or has left.
func drawLeft(out io.Writer, t tally) {
	fmt.Fprintf(out, "\n%d came in = %d on a step + %d kept out + %d left\n", t.came, t.in, t.keptOut, t.came-t.in-t.keptOut)
	for _, r := range reasons {
		if n := t.left[r.name]; n > 0 {
			fmt.Fprintf(out, "  %8d  %s: %s\n", n, r.name, r.says)
		}
	}
}

// drawLift compares who walks the journey with who is kept out, by who bought.
func drawLift(out io.Writer, j *journey.Journey, groups []walk.Group) {
	var treated, control experiment.Share
	for _, g := range groups {
		share := &treated
		if g.KeptOut {
			share = &control
		}
		*share = experiment.Share{Hits: g.Reached, Of: g.Members}
	}
	if control.Of == 0 {
		return
	}
	fmt.Fprintf(out, "\nbought within %s after they came in: %d of %d who walk it, %d of %d who are kept out\n",
		present.Plural(j.Longest(), "day"), treated.Hits, treated.Of, control.Hits, control.Of)
	lift, known := experiment.ShareDifference(treated, control)
	if !known {
		return
	}
	verdict := "too few to tell"
	if lift.Low > 0 || lift.High < 0 {
		verdict = "enough to tell"
	}
	fmt.Fprintf(out, "lift %+.1f points, 95 %% interval %+.1f to %+.1f (Newcombe): %s\n", 100*lift.Estimate, 100*lift.Low, 100*lift.High, verdict)
}

func standing(ctx context.Context, a asked, step string, most int) error {
	if step == "" {
		return fmt.Errorf("--step is missing: `starter journey show %s` lists the steps", a.journey.Name)
	}
	all, err := a.walker.Who(ctx, step, most)
	if err != nil {
		return err
	}
	mask := identity.NewMask(a.brand.HashKey.Reveal(), a.brand.Name)
	table := screen.NewTable(a.out, "member", "came in", "waits since")
	for _, s := range all {
		table.AppendRow([]any{cmp.Or(mask.Write(s.MemberID), fmt.Sprint(s.MemberID)), s.Entry.Format("2006-01-02"), s.Since.Format("2006-01-02")})
	}
	table.Render()
	if len(all) == most {
		fmt.Fprintf(a.out, "there may be more: --most lists them\n")
	}
	return nil
}

func preview(ctx context.Context, a asked, date regulars.BusinessDate) error {
	played, err := a.walker.Preview(ctx, date)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "what the night of %s does in %s; nothing happens by this\n\n", date, a.journey.Name)
	drawFlows(a.out, played.Flows)
	return nil
}

func replay(ctx context.Context, a asked, from, to regulars.BusinessDate) error {
	nights := 0
	played, err := a.walker.Replay(ctx, from, to, func(regulars.BusinessDate) { nights++ })
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s over %s to %s: nothing happened by this\n\n", a.journey.Name, from, to)
	drawFlows(a.out, played.Flows)
	t := tallyOf(played.Sums)
	drawLeft(a.out, t)
	drawLift(a.out, a.journey, played.Groups)
	return nil
}

func drawFlows(out io.Writer, flows []walk.Flow) {
	if len(flows) == 0 {
		fmt.Fprintln(out, "nobody comes in, moves on or leaves")
		return
	}
	table := screen.NewTable(out, "from", "to", "why", "sends", "members")
	for _, f := range flows {
		to := f.To
		if to == "" {
			to = "left"
		}
		table.AppendRow([]any{cmp.Or(f.Step, "outside"), to, f.Why, f.Sends, f.Members})
	}
	table.Render()
}

func (h *byHand) move(ctx context.Context, a asked) error {
	mask := identity.NewMask(a.brand.HashKey.Reveal(), a.brand.Name)
	member, err := mask.Read(h.member)
	if err != nil {
		return fmt.Errorf("--member %s: %w", h.member, err)
	}
	date, err := session.DateOr("", a.brand)
	if err != nil {
		return err
	}
	if err := a.walker.Move(ctx, walk.Hand{Member: member, To: h.to, Date: date, By: person(), Note: h.note}); err != nil {
		return err
	}
	deed := desk.Deed{Brand: a.brand.Name, At: time.Now(), Action: desk.JourneyMove, By: person(), Member: member, What: strings.TrimSpace(a.journey.Name + " " + h.to), Note: h.note}
	if h.to == "" {
		deed.Action = desk.JourneyRemove
	}
	if err := desk.Record(ctx, a.db, deed); err != nil {
		return err
	}
	if h.to == "" {
		fmt.Fprintf(a.out, "the member has left %s\n", a.journey.Name)
		return nil
	}
	fmt.Fprintf(a.out, "the member is on the step %s of %s\n", h.to, a.journey.Name)
	return nil
}
