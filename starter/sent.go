package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

// books are the sums of one channel of a campaign.
type books struct {
	channel string
	sums    map[ledger.DeliveryState]uint64
	reasons []string
}

// showSent shows what each campaign of a date sent by which channel, and what
// it did not and why.
func showSent(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	lines, err := view.Deliveries(ctx, db, brand.Name, date)
	if err != nil {
		return err
	}
	runs, err := ledger.AllBooks(ctx, db, brand.Name, date)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", bold.Sprint("Campaigns"))
	if len(runs) == 0 {
		fmt.Fprintln(out, faint.Sprint("none was planned for this date"))
		return nil
	}
	t := newTable(out, "campaign", "channel", "audience", "sent", "failed", "unknown", "not sent, and why")
	t.SetColumnConfigs(append(right(3, 4, 5, 6), wrap(7, 36)))
	for _, run := range runs {
		appendCampaign(t, run, booksOf(lines, run.Campaign))
	}
	t.Render()
	return nil
}

func appendCampaign(t table.Writer, run ledger.CampaignBooks, channels []books) {
	t.AppendRow(table.Row{bold.Sprint(run.Campaign), faint.Sprint(string(run.State)), whole(run.Planned), whole(run.Sent), whole(run.Failed), whole(run.Unknown), faint.Sprint(run.Reason)})
	for _, b := range channels {
		name := b.channel
		if name == "" {
			name = faint.Sprint("none")
		}
		var all uint64
		for _, n := range b.sums {
			all += n
		}
		t.AppendRow(table.Row{
			"", name, whole(all), whole(b.sums[ledger.DeliverySent]), whole(b.sums[ledger.DeliveryFailed]), whole(b.sums[ledger.DeliveryUnknown]),
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
			b.reasons = append(b.reasons, whole(line.Members)+" "+why(state, line.Reason))
		}
	}
	return all
}

// why says in words why a member got nothing.
func why(state ledger.DeliveryState, reason string) string {
	switch {
	case reason != "":
	case state == ledger.DeliveryPlanned:
		return "to be sent"
	case state == ledger.DeliveryReserved:
		return "being sent"
	default:
		return string(state)
	}
	return strings.ReplaceAll(reason, "_", " ")
}
