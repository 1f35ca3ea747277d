package reach

import (
	"context"
	"fmt"
	"strings"

	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/view"
)

var (
	richestScript = schema.NewStep[params](room, files, "richest.sql")
	sizeScript    = schema.NewStep[params](room, files, "size.sql")
	membersScript = schema.NewStep[params](room, metric.WithFragments(files), "members.sql")
)

// Size returns how many members the plan's audience has, as they were stored: those whom
// ledger.Audience counts. It returns a *ledger.PredicateError for a predicate that can't be used.
func (s *Stored) Size(ctx context.Context) (members uint64, err error) {
	text, of, err := s.ledger.Elsewhere(ctx, s.plan, "", s.before, s.members)
	if err != nil {
		return 0, err
	}
	p := params{PlanParams: of, FirstBit: s.firstBit, Known: s.known}
	statement := strings.Replace(sizeScript.Text(), "/*audience_rows*/", text, 1)
	if err := s.db.Conn().QueryRow(schema.WithParams(reading(ctx), p), statement).Scan(&members); err != nil {
		return 0, fmt.Errorf("size of %s: %w", s.plan.Run, schema.Redact(err))
	}
	return members, nil
}

// List returns the members of the plan's audience as they were stored, who spent most first, at
// most limit of them: those whom ledger.EachOfSegment lists. It returns a
// *ledger.PredicateError for a predicate that can't be used. It is personal data.
func (s *Stored) List(ctx context.Context, limit int) ([]view.SegmentMember, error) {
	text, of, err := s.ledger.Elsewhere(ctx, s.plan, "", s.before, s.members)
	if err != nil {
		return nil, err
	}
	p := params{PlanParams: of, FirstBit: s.firstBit, Known: s.known}
	p.Limit = limit
	var richest []struct {
		ID uint64 `ch:"member_id"`
	}
	statement := strings.Replace(richestScript.Text(), "/*audience_rows*/", text, 1)
	if err := s.db.Conn().Select(schema.WithParams(reading(ctx), p), &richest, statement); err != nil {
		return nil, fmt.Errorf("members of %s: %w", s.plan.Run, schema.Redact(err))
	}
	if len(richest) == 0 {
		return nil, nil
	}
	for _, m := range richest {
		p.Ids = append(p.Ids, m.ID)
	}
	var members []view.SegmentMember
	if err := s.db.Conn().Select(schema.WithParams(reading(ctx), p), &members, membersScript.Text()); err != nil {
		return nil, fmt.Errorf("members of %s: %w", s.plan.Run, schema.Redact(err))
	}
	return members, nil
}
