package ledger

import (
	"context"
	"fmt"

	"regulars/config/saved"
	"regulars/present/cause"
	"regulars/schema"
)

type savedParams struct{ Brand, Name string }

var savedScript = schema.NewScript[savedParams](room, files, "saved.sql")

// SegmentError says that a campaign's segment, which was saved on the console, can't be
// addressed: it is gone, or contradicts the campaign.
type SegmentError struct{ Cause cause.Cause }

func (e *SegmentError) Error() string { return e.Cause.Text(cause.English) }

// Resolve returns the plan with the conditions of a segment that was saved on the console,
// as it is saved now. It returns a *SegmentError where that can't be addressed.
func (l *Ledger) Resolve(ctx context.Context, p Plan) (Plan, error) {
	name := p.Audience.Saved()
	if name == "" || p.Again != nil {
		return p, nil
	}
	var text string
	if err := savedScript.Row(ctx, l.db, savedParams{p.Brand, name}, &text); err != nil {
		return p, err
	}
	if text == "" {
		return p, &SegmentError{cause.Cause{Code: cause.SegmentGone, Segment: name}}
	}
	segment, err := saved.Segment(name, text)
	if err != nil {
		return p, &SegmentError{cause.Cause{Says: err.Error()}}
	}
	if both := p.Audience.NarrowBySaved(segment); len(both) > 0 {
		return p, &SegmentError{cause.Cause{Says: fmt.Sprintf("the segment %s and the campaign's audience both give %s: keep one of them", name, both[0])}}
	}
	return p, nil
}

// Refuse records why a run has no plan, for who looks at the night.
func (l *Ledger) Refuse(ctx context.Context, r Run, why *SegmentError) error {
	state, err := l.State(ctx, r)
	if err != nil || state.Name != RunBegun {
		return err
	}
	state.Reason = why.Error()
	return l.put(ctx, r, &state)
}
