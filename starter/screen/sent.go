package screen

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

// books are the sums of one channel of a campaign.
type books struct {
	channel string
	sums    map[ledger.DeliveryState]uint64
	reasons []string
}

// Sent draws what each campaign sent by which channel, and what it did not and
// why.
func Sent(out io.Writer, runs []ledger.CampaignBooks, lines []view.DeliveryLine) {
	fmt.Fprintf(out, "\n%s\n", Bold.Sprint("Campaigns"))
	if len(runs) == 0 {
		fmt.Fprintln(out, Faint.Sprint("none was planned for this date"))
		return
	}
	t := NewTable(out, "campaign", "channel", "audience", "sent", "failed", "unknown", "not sent, and why")
	t.SetColumnConfigs(append(Right(3, 4, 5, 6), Wrap(7, 36)))
	for _, run := range runs {
		appendCampaign(t, run, booksOf(lines, run.Campaign))
	}
	t.Render()
}

func appendCampaign(t table.Writer, run ledger.CampaignBooks, channels []books) {
	t.AppendRow(table.Row{Bold.Sprint(run.Campaign), Faint.Sprint(string(run.State)), present.Whole(run.Planned), present.Whole(run.Sent), present.Whole(run.Failed), present.Whole(run.Unknown), Faint.Sprint(run.Reason)})
	for _, b := range channels {
		name := b.channel
		if name == "" {
			name = Faint.Sprint("none")
		}
		var all uint64
		for _, n := range b.sums {
			all += n
		}
		t.AppendRow(table.Row{
			"", name, present.Whole(all), present.Whole(b.sums[ledger.DeliverySent]), present.Whole(b.sums[ledger.DeliveryFailed]), present.Whole(b.sums[ledger.DeliveryUnknown]),
			strings.Join(b.reasons, ", "),
		})
	}
}

// booksOf sums up a campaign per channel.
func booksOf(lines []view.DeliveryLine, campaign string) []books {
	var all []books
	for _, line := range lines {
		if line.Campaign != campaign {
			continue
		}
		if n := len(all); n == 0 || all[n-1].channel != line.Channel {
			all = append(all, books{channel: line.Channel, sums: map[ledger.DeliveryState]uint64{}})
		}
		b := &all[len(all)-1]
		state := ledger.DeliveryState(line.State)
		b.sums[state] += line.Members
		if state != ledger.DeliverySent {
			b.reasons = append(b.reasons, present.Whole(line.Members)+" "+why(state, line.Reason))
		}
	}
	return all
}

// why says in words why a member got nothing.
func why(state ledger.DeliveryState, reason string) string {
	switch {
	case reason != "":
		return strings.ReplaceAll(reason, "_", " ")
	case state == ledger.DeliveryPlanned:
		return "to be sent"
	case state == ledger.DeliveryReserved:
		return "being sent"
	}
	return string(state)
}
