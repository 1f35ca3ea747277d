package ledger

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
	"regulars/schema/ledger/rows"
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
	at, date := l.Now(), r.Date.Time()
	all := make([]rows.Delivery, len(reports))
	for i, p := range reports {
		d := &p.Recipient
		all[i] = rows.Delivery{
			Brand: r.Brand, Campaign: r.Campaign, Date: date, Member: d.MemberID, State: string(p.State), Reason: p.Reason, Channel: d.Channel,
			AddressHash: d.AddressHash, Nodes: d.Nodes, ProviderID: p.ProviderID, Code: p.Code, Detail: p.Detail, Stage: d.Stage, StageBefore: d.StageBefore, RFM: d.RFMClass,
			LastPurchase: d.LastPurchase, RecencyDays: d.RecencyDays, Purchases: d.Purchases, Revenue: d.Revenue, PlannedAt: d.PlannedAt, At: at.UTC(), Version: versionOf(p.State, at),
			Variant: d.Variant, DueAt: d.DueAt, Recommended: d.Recommended, Trial: d.Trial, Coupon: d.Coupon, Zone: d.Zone,
		}
	}
	return rows.WriteDeliveries(ctx, l.db, all)
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
	now, date, claim := l.Now(), r.Date.Time(), c.ID+"/"+batch.ID
	all := make([]rows.Attempt, len(attempts))
	for i, a := range attempts {
		all[i] = rows.Attempt{
			Brand: r.Brand, Campaign: r.Campaign, Date: date, Member: a.Recipient.MemberID, Claim: claim, Claimant: c.ID, Batch: batch.ID, Channel: c.Channel, Way: batch.Way,
			Content: a.Recipient.Content, State: string(a.state), ProviderID: a.ProviderID, Code: a.Code, Detail: a.Detail,
			ClaimedAt: now.UTC(), At: now.UTC(), Version: version(a.state.rank(), now), Units: uint16(a.Units), Price: a.Price,
		}
	}
	return rows.WriteAttempts(ctx, l.db, all)
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
