package ledger

import (
	"context"
	"errors"
	"fmt"

	"regulars"
	"regulars/schema"
)

type memberParams struct {
	Brand  string
	Date   regulars.BusinessDate
	Member uint64
}

var memberScript = schema.NewScript[memberParams](room, files, "member.sql")

// PlannedLine is how many members a plan sends one text by one channel.
type PlannedLine struct {
	Channel string `ch:"channel"`
	Variant string `ch:"variant"`
	Waits   bool   `ch:"waits"` // for a rule to decide between variants, so that there is none yet
	Members uint64 `ch:"members"`
	Again   uint64 `ch:"again"` // of them, whom the campaign may have reached within the 7 days before
}

// Planned returns whom a run's plan would reach, by channel and variant, together with
// whom it planned already. It writes nothing.
func (l *Ledger) Planned(ctx context.Context, p Plan) ([]PlannedLine, error) {
	rows, err := l.readPlan(ctx, p, plannedStatement, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var lines []PlannedLine
	for rows.Next() {
		var line PlannedLine
		if err := rows.ScanStruct(&line); err != nil {
			return nil, fmt.Errorf("preview of %s: %w", p.Run, schema.Redact(err))
		}
		lines = append(lines, line)
	}
	return lines, schema.Redact(rows.Err())
}

// Sample returns members whom a run's plan would reach, at most limit: the longest name,
// one without a name, and one for each stage, channel, variant and language before others. It
// writes nothing; what it returns is personal data.
func (l *Ledger) Sample(ctx context.Context, p Plan, limit int) ([]Recipient, error) {
	rows, err := l.readPlan(ctx, p, sampleStatement, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var sample []Recipient
	for rows.Next() {
		var r Recipient
		if err := rows.ScanStruct(&r); err != nil {
			return nil, fmt.Errorf("sample of %s: %w", p.Run, schema.Redact(err))
		}
		sample = append(sample, r)
	}
	if err := rows.Err(); err != nil || !p.Recommends {
		return sample, schema.Redact(err)
	}
	return sample, l.Recommend(ctx, p.Brand, sample)
}

// ErrNoMember is returned where nobody has the id.
var ErrNoMember = errors.New("no member has this id on that date")

// Member returns a member as of the run's date, without a channel or an address. It
// returns ErrNoMember where there is none.
func (l *Ledger) Member(ctx context.Context, r Run, id uint64) (Recipient, error) {
	var rows []Recipient
	if err := memberScript.Select(ctx, l.db, &rows, memberParams{r.Brand, r.Date, id}); err != nil {
		return Recipient{}, err
	}
	if len(rows) == 0 {
		return Recipient{}, ErrNoMember
	}
	return rows[0], nil
}
