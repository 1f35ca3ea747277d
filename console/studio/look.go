package studio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/channel"
	"regulars/channel/draft"
	"regulars/config"
	"regulars/console/keep"
	"regulars/deliver"
	"regulars/experiment"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/ledger/reach"
	"regulars/schema/studio"
)

const (
	lookTime      = 20 * time.Second // a condition may ask for ever
	exactTime     = 5 * time.Minute  // a plan of all members
	shownMessages = 10
	mostShown     = 4000 // letters of a text
)

// Look is whom a document would reach, and what they would get.
type Look struct {
	Counting string // says that it isn't there yet; empty: it is
	Again    string // says that one may look again
	Wrong    string // why nobody is counted
	Stored   string // of when the numbers are; empty: of now, as a night plans
	Steps    []Step
	Planned  string // of a run that is planned already: whom the steps are of, and whom a plan now would add
	Reached  string
	Before   string // whom it reached before; empty: nobody
	Power    string // what its holdout can show; empty: there is none
	Messages []Message
}

// Step is how many members are left in the funnel, or leave it.
type Step struct {
	Name, Members string
	Width         int // of 100
	Left          bool
	Channel       bool
}

// Message is what one member would get.
type Message struct{ Who, About, Size, Subject, Text, HTML, Wrong string }

// look asks what was stored after the night, or the planner: the very SQL that a night plans with.
func (a *Asked) look(ctx context.Context, brand *config.Brand, c *config.Campaign, document string) (Look, config.Mistakes) {
	looked, made, err := a.kept(ctx, brand, c, document)
	var where *ledger.PredicateError
	var segment *ledger.SegmentError
	switch {
	case err == nil && !made:
		return Look{Counting: a.Words.Counting, Again: a.Words.LookAgain}, nil
	case err == nil:
		return looked, nil
	case errors.As(err, &where):
		return Look{Wrong: a.T.NobodyCounted}, config.Mistakes{{Path: "campaigns[0].audience.where", Problem: err.Error()}}
	case errors.As(err, &segment):
		return Look{Wrong: a.T.NobodyCounted}, config.Mistakes{{Path: "campaigns[0].audience.segment", Problem: segment.Cause.Text(a.Names.Lang)}}
	case a.Date == "":
		return Look{Wrong: a.T.NoNumbers}, nil
	}
	return Look{Wrong: a.T.NobodyCounted + " " + regulars.ErrorText(err.Error())}, nil
}

// lookTables are what the answer is made of.
var lookTables = []string{
	"member_snapshots", "member_reach", "members", "member_orders", "stage_intervals", "consent_facts", "suppressions", "identity_nodes", "products", "deliveries", "delivery_attempts", "events",
	"message_events", "console_segments", "generations", "journey_moves",
}

// kept is what was found last of the same document, until something changes; made is false where
// it is still being asked.
func (a *Asked) kept(ctx context.Context, brand *config.Brand, c *config.Campaign, document string) (looked Look, made bool, err error) {
	key := fmt.Sprintf("write %s %s %s %t %t %s", brand.Name, a.Date, a.Names.Lang, a.Decides, a.Exact, studio.Version{Document: document}.Mark())
	return keep.Within(ctx, a.Kept, keep.Question{Key: key, Tables: lookTables}, func(ctx context.Context) (Look, error) {
		most := lookTime
		if a.Exact {
			most = exactTime
		}
		ctx, cancel := context.WithTimeout(ctx, most)
		defer cancel()
		return a.ask(ctx, brand, c)
	})
}

func (a *Asked) ask(ctx context.Context, brand *config.Brand, c *config.Campaign) (Look, error) {
	l, err := ledger.New(a.DB, brand.HashKey.Reveal())
	if err != nil {
		return Look{}, err
	}
	plan, err := l.Resolve(ctx, ledger.PlanOf(brand, c, a.Date))
	if err == nil {
		plan, err = deliver.Ready(plan, brand, c, brand.HashKey.Reveal())
	}
	if err != nil {
		return Look{}, err
	}
	if !a.Exact {
		if looked, stored, err := a.askStored(ctx, l, plan, brand, c); stored || err != nil {
			return looked, err
		}
	}
	look, err := l.Look(ctx, plan)
	if err != nil {
		return Look{}, err
	}
	defer look.Close(ctx)
	lines, err := look.Lines(ctx)
	if err != nil {
		return Look{}, err
	}
	sample, err := look.Sample(ctx, shownMessages)
	if err != nil {
		return Look{}, err
	}
	books, err := l.Books(ctx, plan.Run)
	if err != nil {
		return Look{}, err
	}
	looked := a.planned(books.Lines, lines, look.Repeated)
	looked.Messages = a.messages(brand, c, plan, sample)
	return looked, nil
}

// planned is the funnel of what a plan adds, or, where the run is planned already, of what was
// planned, with what a plan now would add in words.
func (a *Asked) planned(books, adds []ledger.BooksLine, before uint64) Look {
	if len(books) == 0 {
		return a.funnel(adds, before)
	}
	looked := a.funnel(books, before)
	all, reached := sums(adds)
	says := a.T.AddsNobody
	if all > 0 {
		says = fmt.Sprintf(a.T.AddsMembers, present.Whole(all), present.Whole(reached))
	}
	looked.Planned = fmt.Sprintf(a.T.PlannedBefore, says)
	return looked
}

// sums are all members of some lines, and those of them whom a message is for.
func sums(lines []ledger.BooksLine) (all, reached uint64) {
	for _, line := range lines {
		all += line.Members
		if leads(line) {
			reached += line.Members
		}
	}
	return all, reached
}

// leads reports whether a line is of members whom a message is for, whatever came of it.
func leads(line ledger.BooksLine) bool {
	return line.State != ledger.DeliveryExcluded && line.State != ledger.DeliveryHeld
}

// askStored asks what was stored of all members after the night, where anything was.
func (a *Asked) askStored(ctx context.Context, l *ledger.Ledger, plan ledger.Plan, brand *config.Brand, c *config.Campaign) (looked Look, stored bool, err error) {
	of, err := reach.Of(ctx, a.DB, l, plan)
	if of == nil || err != nil {
		return Look{}, false, err
	}
	funnel, err := of.Count(ctx)
	if err != nil {
		return Look{}, true, err
	}
	sample, err := funnel.Sample(ctx, shownMessages)
	if err != nil {
		return Look{}, true, err
	}
	looked = a.funnel(funnel.Lines, funnel.Repeated)
	looked.Messages, looked.Stored = a.messages(brand, c, plan, sample), fmt.Sprintf(a.T.ReachStored, a.Stamp(of.At))
	return looked, true, nil
}

// funnelOrder is in which order members leave the funnel; what isn't named leaves before the
// holdout.
var funnelOrder = []string{"no_consent", "no_address"}

// funnel is the preview of a plan: who matches, who leaves and why, who is left by channel, and
// how many were reached before.
func (a *Asked) funnel(lines []ledger.BooksLine, before uint64) Look {
	var all, reached, kept uint64
	left, channels := map[string]uint64{}, map[string]uint64{}
	for _, line := range lines {
		all += line.Members
		if leads(line) {
			reached += line.Members
			channels[line.Channel] += line.Members
			continue
		}
		left[line.Reason] += line.Members
		if line.Reason == "holdout" {
			kept += line.Members
		}
	}
	width := func(n uint64) int { return int(n * 100 / max(all, 1)) }
	step := func(name string, n uint64) Step { return Step{Name: name, Members: present.Whole(n), Width: width(n)} }
	looked := Look{Steps: []Step{step(a.T.Match, all)}, Reached: present.Whole(reached)}
	for _, reason := range ordered(left) {
		s := step(a.Words.ReasonName(reason), left[reason])
		s.Left = true
		looked.Steps = append(looked.Steps, s)
	}
	looked.Steps = append(looked.Steps, step(a.T.Reached, reached))
	for _, name := range ordered(channels) {
		s := step(wordOr(a.Words.ChannelNames, name), channels[name])
		s.Channel = true
		looked.Steps = append(looked.Steps, s)
	}
	looked.Power = a.power(reached, kept)
	if before > 0 {
		looked.Before = fmt.Sprintf(a.T.ReachedBefore, present.Whole(before))
	}
	return looked
}

func ordered(counts map[string]uint64) []string {
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	place := func(name string) int {
		if at := slices.Index(funnelOrder, name); at >= 0 {
			return at
		}
		if name == "holdout" || name == "global_holdout" {
			return len(funnelOrder) + 1
		}
		return len(funnelOrder)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b)) })
	return names
}

// usualBuyers is the share of members who buy without a message, where nothing is known.
const usualBuyers = 0.05

// power says how small a difference one night's holdout can show.
func (a *Asked) power(reached, kept uint64) string {
	if kept == 0 {
		return ""
	}
	base := experiment.Share{Hits: uint64(float64(kept) * usualBuyers), Of: kept}
	for points := 1; points <= 50; points++ {
		need, ok := experiment.NeedForShares(experiment.Share{Of: reached}, base, float64(points)/100)
		if ok && base.Hits > 0 && need <= kept {
			return fmt.Sprintf(a.T.Power, present.Whole(kept), points)
		}
	}
	return fmt.Sprintf(a.T.TooSmall, present.Whole(kept))
}

// messages renders what members would get; of a text that can't be rendered, why.
func (a *Asked) messages(brand *config.Brand, c *config.Campaign, plan ledger.Plan, sample []ledger.Recipient) []Message {
	var all []Message
	for _, r := range sample {
		letter, err := deliver.LetterOf(brand, c, r.Channel, brand.HashKey.Reveal())
		if !a.Decides {
			r.Name, r.Address = present.MaskedName(r.Name), present.MaskedAddress(r.Address)
		}
		shown := Message{Who: cmp.Or(strings.TrimSpace(r.Name), present.NoValue), About: a.about(brand, r)}
		var m regulars.Message
		if err == nil {
			m, err = letter.Draft(plan.Run, c.Purpose, r)
		}
		if err != nil {
			shown.Wrong = regulars.ErrorText(err.Error())
		} else {
			shown.Subject, shown.Text, shown.HTML, shown.Size = m.Subject, short(m.Text), short(m.HTML), a.size(brand, r.Channel, m)
		}
		all = append(all, shown)
	}
	return all
}

func (a *Asked) about(brand *config.Brand, r ledger.Recipient) string {
	words := []string{wordOr(a.Words.ChannelNames, r.Channel), a.Names.Stage(r.Stage)}
	if r.Variant != "" {
		words = append(words, r.Variant)
	}
	words = append(words, cmp.Or(r.Language, brand.Language))
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " · ")
}

func short(text string) string {
	if letters := []rune(text); len(letters) > mostShown {
		return string(letters[:mostShown]) + "…"
	}
	return text
}

// size says how large a message is on its channel, and what it costs where that is known.
func (a *Asked) size(brand *config.Brand, name string, m regulars.Message) string {
	var parts []string
	switch regulars.Channel(name) {
	case regulars.ChannelSMS:
		n, ucs2 := channel.Segments(m.Text)
		parts = append(parts, fmt.Sprintf(a.T.Parts, present.Whole(n), draft.Alphabet(ucs2)))
	case regulars.ChannelLINE:
		parts = append(parts, fmt.Sprintf(a.T.Letters, present.Whole(draft.LengthOnLINE(m.Text))))
	}
	if price, err := brand.Channels[name].UnitPrice(); err == nil && price > 0 {
		cost := price.Decimal().InexactFloat64() * float64(channel.Units(regulars.Channel(name), m))
		parts = append(parts, fmt.Sprintf(a.T.Price, present.Grouped(cost, 2)+" "+brand.Currency))
	}
	return strings.Join(parts, " · ")
}
