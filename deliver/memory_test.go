package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"regulars/schema/ledger"
	"regulars/schema/ledger/clock"
)

// memory is a Store for the tests, without a database: it keeps the ledger's rules
// for claims, and can fail on demand.
type memory struct {
	mu         sync.Mutex
	state      ledger.State
	deliveries []*delivery // in the order of their members
	batches    map[string][]*delivery
	suppressed []uint64
	picks      int
	prepares   int
	recorded   int
	asked      int // for the next hour

	now func() time.Time // nil: time.Now

	unavailable int                                 // how many recordings fail before one succeeds; -1: all
	claiming    func(recipients []ledger.Recipient) // called before each claim
	contended   bool                                // another worker claims whatever is claimed
	failing     map[string]error                    // by method
}

type delivery struct {
	ledger.Recipient
	report   ledger.Report
	claimant string // of an open claim
	batch    string
	way      string
	optedOut bool
	deferred string // the claimant to whom it was refused for now
}

func newMemory(members int, channelName string) *memory {
	m := &memory{state: ledger.State{Name: ledger.RunPlanned}, batches: map[string][]*delivery{}, failing: map[string]error{}}
	for i := range members {
		m.deliveries = append(m.deliveries, &delivery{Recipient: ledger.Recipient{
			MemberID: uint64(i + 1), State: ledger.DeliveryPlanned, Channel: channelName,
			Address: fmt.Sprintf("m%d@x.test", i+1), Name: fmt.Sprint("member ", i+1),
		}})
	}
	return m
}

func (m *memory) open(d *delivery) bool {
	return d.State == ledger.DeliveryPlanned || d.State == ledger.DeliveryReserved
}

func (m *memory) State(context.Context, ledger.Run) (ledger.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state, m.failing["State"]
}

func (m *memory) SetState(_ context.Context, _ ledger.Run, name ledger.RunState, reason, by string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state.Name, m.state.Reason, m.state.By = name, reason, by
	return nil
}

func (m *memory) Skip(_ context.Context, _ ledger.Block, _, reason string, zones ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.deliveries {
		if d.State == ledger.DeliveryPlanned && (len(zones) == 0 || slices.Contains(zones, d.Zone)) && (d.DueAt == nil || !d.DueAt.After(m.clock())) {
			d.State, d.report.Reason = ledger.DeliveryExcluded, reason
		}
	}
	return m.failing["Skip"]
}

// clock is that of the deliveries' hours.
func (m *memory) clock() time.Time {
	if m.now == nil {
		return time.Now()
	}
	return m.now()
}

func (m *memory) NextDue(_ context.Context, _ ledger.Block, _ string, quiet ...clock.Quiet) (next *time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	for _, d := range m.deliveries {
		due := d.DueAt
		if due == nil || !due.After(m.clock()) {
			due = quietIn(quiet, d.Zone)
		}
		if m.open(d) && due != nil && (next == nil || due.Before(*next)) {
			next = due
		}
	}
	return next, m.failing["NextDue"]
}

// quietIn returns until when a zone is quiet; nil where it isn't.
func quietIn(quiet []clock.Quiet, zone string) *time.Time {
	for _, q := range quiet {
		if q.Zone == zone {
			return &q.Until
		}
	}
	return nil
}

func (m *memory) Prepare(_ context.Context, _ ledger.Block, c ledger.Claimant) ([]ledger.OpenBatch, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.prepares++
	var all []ledger.OpenBatch
	for _, id := range m.leftOf(c.ID) {
		open := ledger.OpenBatch{ID: id}
		for _, d := range m.batches[id] {
			switch {
			case !m.open(d):
			case c.Idempotent():
				open.Way = d.way
				open.Members, open.Contents = append(open.Members, d.MemberID), append(open.Contents, d.Content)
			default:
				d.State = ledger.DeliveryUnknown
			}
		}
		if len(open.Members) > 0 {
			all = append(all, open)
		}
	}
	return all, m.failing["Prepare"]
}

// leftOf are the batches that others than the claimant have claimed.
func (m *memory) leftOf(claimant string) []string {
	var ids []string
	for _, d := range m.deliveries {
		if d.claimant != "" && d.claimant != claimant && !slices.Contains(ids, d.batch) {
			ids = append(ids, d.batch)
		}
	}
	return ids
}

func (m *memory) Pick(_ context.Context, _ ledger.Block, c ledger.Claimant, limit int) (ledger.Picked, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.picks++
	picked := ledger.Picked{At: time.Now()}
	for _, d := range m.deliveries {
		if !m.open(d) || d.claimant != "" || d.deferred == c.ID || picked.Seen == limit || quietIn(c.Quiet, d.Zone) != nil || d.DueAt != nil && d.DueAt.After(m.clock()) {
			continue
		}
		picked.Seen++
		if d.optedOut {
			d.State = ledger.DeliveryExcluded
			picked.Excluded++
			continue
		}
		picked.Recipients = append(picked.Recipients, d.Recipient)
	}
	return picked, m.failing["Pick"]
}

func (m *memory) Claim(_ context.Context, _ ledger.Run, c ledger.Claimant, batch ledger.Batch) (ledger.Batch, error) {
	if m.claiming != nil {
		m.claiming(batch.Recipients)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing["Claim"]; err != nil {
		return ledger.Batch{}, err
	}
	claimed := ledger.Batch{ID: batch.ID, Way: batch.Way}
	if m.contended {
		return claimed, nil
	}
	for _, r := range batch.Recipients {
		d := m.of(r.MemberID)
		if d.claimant != "" || !m.open(d) {
			continue // claimed by another one, or tried since it was picked
		}
		d.claimant, d.batch, d.way, d.Content = c.ID, batch.ID, batch.Way, r.Content
		m.batches[batch.ID] = append(m.batches[batch.ID], d)
		claimed.Recipients = append(claimed.Recipients, d.Recipient)
	}
	return claimed, nil
}

func (m *memory) Reclaim(_ context.Context, _ ledger.Block, c ledger.Claimant, open ledger.OpenBatch) (ledger.Batch, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	batch := ledger.Batch{ID: open.ID, Way: open.Way, Reclaimed: true}
	for _, member := range open.Members {
		d := m.of(member)
		if d.optedOut {
			d.State, batch.Incomplete = ledger.DeliveryUnknown, true
			continue
		}
		d.claimant = c.ID
		batch.Recipients = append(batch.Recipients, d.Recipient)
	}
	return batch, nil
}

func (m *memory) MarkReserved(_ context.Context, _ ledger.Run, batch ledger.Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing["MarkReserved"]; err != nil {
		return err
	}
	for _, r := range batch.Recipients {
		m.of(r.MemberID).State = ledger.DeliveryReserved
	}
	return nil
}

func (m *memory) Record(ctx context.Context, _ ledger.Run, c ledger.Claimant, _ ledger.Batch, reports []ledger.Report) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unavailable != 0 {
		m.unavailable--
		return fmt.Errorf("a connection breaks: %w", io.ErrUnexpectedEOF)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := m.failing["Record"]; err != nil {
		return err
	}
	m.recorded++
	for _, report := range reports {
		d := m.of(report.Recipient.MemberID)
		if report.State == "" && d.claimant != c.ID {
			continue // reclaimed since
		}
		d.report, d.claimant, d.batch = report, "", ""
		if report.Deferred {
			d.deferred = c.ID
		}
		if report.State != "" {
			d.State = report.State
		}
		if report.Suppress != "" {
			m.suppressed = append(m.suppressed, d.MemberID)
		}
	}
	return nil
}

func (m *memory) of(member uint64) *delivery { return m.deliveries[member-1] }

// count is how many deliveries are in a state.
func (m *memory) count(state ledger.DeliveryState) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, d := range m.deliveries {
		if d.State == state {
			n++
		}
	}
	return n
}

// claimed is how many deliveries are claimed and have no outcome.
func (m *memory) claimed() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, d := range m.deliveries {
		if d.claimant != "" {
			n++
		}
	}
	return n
}

var errRefused = errors.New("refused for good")
