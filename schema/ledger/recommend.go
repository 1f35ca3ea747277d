package ledger

import (
	"context"
	"fmt"
	"math"

	"regulars/schema"
	"regulars/schema/ledger/product"
)

type recommendedParams struct {
	Brand    string
	From, To uint64
	Members  []uint64
}

// recommendParams are of a block; members is empty.
type recommendParams struct {
	blockParams
	Members []uint64
}

var (
	recommendedScript = schema.NewScript[recommendedParams](room, files, "recommended.sql")
	recommendText     = put(schema.NewStep[recommendParams](room, files, "recommend.sql").Text(), "recommended", recommendedScript.Text())
)

// recommend adds what is recommended to a run's planned members, a block at a time: what the
// text shows of it must not be another one where a message is tried again.
func (l *Ledger) recommend(ctx context.Context, p Plan) error {
	if !p.Recommends {
		return nil
	}
	state, err := l.State(ctx, p.Run)
	if err != nil {
		return err
	}
	for n := range state.Blocks() {
		params := recommendParams{Block{p.Run, n, state.Bits}.params(), []uint64{}}
		if err := l.db.Conn().Exec(schema.WithParams(ctx, params), recommendText); err != nil {
			return fmt.Errorf("recommend products to the members of %s: %w", p.Run, schema.Redact(err))
		}
	}
	return nil
}

// Recommend adds to recipients of a preview what a plan would recommend to them.
func (l *Ledger) Recommend(ctx context.Context, brand string, recipients []Recipient) error {
	if len(recipients) == 0 {
		return nil
	}
	var rows []struct {
		Member   uint64   `ch:"of_member"`
		Products []string `ch:"products"`
	}
	members := Batch{Recipients: recipients}.Members()
	if err := recommendedScript.Select(ctx, l.db, &rows, recommendedParams{brand, 0, math.MaxUint64, members}); err != nil {
		return err
	}
	of := map[uint64][]string{}
	for _, row := range rows {
		of[row.Member] = row.Products
	}
	for i := range recipients {
		recipients[i].Recommended = of[recipients[i].MemberID]
	}
	return l.describe(ctx, brand, recipients)
}

// describe adds what their texts show of the products that are recommended to recipients.
func (l *Ledger) describe(ctx context.Context, brand string, recipients []Recipient) error {
	var codes []string
	for _, r := range recipients {
		codes = append(codes, r.Recommended...)
	}
	known, err := product.Named(ctx, l.db, brand, codes)
	if err != nil {
		return err
	}
	for i := range recipients {
		recipients[i].Products = nil
		for _, code := range recipients[i].Recommended {
			if shown, is := known[code]; is {
				recipients[i].Products = append(recipients[i].Products, shown)
			}
		}
	}
	return nil
}
