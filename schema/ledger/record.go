package ledger

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
)

// Report is what became of one delivery.
type Report struct {
	Recipient  Recipient
	State      DeliveryState // sent, failed or unknown; empty: surely not handed over, open again
	Reason     string        // of the books: refused, no_answer, …
	ProviderID string
	Code       string
	Detail     string         // without personal data
	Suppress   string         // the address must not be used again, for this reason; or empty
	Units      int            // what the provider charges for: messages, or segments of an SMS; 0: nothing
	Price      regulars.Money // of one unit, in the brand's currency; 0: not known
	Deferred   bool           // refused for now, so State is empty: the claimant doesn't pick it again, a later one does
}

// MarkReserved shows that the batch is being handed over.
func (l *Ledger) MarkReserved(ctx context.Context, r Run, batch Batch) error {
	reports := make([]Report, len(batch.Recipients))
	for i, recipient := range batch.Recipients {
		reports[i] = Report{Recipient: recipient, State: DeliveryReserved}
	}
	return l.writeDeliveries(ctx, r, reports)
}

// Record writes what became of a batch's deliveries. A delivery that is not
// reported stays claimed: a later attempt settles it. Recording the same again
// changes nothing.
func (l *Ledger) Record(ctx context.Context, r Run, c Claimant, batch Batch, reports []Report) error {
	var known []Report
	attempts := make([]attempt, len(reports))
	for i, report := range reports {
		attempts[i] = attempt{report, AttemptState(report.State)}
		if report.State == "" {
			attempts[i].state = AttemptReleased
			if report.Deferred && report.Code == "" {
				attempts[i].Code = "later" // by which Pick knows it
			}
			continue
		}
		known = append(known, report)
	}
	// The truth first: if this fails the claims stay open, and nothing that was
	// sent is ever free to be claimed again.
	if err := l.writeDeliveries(ctx, r, known); err != nil {
		return err
	}
	if err := l.writeAttempts(ctx, r, c, batch, attempts); err != nil {
		return err
	}
	return l.suppress(ctx, r, reports)
}

func (l *Ledger) writeDeliveries(ctx context.Context, r Run, reports []Report) error {
	at := l.Now()
	return l.db.InsertRows(ctx, "deliveries", len(reports), func(b driver.Batch, i int) error {
		p := reports[i]
		d := p.Recipient
		return b.Append(r.Brand, r.Campaign, r.Date.Time(), d.MemberID, string(p.State), p.Reason, d.Channel,
			d.AddressHash, d.Nodes, p.ProviderID, p.Code, p.Detail, d.Stage, d.StageBefore, d.RFMClass,
			d.LastPurchase, d.RecencyDays, d.Purchases, d.Revenue, d.PlannedAt, at.UTC(), versionOf(p.State, at), d.Variant, d.DueAt, d.Recommended, d.Trial, d.Coupon, d.Zone)
	})
}

// attempt is a report and what the claim becomes by it.
type attempt struct {
	Report
	state AttemptState
}

func attemptsOf(recipients []Recipient, state AttemptState) []attempt {
	attempts := make([]attempt, len(recipients))
	for i, r := range recipients {
		attempts[i] = attempt{Report{Recipient: r}, state}
	}
	return attempts
}

func (l *Ledger) writeAttempts(ctx context.Context, r Run, c Claimant, batch Batch, attempts []attempt) error {
	now := l.Now()
	return l.db.InsertRows(ctx, "delivery_attempts", len(attempts), func(b driver.Batch, i int) error {
		a := attempts[i]
		return b.Append(r.Brand, r.Campaign, r.Date.Time(), a.Recipient.MemberID, c.ID+"/"+batch.ID, c.ID, batch.ID, c.Channel,
			batch.Way, a.Recipient.Content, string(a.state),
			a.ProviderID, a.Code, a.Detail, now.UTC(), now.UTC(), version(a.state.rank(), now),
			uint16(a.Units), a.Price.Decimal())
	})
}

func (l *Ledger) suppress(ctx context.Context, r Run, reports []Report) error {
	var dead []Report
	for _, report := range reports {
		if report.Suppress != "" {
			dead = append(dead, report)
		}
	}
	now := l.Now()
	return l.db.InsertRows(ctx, "suppressions", len(dead), func(b driver.Batch, i int) error {
		d := dead[i].Recipient
		return b.Append(r.Brand, d.Channel, d.AddressHash, dead[i].Suppress, "campaign "+r.Campaign, true, now.UTC(), uint64(now.UnixNano()))
	})
}
