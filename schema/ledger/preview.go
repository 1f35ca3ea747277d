package ledger

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/schema"
)

// Preview returns what a run's plan would be, writing nothing: the members that it
// would still add, per channel, state and reason.
func (l *Ledger) Preview(ctx context.Context, p Plan) ([]BooksLine, error) {
	rows, err := l.readPlan(ctx, p, previewStatement, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var lines []BooksLine
	for rows.Next() {
		var line BooksLine
		if err := rows.ScanStruct(&line); err != nil {
			return nil, fmt.Errorf("preview of %s: %w", p.Run, schema.Redact(err))
		}
		lines = append(lines, line)
	}
	return lines, schema.Redact(rows.Err())
}

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
	rows, err := l.readPlan(ctx, p, membersStatement, 0)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var m AudienceMember
		if err := rows.ScanStruct(&m); err != nil {
			return fmt.Errorf("audience of %s: %w", p.Run, schema.Redact(err))
		}
		if err := yield(m); err != nil {
			return err
		}
	}
	return schema.Redact(rows.Err())
}

// readPlan runs a statement over a plan; limit is of the rows, where it takes one.
func (l *Ledger) readPlan(ctx context.Context, p Plan, s statement, limit int) (driver.Rows, error) {
	query, err := s.of(ctx, l.db, p)
	if err != nil {
		return nil, err
	}
	params, err := l.paramsNow(ctx, p)
	if err != nil {
		return nil, err
	}
	params.Limit = limit
	rows, err := l.db.Conn().Query(schema.WithParams(reading(ctx), params), query)
	if err != nil {
		return nil, fmt.Errorf("preview of %s: %w", p.Run, schema.Redact(err))
	}
	return rows, nil
}
