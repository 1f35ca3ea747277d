package referral

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/ext"

	"regulars"
	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

// rounds is how often codes are claimed: two meet only by chance, or where campaigns of a
// programme are planned at once, and then a round or two is enough.
const rounds = 5

// Programme is one whose codes the deliveries of a campaign and date carry. Without a Name
// it is none.
type Programme struct {
	Brand    string
	Name     string
	Campaign string
	Date     regulars.BusinessDate
	K0, K1   uint64
}

type runParams struct {
	Brand, Campaign string
	Date            regulars.BusinessDate
}

type knownParams struct {
	runParams
	Programme string
}

type claimParams struct {
	knownParams
	K0, K1 uint64
	Now    time.Time
}

type makeParams struct {
	claimParams
	Round uint64
}

var (
	oweScript   = schema.NewScript[runParams]("ledger/referral", files, "owed.sql")
	giveScript  = schema.NewScript[knownParams]("ledger/referral", files, "give.sql")
	makeScript  = schema.NewScript[makeParams]("ledger/referral", files, "make.sql")
	takeScript  = schema.NewScript[claimParams]("ledger/referral", files, "take.sql")
	adoptScript = schema.NewScript[claimParams]("ledger/referral", files, "adopt.sql")
)

// WithCodes lets queries read the codes of a file as the table codes.
func WithCodes(ctx context.Context, codes []string) (context.Context, error) {
	table, err := ext.NewTable("codes", ext.Column("place", "UInt64"), ext.Column("code", "String"))
	if err != nil {
		return ctx, fmt.Errorf("coupon codes: %w", err)
	}
	for i, code := range codes {
		if err := table.Append(uint64(i), code); err != nil {
			return ctx, fmt.Errorf("coupon codes: %w", err)
		}
	}
	return clickhouse.Context(ctx, clickhouse.WithExternalTable(table)), nil
}

// Give gives every planned delivery that has no code the one of its member, who gets one
// where they have none: of the codes of a file, or one that is made up where there are none.
// Of a file that is used up some deliveries get none.
func (p Programme) Give(ctx context.Context, db *schema.DB, codes []string, now func() time.Time) error {
	if p.Name == "" {
		return nil
	}
	run := runParams{p.Brand, p.Campaign, p.Date}
	known := knownParams{run, p.Name}
	claim := claimParams{known, p.K0, p.K1, now()}
	for round := range uint64(rounds + 1) {
		if err := giveScript.Exec(ctx, db, known); err != nil {
			return err
		}
		var owed uint64
		if err := oweScript.Row(ctx, db, run, &owed); err != nil || owed == 0 {
			return err
		}
		if round > 0 { // at first what an earlier attempt claimed
			if err := claim.claim(ctx, db, codes, round); err != nil {
				return err
			}
		}
		if err := adoptScript.Exec(ctx, db, claim); err != nil {
			return err
		}
	}
	return giveScript.Exec(ctx, db, known)
}

func (c claimParams) claim(ctx context.Context, db *schema.DB, codes []string, round uint64) error {
	if len(codes) == 0 {
		return makeScript.Exec(ctx, db, makeParams{c, round})
	}
	reading, err := WithCodes(ctx, codes)
	if err != nil {
		return err
	}
	return takeScript.Exec(reading, db, c)
}
