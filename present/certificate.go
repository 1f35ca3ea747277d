package present

import (
	"fmt"
	"strings"

	"regulars"
	"regulars/present/cause"
)

// Certificate is the proof of a night as people see it.
type Certificate struct {
	Brand     string
	Date      regulars.BusinessDate
	Whole     bool
	Reasons   []string // why it is not whole, one sentence each
	Shops     []ShopLine
	Files     []FilesLine
	Stores    []StoreLine
	Campaigns []CampaignLine
	Missed    *Missed // nil: the date before had a night, or numbers of its own
	Kept      []Kept
}

// Kept is what stands on a small first history: cycles or fits, which were made of Then
// gaps or members, of which there are Now by now.
type Kept struct {
	What      string // cycles or fits
	From      regulars.BusinessDate
	Then, Now uint64
}

// Missed are dates that had no night of their own: First to Last, computed with the
// certified night from ComputedFrom on.
type Missed struct {
	First, Last, ComputedFrom regulars.BusinessDate
	Sent, Skipped             []string // campaigns that address who entered a stage on those dates, and those that don't
}

// ShopLine is what came of one kind of record of a shop.
type ShopLine struct {
	Shop, Entity               string
	Platform                   *uint64 // nil: the platform can't count
	Received, Stored, Rejected uint64
	OK                         bool
	Unmapped                   uint64 // orders with a status word that nobody mapped
	Words                      string // those words, each with its number of orders
	Unchanged                  bool   // files as an earlier load left them
}

// FilesLine is where the rows of a feed's files went: Rows = Used + Rejected + LeftOut.
type FilesLine struct {
	Shop, Entity                         string
	Rows, Used, Rejected, LeftOut, Blank uint64   // Blank: or of totals
	Taken                                []string // how they were read, as far as it was found out
}

// StoreLine is what a shop holds as a whole of one kind of record.
type StoreLine struct {
	Shop, Entity             string
	Platform                 *uint64 // nil: the platform can't count
	Stored, Hidden, Rejected uint64
	OK                       bool
	Swept                    regulars.BusinessDate // of the last sweep of the whole shop; empty: none yet
	Healed, HealedNow        uint64                // by that sweep, and in this night
	Tells                    string                // what the platform can tell of it
	Notes, Blind             []cause.Cause         // what was compared this time and what wasn't, and what the platform can't tell
	Compared, Unseen         string                // the same, of certificates of earlier releases
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
	Stores               string
	StoreHead            [9]string
	Unseen               string // what a platform can't tell
	UnseenHead           [3]string
	NoSweep              string
	ShopHead             [7]string
	Files                string
	FilesHead            [8]string
	CampaignHead         [9]string
	CantCount, Unchanged string
	Unmapped             string // orders, words

	Missed, MissedBefore     string // dates
	CaughtUp, MissedCampaign string // campaigns
	KeptCycles, KeptFits     string // date, then, now, date, what
	Dates, And               string
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

// Tables returns what came of the shops, the shops as wholes, the books of the
// campaigns and what the platforms can't tell, those of them that there are.
func (c Certificate) Tables(names *Names) []Table {
	var tables []Table
	for _, t := range []Table{
		c.shopTable(names), c.filesTable(names), c.storeTable(names), c.campaignTable(names.certificate), c.unseenTable(names),
	} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// Notes are what the certificate says next to its tables: of dates that had no night, and
// of what stands on a small first history.
func (c Certificate) Notes(names *Names) []string {
	return append(c.missedNotes(names.certificate), c.keptNotes(names.certificate)...)
}

// KeptNotes are those of Notes, in English, that say what stands on a small first history.
func (c Certificate) KeptNotes() []string { return c.keptNotes(English.certificate) }

func (c Certificate) keptNotes(words certificateWords) []string {
	var notes []string
	for _, k := range c.Kept {
		text := words.KeptFits
		if k.What == "cycles" {
			text = words.KeptCycles
		}
		notes = append(notes, fmt.Sprintf(text, k.From, Whole(k.Then), Whole(k.Now), k.From, k.What))
	}
	return notes
}

func (c Certificate) missedNotes(words certificateWords) []string {
	if c.Missed == nil {
		return nil
	}
	m := c.Missed
	notes := []string{fmt.Sprintf(words.Missed, dates(words, m.ComputedFrom, m.Last))}
	if m.First < m.ComputedFrom {
		before := m.ComputedFrom.AddDays(-1)
		notes = append(notes, fmt.Sprintf(words.MissedBefore, dates(words, m.First, before), m.First, before))
	}
	if len(m.Sent) > 0 {
		notes = append(notes, fmt.Sprintf(words.CaughtUp, strings.Join(m.Sent, words.And)))
	}
	if len(m.Skipped) > 0 {
		notes = append(notes, fmt.Sprintf(words.MissedCampaign, strings.Join(m.Skipped, words.And)))
	}
	return notes
}

func dates(words certificateWords, from, to regulars.BusinessDate) string {
	if from == to {
		return from.String()
	}
	return fmt.Sprintf(words.Dates, from, to)
}

func (c Certificate) shopTable(names *Names) Table {
	words := names.certificate
	t := Table{Title: words.Shops, Head: words.ShopHead[:], Align: "llrrrrl"}
	for _, l := range c.Shops {
		platform, remark := words.CantCount, mark(l.OK)
		if l.Platform != nil {
			platform = Whole(*l.Platform)
		}
		if l.Unchanged {
			remark += " " + words.Unchanged
		}
		if l.Unmapped > 0 {
			remark += " " + fmt.Sprintf(words.Unmapped, Whole(l.Unmapped), l.Words)
		}
		t.Rows = append(t.Rows, []string{l.Shop, names.Entity(l.Entity), platform, Whole(l.Received), Whole(l.Stored), Whole(l.Rejected), remark})
	}
	return t
}

func (c Certificate) filesTable(names *Names) Table {
	words := names.certificate
	t := Table{Title: words.Files, Head: words.FilesHead[:], Align: "llrrrrrl"}
	for _, l := range c.Files {
		t.Rows = append(t.Rows, []string{
			l.Shop, names.Entity(l.Entity), Whole(l.Rows), Whole(l.Used), Whole(l.Rejected), Whole(l.LeftOut), Whole(l.Blank), strings.Join(l.Taken, "; "),
		})
	}
	return t
}

func (c Certificate) storeTable(names *Names) Table {
	words := names.certificate
	t := Table{Title: words.Stores, Head: words.StoreHead[:], Align: "llrrrrlrl"}
	for _, l := range c.Stores {
		platform, swept := words.CantCount, words.NoSweep
		if l.Platform != nil {
			platform = Whole(*l.Platform)
		}
		if l.Swept != "" {
			swept = fmt.Sprintf("%s (%s)", l.Swept, Whole(l.Healed))
		}
		t.Rows = append(t.Rows, []string{
			l.Shop, names.Entity(l.Entity), platform, Whole(l.Stored), Whole(l.Hidden), Whole(l.Rejected), swept, Whole(l.HealedNow), mark(l.OK),
		})
	}
	return t
}

// unseenTable says what was compared and what was not, and what nobody can see.
func (c Certificate) unseenTable(names *Names) Table {
	words := names.certificate
	t := Table{Title: words.Unseen, Head: words.UnseenHead[:], Align: "lll"}
	for _, l := range c.Stores {
		for _, text := range []string{l.Compared, cause.Texts(names.Lang, l.Notes), l.Unseen, cause.Texts(names.Lang, l.Blind)} {
			if text != "" {
				t.Rows = append(t.Rows, []string{l.Shop, names.Entity(l.Entity), text})
			}
		}
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
	for _, sentence := range append(c.Notes(&English), c.Reasons...) {
		fmt.Fprintf(&b, "\n- %s", sentence)
	}
	return b.String() + "\n"
}
