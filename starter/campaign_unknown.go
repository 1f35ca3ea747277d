package main

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars/present"
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

// mostUnknowns is how many are listed at once.
const mostUnknowns = 100_000

func campaignUnknown(s *session) *cobra.Command {
	var date string
	c := &cobra.Command{
		Use:     "unknown CAMPAIGN",
		Short:   "List the messages that may have arrived although no answer came",
		Example: "  go run ./starter campaign unknown wake-up --date 2026-11-20",
		Args:    oneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withCampaign(cmd, s, args[0], date, listUnknowns)
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	return c
}

func listUnknowns(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
	unknowns, err := l.Unknowns(ctx, plan.Run, mostUnknowns)
	if err != nil {
		return err
	}
	showUnknowns(out, plan.Run, unknowns)
	return nil
}

func showUnknowns(out io.Writer, run ledger.Run, unknowns []ledger.Unknown) {
	fmt.Fprintf(out, "%s  business date %s\n", screen.Bold.Sprint(run.Campaign), run.Date)
	if len(unknowns) == 0 {
		fmt.Fprintln(out, "every message has an outcome")
		return
	}
	fmt.Fprintf(out, "%s unknown: none of them is sent again\n\n", present.Whole(len(unknowns)))
	t := screen.NewTable(out, "member", "channel", "tried (UTC)", "provider's id", "what is known")
	t.SetColumnConfigs(append(screen.Right(1), screen.Wrap(5, 60)))
	for _, u := range unknowns {
		tried := u.Since
		if u.Tries == 0 {
			tried = u.At
		}
		t.AppendRow(table.Row{strconv.FormatUint(u.MemberID, 10), u.Channel, tried.UTC().Format("2006-01-02 15:04:05"), u.ProviderID, known(u)})
	}
	t.Render()
	if len(unknowns) == mostUnknowns {
		fmt.Fprintln(out, "there may be more: these are the first")
	}
}

// known says what the tries of a message tell of it.
func known(u ledger.Unknown) string {
	if u.NotSent() {
		return "surely not sent: the worker gave it back too late to be sent by another one"
	}
	text := u.Detail
	if text == "" {
		text = "no answer came"
	}
	if u.Way != "" {
		text += ", by " + u.Way
	}
	if u.Tries > 1 {
		text += fmt.Sprintf(", tried %d times", u.Tries)
	}
	return text
}
