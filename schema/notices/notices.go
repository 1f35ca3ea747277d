package notices

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"regulars/schema"
)

// Lease is how long a claim holds of which nothing is recorded.
const Lease = 5 * time.Minute

// settle is how long a claim waits before it looks whether it is the first: another's,
// which is older by its time, may still be on its way.
const settle = 300 * time.Millisecond

// States of a notification.
const (
	claimed = "claimed"
	Sent    = "sent"
	Failed  = "failed"
)

// Matter is what one recipient is to hear of.
type Matter struct {
	Brand, Recipient string
	Kind             string // as the config names it
	Key              string // the same for the same matter, such as approval/wake-up/2026-11-20
}

// Standing is what came of a matter for a recipient so far.
type Standing struct {
	Sent   bool
	Failed int       // tries
	Last   time.Time // of the last try
	open   []row     // claims of which nothing is recorded, the first one first
}

// row is one line of the table.
type row struct {
	Claim string    `ch:"claim"`
	State string    `ch:"state"`
	At    time.Time `ch:"at"`
	Now   time.Time `ch:"now"`
}

// Read returns what came of a matter so far.
func Read(ctx context.Context, db *schema.DB, m Matter) (Standing, error) {
	var rows []row
	err := db.Conn().Select(ctx, &rows, `SELECT n.claim AS claim, toString(n.state) AS state, n.at AS at, now64(3, 'UTC') AS now FROM notifications AS n FINAL
		WHERE n.brand = ? AND n.matter = ? AND n.recipient = ? ORDER BY at, claim`, m.Brand, m.Key, m.Recipient)
	if err != nil {
		return Standing{}, fmt.Errorf("what came of the notification %s: %w", m.Key, schema.Redact(err))
	}
	return standing(rows), nil
}

func standing(rows []row) (s Standing) {
	ended := map[string]bool{}
	for _, r := range rows {
		switch r.State {
		case Sent:
			s.Sent = true
		case Failed:
			s.Failed++
		default:
			continue
		}
		ended[r.Claim] = true
		if r.At.After(s.Last) {
			s.Last = r.At
		}
	}
	for _, r := range rows {
		if r.State == claimed && !ended[r.Claim] && r.Now.Sub(r.At) < Lease {
			s.open = append(s.open, r)
		}
	}
	return s
}

// Open reports whether somebody is at it.
func (s Standing) Open() bool { return len(s.open) > 0 }

// Claim takes a matter, and reports whether it may be sent under the claim that it returns:
// nobody else is at it, and it was not sent.
func Claim(ctx context.Context, db *schema.DB, m Matter) (claim string, mine bool, err error) {
	claim = uuid.NewString()
	if err := put(ctx, db, m, claim, claimed, ""); err != nil {
		return "", false, err
	}
	select {
	case <-ctx.Done():
		return "", false, ctx.Err()
	case <-time.After(settle):
	}
	s, err := Read(ctx, db, m)
	if err != nil || s.Sent || !s.Open() {
		return claim, false, err
	}
	return claim, s.open[0].Claim == claim, nil
}

// Record notes what came of a claim; detail is why it failed, without what is secret.
func Record(ctx context.Context, db *schema.DB, m Matter, claim, state, detail string) error {
	return put(ctx, db, m, claim, state, detail)
}

// put writes with the server's clock, which all workers share.
func put(ctx context.Context, db *schema.DB, m Matter, claim, state, detail string) error {
	err := db.Conn().Exec(ctx, `INSERT INTO notifications (brand, matter, recipient, claim, state, kind, detail, at)
		SELECT ?, ?, ?, ?, ?, ?, ?, now64(3, 'UTC')`, m.Brand, m.Key, m.Recipient, claim, state, m.Kind, detail)
	if err != nil {
		return fmt.Errorf("note the notification %s: %w", m.Key, schema.Redact(err))
	}
	return nil
}

// Notice is one notification in a list.
type Notice struct {
	Matter    string    `ch:"matter"`
	Recipient string    `ch:"recipient"`
	Kind      string    `ch:"kind"`
	State     string    `ch:"state"`  // Sent or Failed
	Detail    string    `ch:"detail"` // why it failed last
	Tries     uint64    `ch:"tries"`
	At        time.Time `ch:"at"` // of the last try
}

// Newest lists what was notified of, or tried, the newest first.
func Newest(ctx context.Context, db *schema.DB, brand string, limit int) ([]Notice, error) {
	var all []Notice
	err := db.Conn().Select(ctx, &all, `SELECT matter, who AS recipient, about AS kind, if(sent > 0, 'sent', 'failed') AS state, if(sent > 0, '', why) AS detail, tries, last AS at
		FROM
		(
			SELECT n.matter AS matter, toString(n.recipient) AS who, toString(any(n.kind)) AS about, countIf(n.state = 'sent') AS sent,
				argMax(n.detail, n.at) AS why, uniqExact(n.claim) AS tries, max(n.at) AS last
			FROM notifications AS n
			WHERE n.brand = ? AND n.state != 'claimed'
			GROUP BY n.matter, n.recipient
		)
		ORDER BY at DESC, matter, recipient LIMIT ?`, brand, limit)
	return all, schema.Redact(err)
}
