package ledger

import (
	"context"

	"regulars/schema/view"
)

// EachOfSegment hands the members of a plan's audience to yield, who spent most first, at
// most limit of them. It ends with the first error that yield returns.
func (l *Ledger) EachOfSegment(ctx context.Context, p Plan, limit int, yield func(view.SegmentMember) error) error {
	query, err := segmentStatement.of(ctx, l.db, p)
	if err != nil {
		return err
	}
	params := l.planParams(p)
	params.Limit = limit
	rows, err := l.query(reading(ctx), p, params, query)
	if err != nil {
		return err
	}
	return eachRow(rows, p, yield)
}
