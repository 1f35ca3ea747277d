package deliver

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"regulars"
	"regulars/channel"
	"regulars/internal/span"
	"regulars/schema"
	"regulars/schema/ledger"
)

const (
	// rateAfter is how many messages a failure rate needs to mean something.
	rateAfter = 20

	// writeDown is how long a batch's outcome is kept in memory while the store is
	// unavailable; after it the claims stay open and a later attempt settles them.
	writeDown = 5 * time.Minute
)

// handOver hands a parcel to the sender and records what became of it.
func (s *Sending) handOver(ctx context.Context, p parcel) error {
	if time.Since(p.asked) > freshFor {
		if err := s.notStopped(ctx, p.Recipients...); err != nil {
			return errors.Join(err, s.release(ctx, p.Batch))
		}
	}
	p, reports := s.unrepeatable(p)
	messages, recipients := p.messages()
	reports = append(reports, p.failed()...)
	if len(messages) == 0 {
		return s.finishBatch(ctx, p.Batch, reports, nil)
	}
	began := time.Now()
	handing, sp := span.Start(ctx, "hand over "+recipients[0].Channel, attribute.Int("regulars.messages", len(messages)))
	results, err := s.Account.sender.Send(handing, messages)
	sp.End(err)
	s.Account.handed(len(messages), time.Since(began))
	for i, result := range results {
		if report, known := s.reportOf(recipients[i], result, p.Reclaimed, err); known {
			reports = append(reports, s.charged(report, messages[i]))
		}
	}
	return s.finishBatch(ctx, p.Batch, reports, err)
}

// charged adds what the provider charges for a message that was sent, or may have been.
func (s *Sending) charged(report ledger.Report, m regulars.Message) ledger.Report {
	if report.State == ledger.DeliverySent || report.State == ledger.DeliveryUnknown {
		report.Units, report.Price = channel.Units(regulars.Channel(report.Recipient.Channel), m), s.Price
	}
	return report
}

// reportOf puts a result into the ledger's words. It is false where the delivery
// stays claimed, so that a later attempt tries it again with the same key.
func (s *Sending) reportOf(r ledger.Recipient, result channel.Result, reclaimed bool, sendErr error) (ledger.Report, bool) {
	report := ledger.Report{
		Recipient: r, State: ledger.DeliveryState(result.Outcome),
		ProviderID: result.ProviderID, Code: result.Code, Detail: result.Reason,
	}
	switch result.Outcome {
	case regulars.OutcomeFailed:
		report.Reason = "refused"
		if result.Later && !s.LastTry {
			report.State, report.Deferred = "", true
		}
	case regulars.OutcomeUnknown:
		report.Reason = "no_answer"
		if s.Claimant.Idempotent() && sendErr != nil {
			return report, false
		}
	case "":
		// Surely not handed over now; an earlier attempt may have done it.
		if reclaimed {
			return report, false
		}
	}
	report.Suppress = string(result.Suppress)
	return report, true
}

// finishBatch records the outcomes, counts them, and stops the run when too many
// fail.
func (s *Sending) finishBatch(ctx context.Context, batch ledger.Batch, reports []ledger.Report, sendErr error) error {
	if err := s.record(ctx, batch, reports); err != nil {
		return errors.Join(sendErr, err)
	}
	s.totals.count(reports)
	s.totals.Excluded += int(s.excluded.Swap(0))
	s.Progress.Recorded(*s.totals)
	if sendErr != nil {
		return sendErr
	}
	if err := s.checkRate(ctx); err != nil {
		return err
	}
	return s.checkComplaints(ctx)
}

// release gives a batch back that was never handed over. One that an earlier
// attempt may have sent stays claimed.
func (s *Sending) release(ctx context.Context, batch ledger.Batch) error {
	if batch.Reclaimed {
		return nil
	}
	reports := make([]ledger.Report, len(batch.Recipients))
	for i, r := range batch.Recipients {
		reports[i] = ledger.Report{Recipient: r}
	}
	return s.record(ctx, batch, reports)
}

// record outlives the context: an outcome that is known is worth waiting for the
// store, and for a worker that is about to stop.
func (s *Sending) record(ctx context.Context, batch ledger.Batch, reports []ledger.Report) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeDown)
	defer cancel()
	for waited := false; ; waited = true {
		err := s.Store.Record(ctx, s.Block.Run, s.Claimant, batch, reports)
		if err == nil || !schema.IsTransient(err) {
			return err
		}
		if !waited {
			s.Progress.Waits(err)
		}
		if channel.Sleep(ctx, time.Second) != nil {
			return err
		}
	}
}

// checkRate holds the run when more of this attempt's messages fail than is allowed.
// What is unknown counts as failed.
func (s *Sending) checkRate(ctx context.Context) error {
	failed := s.totals.Failed + s.totals.Unknown
	all := failed + s.totals.Sent
	if all < rateAfter || float64(failed) <= s.MaxFailureRate*float64(all) {
		return nil
	}
	rate := &FailureRateError{Failed: failed, All: all}
	// Held in the ledger at once: the other blocks stop before their next batch.
	if err := s.Store.SetState(ctx, s.Block.Run, ledger.RunHeld, rate.reason(), "the sender"); err != nil {
		return err
	}
	return rate
}
