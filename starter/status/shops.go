package status

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/worker/codec"
	"regulars/worker/runs"
	"regulars/workflows"
)

// Shops writes how the pulls of a brand's shops stand: up to when all is there and how long
// ago that is, the last sweep, what the newest load brought and whether it agrees with
// the platform's count; and of the pulls under way how far they are and what they wait
// for.
func Shops(ctx context.Context, out io.Writer, c client.Client, db *schema.DB, cfg *config.Config, brand *config.Brand) error {
	data, err := codec.Converter(cfg.Privacy.PayloadKey, cfg.Privacy.PayloadKeyOther)
	if err != nil {
		return err
	}
	rows, err := view.Shops(ctx, db, brand.Name)
	if err != nil {
		return err
	}
	t := heading(out, "Shops", len(rows), "shop", "what", "whole up to", "lag", "swept", "rows", "rejected", "newest pull")
	t.SetColumnConfigs([]table.ColumnConfig{screen.Wrap(5, 16), screen.Wrap(8, 24)})
	now := time.Now()
	for _, r := range rows {
		t.AppendRow(shopRow(r, brand.Zone, now))
	}
	render(t, len(rows))
	if err := showAllowance(ctx, out, db, brand, now); err != nil {
		return err
	}
	for _, shop := range brand.Shops {
		if err := showPull(ctx, out, c, data, workflows.PullID(brand.Name, shop.Name), shop.Name, rows); err != nil {
			return err
		}
	}
	return nil
}

func shopRow(r view.ShopRow, zone *time.Location, now time.Time) table.Row {
	const minute = "02 Jan 15:04"
	whole, lag, swept := screen.Warn.Sprint("not yet"), "", screen.Faint.Sprint("never")
	if r.WholeTo != nil {
		whole, lag = r.WholeTo.In(zone).Format(minute), screen.Short(now.Sub(*r.WholeTo).Round(time.Minute))
	}
	if r.SweptAt != nil {
		swept = r.SweptAt.In(zone).Format(minute)
		if r.Open > 0 {
			swept += screen.Warn.Sprintf(", %s left", present.Plural(int(r.Open), "difference"))
		}
	}
	return table.Row{r.Shop, r.Entity, whole, lag, swept, present.Whole(int64(r.Stored)), present.Whole(int64(r.Rejected)), newestPull(r)}
}

// newestPull says whether the newest load is whole: what the platform has = what came =
// what is stored.
func newestPull(r view.ShopRow) string {
	switch {
	case r.State == intake.LoadRunning:
		return screen.Warn.Sprint("● under way")
	case r.State != intake.LoadDone:
		return screen.Bad.Sprint("✗ ") + r.Detail
	case r.Platform == nil:
		return screen.Good.Sprint("✓") + " all that came is stored; nothing to compare it with"
	}
	return screen.Good.Sprint("✓") + fmt.Sprintf(" the platform has %s", present.Whole(int64(*r.Platform)))
}

func showPull(ctx context.Context, out io.Writer, c client.Client, data converter.DataConverter, id, shop string, rows []view.ShopRow) error {
	steps, err := runs.PullsUnderWay(ctx, c, data, id)
	if err != nil || len(steps) == 0 {
		return err
	}
	p, _ := runs.Progress[workflows.PullProgress](ctx, c, id) // without a worker the step has no name
	for _, step := range steps {
		fmt.Fprintf(out, "%s  %s\n", screen.Bold.Sprint(shop), pullLine(p.Step, step, rowOf(rows, shop, p.Step), time.Now()))
		if step.Attempt > 1 {
			fmt.Fprintf(out, "  attempt %d, after: %s\n", step.Attempt, step.Failure)
		}
	}
	return nil
}

func rowOf(rows []view.ShopRow, shop, entity string) view.ShopRow {
	for _, r := range rows {
		if r.Shop == shop && r.Entity == entity {
			return r
		}
	}
	return view.ShopRow{}
}

// pullLine says how far a pull is: rows, of how many, pages, its rate, and how long the
// rest takes at it.
func pullLine(step string, p runs.Pulling, r view.ShopRow, now time.Time) string {
	total := r.Platform
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", step, present.Whole(p.Rows))
	if total != nil {
		fmt.Fprintf(&b, " of %s", present.Whole(int64(*total)))
	}
	fmt.Fprintf(&b, " rows in %s", present.Plural(int(p.Pages), "page"))
	if p.Rejected > 0 {
		fmt.Fprintf(&b, ", %s rejected", present.Whole(p.Rejected))
	}
	took := now.Sub(r.StartedAt)
	if !r.StartedAt.IsZero() && took > 0 && p.Rows > 0 {
		rate := float64(p.Rows) / took.Seconds()
		fmt.Fprintf(&b, ", %s a second", present.Whole(int64(rate+.5)))
		if total != nil && int64(*total) > p.Rows {
			left := time.Duration(float64(int64(*total)-p.Rows) / rate * float64(time.Second))
			fmt.Fprintf(&b, ", about %s left", screen.Short(left.Round(time.Second)))
		}
	}
	if p.Waits != "" {
		fmt.Fprintf(&b, "; waits: %s", p.Waits)
	}
	return b.String()
}
