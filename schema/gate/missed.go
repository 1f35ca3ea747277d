package gate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// MaxCaughtUp is how many missed dates a night computes with its own. Before them a
// backfill has to: a night must end before the next.
const MaxCaughtUp = 92

// Missed are the dates before a night that had none of their own: First to the day
// before the night. Of them, those from ComputedFrom on are computed with it. Its
// JSON is stored with the certificate.
type Missed struct {
	First        regulars.BusinessDate `json:"first"`
	Last         regulars.BusinessDate `json:"last"`
	ComputedFrom regulars.BusinessDate `json:"computed_from"`
	Sent         []string              `json:"sent,omitempty"`    // campaigns that address who entered a stage on those dates
	Skipped      []string              `json:"skipped,omitempty"` // campaigns that leave them out
}

// Since returns the first date on which a member may have entered a stage to be
// addressed by a campaign of the night; empty: the night's own.
func (m Missed) Since(campaign string) regulars.BusinessDate {
	if !slices.Contains(m.Sent, campaign) {
		return ""
	}
	return m.ComputedFrom
}

type putMissedParams struct {
	Brand               string
	Night               regulars.BusinessDate
	First, ComputedFrom regulars.BusinessDate
	Sent, Skipped       []string
	At                  time.Time
	Version             uint64
}

var (
	publishedBeforeScript = schema.NewScript[nightParams]("gate", files, "published_before.sql")
	missedScript          = schema.NewScript[nightParams]("gate", files, "missed.sql")
	putMissedScript       = schema.NewScript[putMissedParams]("gate", files, "put_missed.sql")
)

// CatchUp finds the dates between the last published one and a night, decides by the
// brand's config what becomes of them, and records it, so that the plan and the
// certificate say the same. It returns none where the date before is published, and for a
// brand's first night; what an earlier run of the night recorded stays.
func CatchUp(ctx context.Context, db *schema.DB, b *config.Brand, night regulars.BusinessDate) (Missed, error) {
	var nights uint64
	var last time.Time
	if err := publishedBeforeScript.Row(ctx, db, nightParams{b.Name, night}, &nights, &last); err != nil {
		return Missed{}, fmt.Errorf("find the dates without a night before %s: %w", night, err)
	}
	m := Missed{First: regulars.DateOf(last, time.UTC).AddDays(1), Last: night.AddDays(-1)}
	if nights == 0 || m.First > m.Last {
		return Missed{}, nil
	}
	m.ComputedFrom = max(m.First, night.AddDays(-MaxCaughtUp))
	m.Sent, m.Skipped = b.CatchUps()
	now := time.Now()
	err := putMissedScript.Exec(ctx, db, putMissedParams{
		Brand: b.Name, Night: night, First: m.First, ComputedFrom: m.ComputedFrom, Sent: m.Sent, Skipped: m.Skipped,
		At: now, Version: uint64(now.UnixNano()),
	})
	if err != nil {
		return Missed{}, fmt.Errorf("record the dates without a night before %s: %w", night, err)
	}
	return m, nil
}

// ReadMissed returns the missed dates that a night followed; empty where there were
// none.
func ReadMissed(ctx context.Context, db *schema.DB, brand string, night regulars.BusinessDate) (Missed, error) {
	m, err := readMissed(ctx, db, brand, night)
	if m == nil {
		return Missed{}, err
	}
	return *m, err
}

func readMissed(ctx context.Context, db *schema.DB, brand string, night regulars.BusinessDate) (*Missed, error) {
	var first, computed time.Time
	m := Missed{Last: night.AddDays(-1)}
	err := missedScript.Row(ctx, db, nightParams{brand, night}, &first, &computed, &m.Sent, &m.Skipped)
	if errors.Is(err, schema.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the dates without a night before %s: %w", night, err)
	}
	m.First, m.ComputedFrom = regulars.DateOf(first, time.UTC), regulars.DateOf(computed, time.UTC)
	return &m, nil
}
