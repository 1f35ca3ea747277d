package reach

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/ledger/suppression"
)

//go:embed *.sql
var files embed.FS

// room is the package's name in errors and in system.query_log.
const room = "reach"

const (
	// mostPurposes is for how many purposes a number of 64 bits holds the consents of three channels.
	mostPurposes = 21
	// shown is about how many members samples are taken of, of each kind.
	shown = 400
	// fresh is how long what is stored isn't stored again: a backfill publishes many times.
	fresh = time.Hour
)

type (
	brandParams struct{ Brand string }
	dateParams  struct {
		Brand string
		Date  regulars.BusinessDate
	}
	fillParams struct {
		dateParams
		K0, K1                    uint64
		Days, Shown, MostPurposes uint64
		Mobiles                   string
		Now                       time.Time
		Work                      schema.Identifier
	}
)

var (
	storedScript = schema.NewScript[brandParams](room, files, "stored.sql")
	fillScript   = schema.NewScript[fillParams](room, files, "fill.sql")
	oldScript    = schema.NewScript[brandParams](room, files, "old_dates.sql")
)

// Write stores the reach of a brand's members of the date that is stored of them (snapshot),
// where it wasn't lately of the very same; readers see all rows or none. Without a key of the
// addresses (privacy.hash_key) it stores nothing: such a brand sends nothing.
func Write(ctx context.Context, db *schema.DB, brand *config.Brand) error {
	now := time.Now().UTC()
	if brand.HashKey.Reveal() == "" {
		return nil
	}
	var of struct {
		date time.Time
		same bool // of the same members
		at   time.Time
	}
	err := storedScript.Row(ctx, db, brandParams{brand.Name}, &of.date, &of.same, &of.at)
	if errors.Is(err, schema.ErrNoRows) || err == nil && of.same && now.Sub(of.at) < fresh {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for stored members of brand %s: %w", brand.Name, err)
	}
	if err := write(ctx, db, brand, regulars.DateOf(of.date, time.UTC), now); err != nil {
		return fmt.Errorf("store whom campaigns of brand %s reach: %w", brand.Name, err)
	}
	return nil
}

func write(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, now time.Time) error {
	of := dateParams{brand.Name, date}
	work := schema.Identifier(fmt.Sprintf("work_%s_member_reach_%d", brand.Name, time.Now().UnixNano()))
	defer db.DropStaged(ctx, work)
	if err := run(ctx, db, of, "CREATE TABLE "+schema.QuoteName(string(work))+" AS member_reach"); err != nil {
		return err
	}
	key := suppression.KeyOf(brand.HashKey.Reveal())
	err := fillScript.Exec(ctx, db, fillParams{
		dateParams: of, K0: key.K0, K1: key.K1, Days: uint64(days(brand.Caps)), Shown: shown, MostPurposes: mostPurposes, Mobiles: identity.Mobiles, Now: now, Work: work,
	})
	if err != nil {
		return err
	}
	if err := run(ctx, db, of, "ALTER TABLE member_reach REPLACE PARTITION ({brand:String}, {date:Date}) FROM "+schema.QuoteName(string(work))); err != nil {
		return err
	}
	return dropOld(ctx, db, brand.Name)
}

// days are how far back the caps look.
func days(caps []config.Cap) int {
	most := 0
	for _, c := range caps {
		most = max(most, c.Days)
	}
	return most
}

// dropOld keeps the newest date and the one before it, which somebody may be about to read.
func dropOld(ctx context.Context, db *schema.DB, brand string) error {
	var old []struct {
		Date time.Time `ch:"date"`
	}
	if err := oldScript.Select(ctx, db, &old, brandParams{brand}); err != nil {
		return err
	}
	for _, o := range old {
		of := dateParams{brand, regulars.DateOf(o.Date, time.UTC)}
		if err := run(ctx, db, of, "ALTER TABLE member_reach DROP PARTITION ({brand:String}, {date:Date})"); err != nil {
			return err
		}
	}
	return nil
}

// run is for statements in which a table's name can't be a parameter.
func run(ctx context.Context, db *schema.DB, of dateParams, statement string) error {
	return schema.Redact(db.Conn().Exec(schema.WithParams(ctx, of), statement))
}
