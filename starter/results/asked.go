package results

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/export"
	"regulars/present"
	"regulars/schema/view"
	"regulars/starter/screen"
)

// Asked is what a person asks of the results.
type Asked struct {
	Date, From, To, AsOf string
	Format, File, Lang   string
}

// Query returns what is asked of the database.
func (a Asked) Query(brand *config.Brand, campaign string) (view.ResultQuery, error) {
	q := view.ResultQuery{Campaign: campaign}
	if !slices.Contains([]string{"table", "json", "csv"}, a.Format) {
		return q, fmt.Errorf("--format %s is not known: use table, json or csv, or --out results.xlsx", a.Format)
	}
	if a.File != "" {
		if err := export.CheckName("--out", a.File); err != nil {
			return q, err
		}
	}
	last := regulars.EndedAt(time.Now(), brand.Zone)
	asOf, err := flagDate("--as-of", a.AsOf, last)
	if err != nil {
		return q, err
	}
	if asOf > last {
		return q, fmt.Errorf("--as-of: %s has not ended yet in %s: the last that has is %s", asOf, brand.Timezone, last)
	}
	if q.AsOf = asOf; a.From == "" && a.To != "" {
		return q, errors.New("--from is missing: name the first date of the deliveries")
	}
	if a.Date != "" {
		q.From, err = flagDate("--date", a.Date, "")
		q.To = q.From
		return q, err
	}
	if q.From, err = flagDate("--from", a.From, asOf.AddDays(-27)); err != nil {
		return q, err
	}
	if q.To, err = flagDate("--to", a.To, asOf); err == nil && q.To < q.From {
		err = fmt.Errorf("--to %s lies before --from %s", q.To, q.From)
	}
	return q, err
}

// flagDate reads the date of a flag; an empty one is another's.
func flagDate(flag, text string, or regulars.BusinessDate) (regulars.BusinessDate, error) {
	if text == "" {
		return or, nil
	}
	date, err := regulars.ParseBusinessDate(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	return date, nil
}

// None says that there are no results of a campaign, or of any.
func None(campaign string, q view.ResultQuery) error {
	if campaign == "" {
		campaign = "any campaign"
	}
	return fmt.Errorf("nothing was planned of %s from %s to %s: `starter status` shows what was", campaign, q.From, q.To)
}

// Show writes the results in the format that was asked for.
func (a Asked) Show(out io.Writer, brand *config.Brand, q view.ResultQuery, rows []view.Result, names *present.Names) error {
	switch {
	case a.File != "":
		if err := export.ResultsFile(a.File, names, rows); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s of %s to %s: %s\n", present.Plural(len(rows), "row"), q.From, q.To, a.File)
		return nil
	case a.Format == "json":
		return export.ResultsJSON(out, rows)
	case a.Format == "csv":
		return export.Results(out, rows)
	}
	screen.Results(out, q, rows, names, brand.Currency)
	return nil
}
