package rekey

import (
	"context"
	"errors"
	"fmt"

	"regulars/schema"
)

// ErrBusy is returned while somebody writes to the database.
var ErrBusy = errors.New("somebody writes to the database: end the workers, also those on other machines, and try again")

// ErrHalfSent is returned where a campaign is in the middle of being sent: what is left of
// it would be looked for under other ids.
var ErrHalfSent = errors.New("a campaign is half sent")

// refuse returns an error where keying may not begin.
func refuse(ctx context.Context, db *schema.DB, brands []string) error {
	var writing uint64
	const others = `SELECT count() FROM system.processes
		WHERE current_database = currentDatabase() AND query_id != queryID() AND query_kind IN ('Insert', 'Alter', 'Create', 'Drop', 'Rename')`
	if err := db.Conn().QueryRow(ctx, others).Scan(&writing); err != nil {
		return fmt.Errorf("ask who is at the database: %w", schema.Redact(err))
	}
	if writing > 0 {
		return ErrBusy
	}
	var open []struct {
		Campaign string `ch:"campaign"`
		Date     string `ch:"date"`
	}
	err := db.Conn().Select(schema.WithParams(ctx, struct{ Brands []string }{brands}), &open, `
		SELECT toString(d.campaign) AS campaign, toString(d.date) AS date
		FROM
		(
			SELECT brand, campaign, date
			FROM deliveries FINAL
			WHERE brand IN {brands:Array(String)}
			GROUP BY brand, campaign, date
			HAVING countIf(state = 'reserved') > 0 OR countIf(state = 'planned') > 0 AND countIf(state IN ('sent', 'failed', 'unknown')) > 0
		) AS d
		LEFT JOIN (SELECT brand, campaign, date, toString(state) AS state FROM campaign_runs FINAL) AS r USING (brand, campaign, date)
		WHERE r.state NOT IN ('done', 'cancelled')
		ORDER BY date, campaign
		LIMIT 1`)
	if err != nil {
		return fmt.Errorf("look for campaigns that are being sent: %w", schema.Redact(err))
	}
	if len(open) > 0 {
		return fmt.Errorf("%w: %s of %s: let the release before finish it (start its worker), or end it by its `starter campaign cancel %s --date %s`",
			ErrHalfSent, open[0].Campaign, open[0].Date, open[0].Campaign, open[0].Date)
	}
	return nil
}
