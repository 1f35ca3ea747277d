package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/schema"
)

// Preview tells what a run's plan would be, writing nothing: the members that it
// would still add, per channel, state and reason.
func (l *Ledger) Preview(ctx context.Context, p Plan) ([]BooksLine, error) {
	rows, err := l.readPlan(ctx, p, "ledger/preview.sql")
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
	return lines, rows.Err()
}

// AudienceMember is one member of a campaign's audience, for export. It is
// personal data.
type AudienceMember struct {
	MemberID    uint64  `ch:"member_id"`
	Name        string  `ch:"name"`
	Email       string  `ch:"email"`
	Phone       string  `ch:"phone"`
	LineID      string  `ch:"line_id"`
	Stage       string  `ch:"stage"`
	StageBefore string  `ch:"stage_before"`
	RFMClass    string  `ch:"rfm_class"`
	Purchases   uint64  `ch:"purchases"`
	Revenue     float64 `ch:"revenue"`
	Channel     string  `ch:"channel"`
	State       string  `ch:"state"`
	Reason      string  `ch:"reason"`
}

// EachOfAudience hands every member of a run's audience to yield: those planned
// already, and those that planning would add.
func (l *Ledger) EachOfAudience(ctx context.Context, p Plan, yield func(AudienceMember) error) error {
	rows, err := l.readPlan(ctx, p, "ledger/audience_members.sql")
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
	return rows.Err()
}

// readPlan puts the plan's own statement, without its INSERT, into a query.
func (l *Ledger) readPlan(ctx context.Context, p Plan, file string) (driver.Rows, error) {
	now := time.Now()
	statement, ctx, err := withPredicate(ctx, l.db, "ledger/plan.sql", p.Where, p.params(schema.Params{
		"channels": p.Channels, "purpose": p.Purpose, "holdout": p.Holdout,
		"k0": l.k0, "k1": l.k1, "bits": uint8(0), "now": now,
		"planned_version":  versionOf(DeliveryPlanned, now),
		"excluded_version": versionOf(DeliveryExcluded, now),
	}))
	if err != nil {
		return nil, err
	}
	_, plan, ok := strings.Cut(statement, "INSERT INTO deliveries\n")
	if !ok {
		return nil, fmt.Errorf("ledger/plan.sql doesn't begin with INSERT INTO deliveries: it can't be read as a preview")
	}
	around, err := schema.StatementsOf(file)
	if err != nil {
		return nil, err
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"readonly": 2}))
	rows, err := l.db.Conn().Query(ctx, strings.Replace(around[0], "/*plan*/", plan, 1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, schema.Redact(err))
	}
	return rows, nil
}
