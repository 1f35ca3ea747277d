package schema

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
)

// Preview tells what a run's plan would be, writing nothing: the members that it
// would still add, per channel, state and reason.
func (l *Ledger) Preview(ctx context.Context, p Plan) ([]BooksLine, error) {
	rows, err := l.readPlan(ctx, p, "show/preview.sql")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var lines []BooksLine
	for rows.Next() {
		var line BooksLine
		if err := rows.ScanStruct(&line); err != nil {
			return nil, fmt.Errorf("preview of %s: %w", p.Run, Redact(err))
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
	rows, err := l.readPlan(ctx, p, "show/audience.sql")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var m AudienceMember
		if err := rows.ScanStruct(&m); err != nil {
			return fmt.Errorf("audience of %s: %w", p.Run, Redact(err))
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
	statement, ctx, err := l.db.withPredicate(ctx, "ledger/plan.sql", p.Where, p.params(Params{
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
	around, err := statementsOf(file)
	if err != nil {
		return nil, err
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"readonly": 2}))
	rows, err := l.db.conn.Query(ctx, strings.Replace(around[0], "/*plan*/", plan, 1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, Redact(err))
	}
	return rows, nil
}

// DeliveryLine is how many members of a campaign are in one state.
type DeliveryLine struct {
	Campaign string `ch:"campaign"`
	Channel  string `ch:"channel"` // empty where none can reach the member
	State    string `ch:"state"`
	Reason   string `ch:"reason"`
	Members  uint64 `ch:"members"`
}

// Deliveries sums up what became of every campaign of a date.
func (db *DB) Deliveries(ctx context.Context, brand string, date regulars.BusinessDate) ([]DeliveryLine, error) {
	var lines []DeliveryLine
	err := db.Select(ctx, &lines, "show/deliveries.sql", Params{"brand": brand, "date": date})
	return lines, err
}

// CampaignRow is one campaign of one date in a list.
type CampaignRow struct {
	Campaign string    `ch:"campaign"`
	Date     time.Time `ch:"date"`
	State    string    `ch:"state"`
	Reason   string    `ch:"reason"`
	By       string    `ch:"by"`
	Planned  uint64    `ch:"planned"`
	Sent     uint64    `ch:"sent"`
	Failed   uint64    `ch:"failed"`
	Unknown  uint64    `ch:"unknown"`
	Excluded uint64    `ch:"excluded"`
	Held     uint64    `ch:"held"`
	Open     int64     `ch:"open"`
}

// Campaigns lists the newest campaign runs of a brand.
func (db *DB) Campaigns(ctx context.Context, brand string, limit int) ([]CampaignRow, error) {
	var rows []CampaignRow
	err := db.Select(ctx, &rows, "show/campaigns.sql", Params{"brand": brand, "limit": limit})
	return rows, err
}

// Hold is one reason why a night's gate stayed shut.
type Hold struct {
	Date   time.Time `ch:"date"`
	Shop   string    `ch:"shop"`
	Entity string    `ch:"entity"`
	Reason string    `ch:"reason"`
}

// Holds lists what the gates of the last two weeks of nights found.
func (db *DB) Holds(ctx context.Context, brand string, limit int) ([]Hold, error) {
	var rows []Hold
	err := db.Select(ctx, &rows, "show/holds.sql", Params{"brand": brand, "limit": limit})
	return rows, err
}

// CertificateRow is a night's certificate in a list.
type CertificateRow struct {
	Date    time.Time `ch:"date"`
	Whole   bool      `ch:"whole"`
	Reasons []string  `ch:"reasons"`
}

// Certificates lists the certificates of the newest nights.
func (db *DB) Certificates(ctx context.Context, brand string, limit int) ([]CertificateRow, error) {
	var rows []CertificateRow
	err := db.Select(ctx, &rows, "show/certificates.sql", Params{"brand": brand, "limit": limit})
	return rows, err
}
