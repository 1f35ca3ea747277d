package gate

import (
	"context"
	"fmt"
	"strings"
	"time"

	"regulars"
	"regulars/schema"
	"regulars/schema/ledger"
)

// Certificate is the proof of a night: that everything came, and that every
// member of every audience has exactly one outcome.
type Certificate struct {
	Brand   string
	Date    regulars.BusinessDate
	Whole   bool
	Reasons []string // why it is not whole, one sentence each
	Text    string   // Markdown
	At      time.Time
}

// nightParams name a brand's night.
type nightParams struct {
	Brand string
	Date  regulars.BusinessDate
}

var (
	publishedOn       = schema.NewScript[nightParams]("gate", files, "published.sql")
	newestCertificate = schema.NewScript[nightParams]("gate", files, "certificate.sql")
	reconciliation    = schema.NewScript[nightParams]("gate", files, "reconciliation.sql")
)

// Certify makes a night's certificate of what stands in ClickHouse at this
// moment, and records it; the newest one of a date holds.
func Certify(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, at time.Time) (Certificate, error) {
	lines, err := Reconciliation(ctx, db, brand, date)
	if err != nil {
		return Certificate{}, err
	}
	books, err := ledger.AllBooks(ctx, db, brand, date)
	if err != nil {
		return Certificate{}, err
	}
	var published, follows bool
	if err := publishedOn.Row(ctx, db, nightParams{brand, date}, &published, &follows); err != nil {
		return Certificate{}, err
	}
	c := Certificate{Brand: brand, Date: date, At: at, Reasons: reasons(lines, books, published, follows)}
	c.Whole = len(c.Reasons) == 0
	c.Text = certificateText(c, lines, books)
	return c, putCertificate(ctx, db, c)
}

// ReadCertificate reads a night's certificate; it returns schema.ErrNoRows
// when the night has none.
func ReadCertificate(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (Certificate, error) {
	c := Certificate{Brand: brand, Date: date}
	err := newestCertificate.Row(ctx, db, nightParams{brand, date}, &c.Whole, &c.Reasons, &c.Text, &c.At)
	return c, err
}

func putCertificate(ctx context.Context, db *schema.DB, c Certificate) error {
	err := db.Conn().Exec(ctx, "INSERT INTO certificates VALUES (?, ?, ?, ?, ?, ?, ?)",
		c.Brand, c.Date.Time(), c.Whole, c.Reasons, c.Text, c.At.UTC(), uint64(c.At.UnixNano()))
	if err != nil {
		return fmt.Errorf("record the certificate of %s: %w", c.Date, schema.Redact(err))
	}
	return nil
}

func reasons(lines []Reconciled, books []ledger.CampaignBooks, published, follows bool) []string {
	found := []string{}
	if len(lines) == 0 {
		found = append(found, "the shops were not compared for this date: only a night does that")
	}
	for _, line := range lines {
		if !line.OK {
			found = append(found, line.Sentence())
		}
	}
	switch {
	case !published:
		found = append(found, "the numbers of this date are not published")
	case !follows:
		found = append(found, "the published numbers are older than what was pulled: run the night again")
	}
	for _, b := range books {
		if trouble := b.Trouble(); trouble != "" {
			found = append(found, trouble)
		}
	}
	return found
}

func certificateText(c Certificate, lines []Reconciled, books []ledger.CampaignBooks) string {
	var b strings.Builder
	verdict := "whole"
	if !c.Whole {
		verdict = "NOT WHOLE"
	}
	fmt.Fprintf(&b, "### Certificate of %s, %s: %s\n", c.Brand, c.Date, verdict)
	if len(lines) > 0 {
		b.WriteString("\n**Shops**\n\n| shop | what | platform | received | stored | rejected | |\n| --- | --- | ---: | ---: | ---: | ---: | --- |\n")
	}
	for _, l := range lines {
		platform := "can't count"
		if l.Platform != nil {
			platform = fmt.Sprint(*l.Platform)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %d | %d | %s |\n", l.Shop, l.Entity, platform, l.Received, l.Stored, l.Rejected, lineMark(l))
	}
	if len(books) > 0 {
		b.WriteString("\n**Campaigns**\n\n| campaign | state | planned | sent | failed | unknown | excluded | held | |\n" +
			"| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n")
	}
	for _, k := range books {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d | %d | %d | %s |\n",
			k.Campaign, k.State, k.Planned, k.Sent, k.Failed, k.Unknown, k.Excluded, k.NotTried(), mark(k.Gap() == 0))
	}
	for _, reason := range c.Reasons {
		fmt.Fprintf(&b, "\n- %s", reason)
	}
	return b.String() + "\n"
}

func lineMark(l Reconciled) string {
	if l.Unchanged {
		return mark(l.OK) + " unchanged"
	}
	return mark(l.OK)
}

func mark(ok bool) string {
	if ok {
		return "✓"
	}
	return "✗"
}
