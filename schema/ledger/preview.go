package ledger

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/schema"
	"regulars/schema/snapshot"
)

// Preview returns what a run's plan would be, writing nothing: the members that it
// would still add, per channel, state and reason.
func (l *Ledger) Preview(ctx context.Context, p Plan) ([]BooksLine, error) {
	look, err := l.Look(ctx, p)
	if err != nil {
		return nil, err
	}
	defer look.Close(ctx)
	return look.Lines(ctx)
}

// Lines are the members that planning would add, per channel, state and reason.
func (k *Look) Lines(ctx context.Context) ([]BooksLine, error) {
	return listed[BooksLine](ctx, k, linesText, 0)
}

var linesText, membersText = planFile("preview.sql"), planFile("preview_members.sql")

// AudienceMember is one member of a campaign's audience, for export. It is
// personal data.
type AudienceMember struct {
	MemberID    uint64        `ch:"member_id"`
	Name        string        `ch:"name"`
	Email       string        `ch:"email"`
	Phone       string        `ch:"phone"`
	LineID      string        `ch:"line_id"`
	Stage       string        `ch:"stage"`
	StageBefore string        `ch:"stage_before"`
	RFMClass    string        `ch:"rfm_class"`
	Purchases   uint64        `ch:"purchases"`
	Revenue     float64       `ch:"revenue"`
	Channel     string        `ch:"channel"`
	State       DeliveryState `ch:"state"`
	Reason      string        `ch:"reason"`
}

// EachOfAudience hands every member of a run's audience to yield: those planned
// already, and those that planning would add. It ends with the first error that
// yield returns.
func (l *Ledger) EachOfAudience(ctx context.Context, p Plan, yield func(AudienceMember) error) error {
	look, err := l.Look(ctx, p)
	if err != nil {
		return err
	}
	defer look.Close(ctx)
	query, err := snapshot.Members.Over(ctx, l.db, p.Brand, p.Date, membersText)
	if err != nil {
		return err
	}
	rows, err := look.read(ctx, query, 0)
	if err != nil {
		return err
	}
	return eachRow(rows, p, yield)
}

// listed are all rows that a statement finds in a plan that is looked at.
func listed[T any](ctx context.Context, k *Look, query string, limit int) ([]T, error) {
	rows, err := k.read(ctx, query, limit)
	if err != nil {
		return nil, err
	}
	var all []T
	err = eachRow(rows, k.of, func(row T) error { all = append(all, row); return nil })
	return all, err
}

// read runs a statement over a plan that is looked at; limit is of the rows, where it takes one.
func (k *Look) read(ctx context.Context, query string, limit int) (driver.Rows, error) {
	params := k.params
	params.Limit = limit
	return k.ledger.query(schema.KeepSides(ctx, lookSeconds), k.of, params, query)
}

func (l *Ledger) query(ctx context.Context, p Plan, params planParams, query string) (driver.Rows, error) {
	rows, err := l.db.Conn().Query(schema.WithParams(ctx, params), query)
	if err != nil {
		return nil, fmt.Errorf("preview of %s: %w", p.Run, schema.Redact(err))
	}
	return rows, nil
}

// eachRow hands every row of a plan to yield, and ends with the first error that that returns.
func eachRow[T any](rows driver.Rows, p Plan, yield func(T) error) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row T
		if err := rows.ScanStruct(&row); err != nil {
			return fmt.Errorf("audience of %s: %w", p.Run, schema.Redact(err))
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return schema.Redact(rows.Err())
}
