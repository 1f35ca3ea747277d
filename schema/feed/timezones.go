package feed

import (
	"context"

	"regulars/schema/intake"
)

// nameZones names the time zones of customers that are none.
func (im *importer) nameZones(ctx context.Context) error {
	if _, given := expression(im.feed, "timezone"); !given {
		return nil
	}
	var rows []struct {
		Timezone string `ch:"timezone"`
	}
	if err := unknownZones.Select(ctx, im.db, &rows, im.params()); err != nil {
		return err
	}
	stated := make([]string, len(rows))
	for i, row := range rows {
		stated[i] = row.Timezone
	}
	return intake.NameUnknownZones(ctx, im.db, im.load, stated)
}
