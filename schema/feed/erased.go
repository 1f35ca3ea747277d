package feed

import (
	"context"
	"fmt"

	"regulars/schema"
	"regulars/schema/intake"
)

// leaveOutErased takes the people who were erased out of the feed's rows.
func (im *importer) leaveOutErased(ctx context.Context) error {
	if !im.has("email") {
		return nil
	}
	door, err := intake.OpenDoor(ctx, im.db, im.load)
	if err != nil || !door.Closed() {
		return err
	}
	kept := im.rows + "_kept"
	if err := im.db.Conn().Exec(ctx, "CREATE TABLE "+schema.QuoteName(kept)+" AS "+schema.QuoteName(im.rows)); err != nil {
		return fmt.Errorf("make a table for a feed's rows: %w", schema.Redact(err))
	}
	p := im.params()
	p.K0, p.K1, p.Gone, p.Kept = im.load.Key.K0, im.load.Key.K1, schema.Identifier(im.rows+"_gone"), schema.Identifier(kept)
	if err := findErased.Exec(ctx, im.db, p); err != nil {
		return err
	}
	leave := leaveOutErased
	if im.feed.Entity == "orders" {
		leave = blankErasedOrders
	}
	if err := leave.Exec(ctx, im.db, p); err != nil {
		return err
	}
	im.rows = kept
	return nil
}
