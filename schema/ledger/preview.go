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
	var lines []BooksLine
	err = eachRow(rows, p, func(line BooksLine) error { lines = append(lines, line); return nil })
	return lines, err
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
	return eachRow(rows, p, yield)
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
