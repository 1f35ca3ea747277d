package journey

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/config/adlist"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/experiment"
	"regulars/identity"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/desk"
	"regulars/schema/roster"
	"regulars/schema/studio"
	"regulars/schema/walk"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func listed(ctx context.Context, out io.Writer, db *schema.DB, brand studio.Whole) error {
	all, err := walk.Summaries(ctx, db, brand.Brand, "")
	if err != nil {
		return err
	}
	table := screen.NewTable(out, "journey", "lives in", "state", "advanced to", "came in", "in it", "kept out", "finished", "left", "by the goal")
	for _, s := range all {
		p := s.Picture
		table.AppendRow([]any{s.Journey.Name, livesIn(brand, s.Journey.Name), s.State, cmp.Or(string(p.Last), "never"), p.Came, p.In, p.KeptOut, p.Finished, p.LeftOtherwise(), p.LeftBy("goal")})
	}
	if len(brand.Journeys) == 0 {
		fmt.Fprintf(out, "brand %s has no journeys: write them under its key journeys, or on the console (docs/journeys.md)\n", brand.Name)
		return nil
	}
	table.Render()
	sums, err := roster.Sums(ctx, db, brand.Name)
	if err != nil {
		return err
	}
	drawLists(out, brand.AdLists, sums)
	return nil
}

// livesIn says where a journey is written.
func livesIn(brand studio.Whole, name string) string {
	if number := brand.Paths[name]; number > 0 {
		return fmt.Sprintf("the console, version %d", number)
	}
	return "the file"
}

// drawLists prints who stands on the lists of ad platforms, also on those that the config has
// no more, from which nobody can be taken.
func drawLists(out io.Writer, lists []adlist.List, sums []roster.Sum) {
	if len(lists)+len(sums) == 0 {
		return
	}
	platforms := map[string]string{}
	for _, l := range lists {
		platforms[l.Name] = l.Platform
		if !slices.ContainsFunc(sums, func(s roster.Sum) bool { return s.List == l.Name }) {
			sums = append(sums, roster.Sum{List: l.Name})
		}
	}
	table := screen.NewTable(out, "ad list", "platform", "people", "unconfirmed", "last added")
	for _, s := range sums {
		last := "never"
		if s.At.Unix() > 0 {
			last = s.At.UTC().Format(time.DateOnly)
		}
		table.AppendRow([]any{s.List, cmp.Or(platforms[s.List], "not in the config"), s.People, s.Adding, last})
	}
	table.Render()
}

// says are the reasons why members leave, in words.
var says = map[string]string{
	"goal": "reached the goal", "unsubscribed": "consent to no channel any longer",
	"stay": "no longer in the segment that it is for", "leave": "came into the segment that ends it", "expired": "in it for too long",
	"merged": "two members who are one person", "gone": "erased, or deleted by the shop", "removed": "taken out by a person", "ended": "the journey was ended",
}

func shown(ctx context.Context, a asked) error {
	p, err := a.walker.Picture(ctx)
	if err != nil {
		return err
	}
	decision, err := a.walker.Decision(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s  %s\n", screen.Bold.Sprint(a.journey.Name), advancedTo(p.Last))
	if says := stateSays(a, decision); says != "" {
		fmt.Fprintln(a.out, says)
	}
	drawSteps(a.out, a.journey, p)
	drawLeft(a.out, p)
	groups, err := a.walker.Bought(ctx, cmp.Or(p.Last, regulars.FirstDate))
	if err != nil {
		return err
	}
	drawLift(a.out, a.journey, groups)
	return nil
}

func advancedTo(last regulars.BusinessDate) string {
	if last == "" {
		return "no night has advanced it yet"
	}
	return "advanced to " + string(last)
}

// drawSteps draws the steps below each other, with who stands there, and how many went on.
func drawSteps(out io.Writer, j *journey.Journey, p walk.Picture) {
	table := screen.NewTable(out, "step", "waits", "then", "went on", "members")
	for i, n := range p.Steps {
		if n.Step == nil {
			table.AppendRow([]any{n.Name, "", "a step of an earlier version", "", n.Members})
			continue
		}
		on := uint64(0)
		for _, arrow := range p.Arrows {
			if arrow.From == n.Name {
				on += arrow.Members
			}
		}
		table.AppendRow([]any{n.Name, waits(n.Step), does(j, i), on, n.Members})
	}
	if j.Holdout > 0 || p.KeptOut > 0 {
		table.AppendRow([]any{journey.KeptOut, "", "gets nothing", "", p.KeptOut})
	}
	table.Render()
}

func waits(s *journey.Step) string {
	switch wait := s.WaitOf(); {
	case wait.Kind == journey.WaitExpected:
		return fmt.Sprintf("%s, at most %s", s.On, present.Plural(wait.AtMost, "day"))
	case wait.Kind == journey.WaitUntil:
		most := present.Plural(wait.AtMost, "day")
		if wait.Most > 0 {
			most = s.AtMost
		}
		return fmt.Sprintf("until %s, at most %s", asks(&s.Until), most)
	case wait.For > 0:
		return s.After
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

// drawLeft writes the equation: who came in is on a step, kept out, through, or has left.
func drawLeft(out io.Writer, p walk.Picture) {
	fmt.Fprintf(out, "\n%d came in = %d on a step + %d kept out + %d finished + %d left\n", p.Came, p.In, p.KeptOut, p.Finished, p.LeftOtherwise())
	if !p.Closes() {
		fmt.Fprintln(out, "this doesn't close: please report it")
	}
	for _, l := range p.Left {
		fmt.Fprintf(out, "  %8d  %s: %s\n", l.Members, l.Reason, says[l.Reason])
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

func replay(ctx context.Context, a asked, past walk.Past) error {
	nights := 0
	played, err := a.walker.Replay(ctx, past, func(regulars.BusinessDate) { nights++ })
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s over %s to %s: nothing happened by this\n", a.journey.Name, past.From, past.To)
	fmt.Fprintf(a.out, "%s\n\n", walkedNights(a, past, nights, played.Ticks))
	drawFlows(a.out, played.Flows)
	drawLeft(a.out, walk.Draw(a.journey, played.Sums, nil))
	drawLift(a.out, a.journey, played.Groups)
	return nil
}

// walkedNights says which moments a replay walked.
func walkedNights(a asked, past walk.Past, nights int, ticks uint64) string {
	switch {
	case a.journey.ByEvent() || a.journey.Ticks() && past.From < past.To:
		return fmt.Sprintf("walked every night, %d, and the ticks between them, one every %s: %d of them moved somebody", nights, written.Duration(a.walker.Between()), ticks)
	case past.Every > 1:
		return fmt.Sprintf("walked every %dth night: %d", past.Every, nights)
	}
	return fmt.Sprintf("walked every night: %d", nights)
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
