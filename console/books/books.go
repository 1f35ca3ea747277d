package books

import (
	"cmp"
	"slices"
	"strings"

	"regulars/console/words"
	"regulars/present"
	"regulars/schema/ledger"
)

// Part is a piece of the bar: where it begins and how long it is, of 1000.
type Part struct {
	Class, Text string
	X, Width    int
}

type Channel struct{ Channel, Planned, Sent, Failed, Unknown, LeftOut, Open string }

type Reason struct{ Reason, Members, Channel string }

// Bar is what became of those to whom something was to go.
func Bar(t *words.Text, b ledger.CampaignBooks) []Part {
	all := b.Planned - b.Excluded
	if all == 0 {
		return nil
	}
	var parts []Part
	var before uint64
	for _, p := range []struct {
		class, text string
		n           uint64
	}{{"sent", t.Sent, b.Sent}, {"failed", t.Failed, b.Failed}, {"unknown", t.Unknown, b.Unknown}} {
		from, to := before*1000/all, (before+p.n)*1000/all
		before += p.n
		if p.n > 0 {
			parts = append(parts, Part{Class: p.class, Text: p.text + " " + present.Whole(p.n), X: int(from), Width: int(max(to-from, 2))})
		}
	}
	return parts
}

// Channels are the books of each channel.
func Channels(t *words.Text, b ledger.CampaignBooks) []Channel {
	var lines []Channel
	for _, of := range byChannel(b.Lines) {
		name := cmp.Or(t.ChannelNames[of.channel], of.channel)
		if of.channel == "" {
			name = t.NoChannel
		}
		s := of.sums
		open := s[ledger.DeliveryPlanned] + s[ledger.DeliveryReserved] + s[ledger.DeliveryHeld]
		lines = append(lines, Channel{
			Channel: name, Planned: present.Whole(of.all), Sent: present.Whole(s[ledger.DeliverySent]), Failed: present.Whole(s[ledger.DeliveryFailed]),
			Unknown: present.Whole(s[ledger.DeliveryUnknown]), LeftOut: present.Whole(s[ledger.DeliveryExcluded]), Open: present.Whole(open),
		})
	}
	return lines
}

type channelSums struct {
	channel string
	all     uint64
	sums    map[ledger.DeliveryState]uint64
}

func byChannel(lines []ledger.BooksLine) []*channelSums {
	var all []*channelSums
	for _, l := range lines {
		i := slices.IndexFunc(all, func(s *channelSums) bool { return s.channel == l.Channel })
		if i < 0 {
			i, all = len(all), append(all, &channelSums{channel: l.Channel, sums: map[ledger.DeliveryState]uint64{}})
		}
		all[i].all += l.Members
		all[i].sums[l.State] += l.Members
	}
	return all
}

// Reasons sums up why members are in some states, the most frequent first.
func Reasons(t *words.Text, b ledger.CampaignBooks, states ...ledger.DeliveryState) []Reason {
	sums := map[string]uint64{}
	for _, l := range b.Lines {
		if slices.Contains(states, l.State) {
			sums[l.Reason] += l.Members
		}
	}
	var codes []string
	for code := range sums {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(x, y string) int {
		if sums[x] != sums[y] {
			return int(min(sums[y], 1<<40)) - int(min(sums[x], 1<<40))
		}
		return strings.Compare(x, y)
	})
	lines := make([]Reason, len(codes))
	for i, code := range codes {
		lines[i] = Reason{Reason: t.ReasonName(code), Members: present.Whole(sums[code])}
	}
	return lines
}

// Line is a campaign of a date.
type Line struct {
	Campaign, State, Tone, URL, Planned, Sent, Failed, Unknown, LeftOut, Held string
}

// Lines are the campaigns of a date, each with where it stands for people, and where it is shown.
func Lines(t *words.Text, all []ledger.CampaignBooks, state func(ledger.CampaignBooks) string, url func(campaign string) string) []Line {
	lines := make([]Line, len(all))
	for i, b := range all {
		lines[i] = Line{
			Campaign: b.Campaign, State: t.StateName(state(b)), Tone: state(b), URL: url(b.Campaign),
			Planned: present.Whole(b.Planned), Sent: present.Whole(b.Sent), Failed: present.Whole(b.Failed), Unknown: present.Whole(b.Unknown),
			LeftOut: present.Whole(b.Excluded), Held: present.Whole(b.NotTried()),
		}
	}
	return lines
}
