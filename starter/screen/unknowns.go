package screen

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars"
	"regulars/channel"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
)

// Unknowns draws the messages of a run that may have arrived although no answer came,
// with members' ids as they may leave the house, and what the provider says that it was
// given for each, where it was asked; more says that there may be others.
func Unknowns(out io.Writer, run ledger.Run, unknowns []ledger.Unknown, fates map[uint64][]channel.Fate, mask identity.Mask, more bool) {
	fmt.Fprintf(out, "%s  business date %s\n", Bold.Sprint(run.Campaign), run.Date)
	if len(unknowns) == 0 {
		fmt.Fprintln(out, "every message has an outcome")
		return
	}
	fmt.Fprintf(out, "%s unknown: none of them is sent again\n\n", present.Whole(len(unknowns)))
	t := NewTable(out, "member", "channel", "tried (UTC)", "provider's id", "what is known")
	t.SetColumnConfigs([]table.ColumnConfig{Wrap(5, 25)})
	for _, u := range unknowns {
		tried := u.Since
		if u.Tries == 0 {
			tried = u.At
		}
		t.AppendRow(table.Row{mask.Write(u.MemberID), u.Channel, tried.UTC().Format("2006-01-02 15:04:05"), u.ProviderID, known(u) + providerSays(fates, u)})
	}
	t.Render()
	fmt.Fprintf(out, "`starter campaign resend %s --date %s --unknown` sends it to them again; those whom it reached get it twice\n", regulars.CampaignOf(run.Campaign), run.Date)
	if more {
		fmt.Fprintln(out, "there may be more: these are the first")
	}
}

// providerSays returns what the provider has of a message; empty where it wasn't asked.
func providerSays(fates map[uint64][]channel.Fate, u ledger.Unknown) string {
	found, asked := fates[u.MemberID]
	if !asked {
		return ""
	}
	if len(found) == 0 {
		return "; the provider has none of that time: it was not sent"
	}
	text := fmt.Sprintf("; the provider has %s of %s UTC: %s", found[0].ProviderID, found[0].At.UTC().Format("15:04:05"), found[0].State)
	if found[0].Code != "" {
		text += " (" + found[0].Code + ")"
	}
	if len(found) > 1 {
		text += fmt.Sprintf(", and %d more to the same address then", len(found)-1)
	}
	return text
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
