package answers

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/ledger"
)

// Store puts into ClickHouse what comes back. It is safe for concurrent use.
type Store struct {
	// Now is the clock; tests may set another one before the first use.
	Now func() time.Time

	db      *schema.DB
	ledger  *ledger.Ledger
	hashKey string

	messages blocks[message]
	hints    blocks[hinted]
	written  atomic.Bool // since Attribute began last

	shops     sync.Mutex
	behaviour map[shopOfBrand]*blocks[done]
}

// Open returns a store. The key is privacy.hash_key; without one it returns an error.
func Open(db *schema.DB, hashKey string) (*Store, error) {
	l, err := ledger.New(db, hashKey)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, ledger: l, hashKey: hashKey, Now: time.Now}
	s.messages.insert, s.hints.insert = s.insertMessages, s.insertHints
	return s, nil
}

// message is a row of message_events, as it comes in.
type message struct {
	brand, channel, providerID, kind, eventID string
	at                                        time.Time
	campaign                                  string
	date                                      regulars.BusinessDate // empty: not known
	member                                    uint64
	detail                                    string
	hard                                      bool
	machine, addressHash                      string
}

// reported is the version of a row as it came in: what is found out about it later
// outranks it, also if it is reported once more afterwards.
const reported = uint64(1)

func (s *Store) insertMessages(ctx context.Context, rows []message) error {
	const statement = "INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, campaign, date, member_id, detail, hard, machine, address_hash, version)"
	rows, err := s.withoutForgotten(ctx, rows)
	if err != nil || len(rows) == 0 {
		return err
	}
	return s.insert(ctx, statement, len(rows), func(b driver.Batch, i int) error {
		m := rows[i]
		date := time.Unix(0, 0).UTC()
		if m.date != "" {
			date = m.date.Time()
		}
		return b.Append(m.brand, m.channel, m.providerID, m.kind, m.eventID, m.at.UTC(), m.campaign, date, m.member,
			m.detail, m.hard, m.machine, m.addressHash, reported)
	})
}

func (s *Store) insert(ctx context.Context, statement string, n int, appendRow func(b driver.Batch, i int) error) error {
	batch, err := s.db.PrepareBatch(ctx, statement, driver.WithReleaseConnection())
	if err != nil {
		return fmt.Errorf("write answers: %w", schema.Redact(err))
	}
	for i := range n {
		if err := appendRow(batch, i); err != nil {
			_ = batch.Abort()
			return fmt.Errorf("write answers: %w", err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("write answers: %w", schema.Redact(err))
	}
	s.written.Store(true)
	return nil
}

func (s *Store) door(ctx context.Context, load intake.Load) (intake.Door, error) {
	load.Key = intake.DoorKey(s.hashKey)
	return intake.OpenDoor(ctx, s.db, load)
}
