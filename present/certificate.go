package present

import (
	"fmt"
	"strings"

	"regulars"
)

// Certificate is the proof of a night as people see it.
type Certificate struct {
	Brand     string
	Date      regulars.BusinessDate
	Whole     bool
	Reasons   []string // why it is not whole, one sentence each
	Shops     []ShopLine
	Campaigns []CampaignLine
}

// ShopLine is what came of one kind of record of a shop.
type ShopLine struct {
	Shop, Entity               string
	Platform                   *uint64 // nil: the platform can't count
	Received, Stored, Rejected uint64
	OK                         bool
	Unchanged                  bool // files as an earlier load left them
}

// CampaignLine is the books of one campaign.
type CampaignLine struct {
	Campaign, State                                string
	Planned, Sent, Failed, Unknown, Excluded, Held uint64
	Closed                                         bool
}

// certificateWords are those of a certificate in one language.
type certificateWords struct {
	Title                string // brand, date, verdict
	Whole, NotWhole      string
	Shops, Campaigns     string
	ShopHead             [7]string
	CampaignHead         [9]string
	CantCount, Unchanged string
}

// Title says whose certificate it is, and whether it is whole.
func (c Certificate) Title(names *Names) string {
	words := names.certificate
	verdict := words.NotWhole
	if c.Whole {
		verdict = words.Whole
	}
	return fmt.Sprintf(words.Title, c.Brand, c.Date, verdict)
}

// Tables returns what came of the shops and the books of the campaigns, those of
// the two that there are.
func (c Certificate) Tables(names *Names) []Table {
	var tables []Table
	for _, t := range []Table{c.shopTable(names.certificate), c.campaignTable(names.certificate)} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

func (c Certificate) shopTable(words certificateWords) Table {
	t := Table{Title: words.Shops, Head: words.ShopHead[:], Align: "llrrrrl"}
	for _, l := range c.Shops {
		platform, remark := words.CantCount, mark(l.OK)
		if l.Platform != nil {
			platform = Whole(*l.Platform)
		}
		if l.Unchanged {
			remark += " " + words.Unchanged
		}
		t.Rows = append(t.Rows, []string{l.Shop, l.Entity, platform, Whole(l.Received), Whole(l.Stored), Whole(l.Rejected), remark})
	}
	return t
}

func (c Certificate) campaignTable(words certificateWords) Table {
	t := Table{Title: words.Campaigns, Head: words.CampaignHead[:], Align: "llrrrrrrl"}
	for _, l := range c.Campaigns {
		t.Rows = append(t.Rows, []string{
			l.Campaign, l.State, Whole(l.Planned), Whole(l.Sent), Whole(l.Failed), Whole(l.Unknown), Whole(l.Excluded), Whole(l.Held), mark(l.Closed),
		})
	}
	return t
}

func mark(ok bool) string {
	if ok {
		return "✓"
	}
	return "✗"
}

// Markdown writes the certificate in English for Temporal's details.
func (c Certificate) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n", c.Title(&English))
	for _, t := range c.Tables(&English) {
		fmt.Fprintf(&b, "\n**%s**\n\n%s", t.Title, t.Markdown())
	}
	for _, reason := range c.Reasons {
		fmt.Fprintf(&b, "\n- %s", reason)
	}
	return b.String() + "\n"
}
