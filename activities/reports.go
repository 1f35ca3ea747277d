package activities

import (
	"context"
	"errors"
	"path/filepath"

	"regulars"
	"regulars/activities/beat"
	"regulars/config"
	"regulars/report"
	"regulars/schema"
)

// Reports writes what people read of a night.
type Reports struct {
	Config *config.Config
	DB     *schema.DB
}

// ReportInput names the published date.
type ReportInput struct {
	Brand string
	Date  regulars.BusinessDate
}

// Reported is where a report stands, on the worker's machine.
type Reported struct {
	Path        string
	Unsuggested string `json:",omitempty"` // why it is written without what to send next
}

// WriteReport renders a date in the brand's language into the folder of the
// config. The file is there whole or not at all, and takes the place of an
// earlier one. Without numbers there is nothing to try again. What to send next is measured
// before; where it can't be, the report is written without it and says so.
func (a *Reports) WriteReport(ctx context.Context, in ReportInput) (Reported, error) {
	ctx, release := untilStop(ctx)
	defer release()
	beat := beat.Start(ctx, Step{SQL: "report"})
	defer beat.End()
	brand, err := wholeBrand(ctx, a.DB, a.Config, in.Brand)
	if err != nil {
		return Reported{}, classify(ctx, err)
	}
	var unsuggested string
	if err := report.Suggest(ctx, a.DB, brand.Brand, in.Date); err != nil {
		if ctx.Err() != nil {
			return Reported{}, classify(ctx, err)
		}
		unsuggested = regulars.ErrorText(err.Error())
	}
	path := filepath.Join(a.Config.Reports.Dir, in.Brand, in.Date.String()+".html")
	err = report.WriteFile(ctx, a.DB, brand.Brand, in.Date, "", path)
	if errors.Is(err, report.ErrNoNumbers) {
		return Reported{}, refuse(ErrorReport, err)
	}
	return Reported{Path: path, Unsuggested: unsuggested}, classify(ctx, err)
}
