package main

import (
	"fmt"
	"io"
	"strings"

	"regulars/config"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/schema/walk"
)

// page is docs/programmes.md.
type page struct {
	options
	brand  *config.Brand
	walked map[string]walk.Played
}

func (p page) write(out io.Writer) error {
	var b strings.Builder
	nights := "every night"
	if p.every > 1 {
		nights = fmt.Sprintf("every %dth night (those that go on between the nights each night, and between them), so that who qualified between two came in with the later one and waits ended up to %d days later", p.every, p.every-1)
	}
	fmt.Fprintf(&b, `# What the programmes come to

The journeys of [examples/journeys.yaml](../examples/journeys.yaml), walked over the past of the sandbox brand
(%d members, about %d orders) from %s to %s, %s. Written by

    go run ./bench/programmes -members %d -orders %d -every %d -until %s > docs/programmes.md

which does what `+"`starter journey replay NAME --from A --to B`"+` does: the past as it was, in which nobody got any of these
messages. So what reached the goal did so **had nothing been sent**: it is what a message has to beat, and no success of it. Consents
and who is whom are those of the end. The brand is an imitation: look at where people go and what it costs, and replay the journey over your own.
`, p.members, p.orders, begins(p.brand), p.last(), nights, p.members, p.orders, p.every, p.last())
	for i := range p.brand.Journeys {
		j := &p.brand.Journeys[i]
		fmt.Fprintf(&b, "\n## %s\n\n", j.Name)
		p.programme(&b, j, p.walked[j.Name])
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// programme writes what became of who came into a journey.
func (p page) programme(b *strings.Builder, j *journey.Journey, played walk.Played) {
	drawn := walk.Draw(j, played.Sums, nil)
	if drawn.Came == 0 {
		fmt.Fprint(b, "Nobody in this brand is asked for by its `enter`.\n\n")
	}
	sends := map[string]uint64{}
	var sent uint64
	for _, f := range played.Flows {
		if f.Sends != "" {
			sends[f.Sends] += f.Members
			sent += f.Members
		}
	}
	if j.Ticks() {
		fmt.Fprintf(b, "Comes in by the event `%s` with a `%s`: walked every night, and %d ticks between them, of one every %s, in which somebody moved.\n\n",
			j.Event.Type, j.Event.Key, played.Ticks, written.Duration(p.brand.Between))
	}
	fmt.Fprintf(b, "%d came in = %d on a step at the end + %d kept out + %d finished + %d left", drawn.Came, drawn.In, drawn.KeptOut, drawn.Finished, drawn.LeftOtherwise())
	var reasons []string
	for _, l := range drawn.Left {
		reasons = append(reasons, fmt.Sprintf("%d %s", l.Members, l.Reason))
	}
	if len(reasons) > 0 {
		fmt.Fprintf(b, " (%s)", strings.Join(reasons, ", "))
	}
	fmt.Fprint(b, ".\n\n| step | sends | messages |\n| --- | --- | --- |\n")
	for _, s := range j.Steps {
		if s.Send != "" {
			fmt.Fprintf(b, "| %s | %s | %d |\n", s.Name, s.Send, sends[s.Send])
		}
	}
	var walking, bought, of uint64
	for _, g := range played.Groups {
		bought, of = bought+g.Reached, of+g.Members
		if !g.KeptOut {
			walking += g.Members
		}
	}
	if of == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s messages for each of the %d who walked it.", share(sent, walking, "%.2f"), walking)
	if j.Goal.Bought {
		fmt.Fprintf(b, " Had nothing been sent, %d of %d (%s %%) bought within %d days after they came in.", bought, of, share(bought*100, of, "%.1f"), j.Longest())
	}
	fmt.Fprintln(b)
}

func share(part, whole uint64, format string) string {
	if whole == 0 {
		return "0"
	}
	return fmt.Sprintf(format, float64(part)/float64(whole))
}
