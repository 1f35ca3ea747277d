package workflows

import (
	"strings"

	"go.temporal.io/sdk/workflow"

	"regulars/present"
	"regulars/workflows/panel"
)

// panel is what Temporal UI shows of a night, in Markdown.
func (n *nightlyImpl) panel() string {
	state := n.state()
	var b panel.Text
	b.Printf("**%s, business date %s**: %s\n", n.input.Brand, n.input.Date, state.Step)
	if state.Waits != "" {
		b.Printf("\nWaits %s.\n", state.Waits)
	}
	if state.Missed != "" {
		b.Printf("\nNo night ran for %s: those numbers are computed with this one.\n", state.Missed)
	}
	if text := measureText(n.measured); text != "" {
		b.WriteString("\n" + text + "\n")
	}
	// The certificate has what these tables say of shops and campaigns.
	if n.certificate.Text == "" {
		b.WriteString(shopTable(state.Shops))
		b.WriteString(panel.Loads(n.pulls.loads))
		b.WriteString(campaignTable(state.Campaigns))
	}
	if n.input.NoCampaigns {
		b.WriteString("\nNo campaigns, as asked.\n")
	}
	if len(n.brand.Paused) > 0 {
		b.Printf("\nPaused in the config: %s.\n", strings.Join(n.brand.Paused, ", "))
	}
	b.WriteString(panel.List("Not whole", state.Troubles))
	b.WriteString(panel.List("Ad lists", n.notes))
	if state.Report.Path != "" {
		b.Printf("\nReport: `%s`\n", state.Report.Path)
	}
	if state.Report.Trouble != "" {
		b.Printf("\nNo report: %s.\n", state.Report.Trouble)
	}
	if state.Report.Lacks != "" {
		b.WriteString(panel.List("Report without suggestions", []string{state.Report.Lacks}))
	}
	if n.certificate.Numbers != "" {
		b.WriteString("\n" + n.certificate.Numbers)
	}
	if n.certificate.Text != "" {
		b.WriteString("\n" + n.certificate.Text)
	}
	return b.String()
}

func shopTable(shops map[string]ShopProgress) string {
	if len(shops) == 0 {
		return ""
	}
	t := present.Table{Head: []string{"shop", "state", "received", "stored", "rejected"}, Align: "llrrr"}
	for _, name := range workflow.DeterministicKeys(shops) {
		s := shops[name]
		t.Rows = append(t.Rows, []string{name, s.State, present.Whole(s.Received), present.Whole(s.Stored), present.Whole(s.Rejected)})
	}
	return "\n" + t.Markdown()
}

func campaignTable(campaigns map[string]CampaignProgress) string {
	if len(campaigns) == 0 {
		return ""
	}
	t := present.Table{Head: []string{"campaign", "state", "planned", "sent", "failed", "unknown", "excluded", "held"}, Align: "llrrrrrr"}
	for _, name := range workflow.DeterministicKeys(campaigns) {
		c := campaigns[name]
		state := c.State
		if c.Waits != "" {
			state += " (" + c.Waits + ")"
		}
		row := []string{name, state}
		for _, n := range []int64{c.Books.Planned, c.Books.Sent, c.Books.Failed, c.Books.Unknown, c.Books.Excluded, c.Books.Held} {
			row = append(row, present.Whole(n))
		}
		t.Rows = append(t.Rows, row)
	}
	return "\n" + t.Markdown()
}
