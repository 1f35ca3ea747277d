package screen

import (
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/schema/view"
)

// Decisions draws who decided what about campaigns, in the brand's zone.
func Decisions(out io.Writer, rows []view.Decision, zone *time.Location) {
	if len(rows) == 0 {
		fmt.Fprintln(out, "nobody has decided anything yet")
		return
	}
	if zone == nil {
		zone = time.UTC
	}
	t := NewTable(out, "when", "campaign", "date", "decision", "by", "note")
	for _, r := range rows {
		campaign, date, what := r.Campaign, r.Date.Format(time.DateOnly), r.Decision
		if campaign == "" {
			campaign, date = "all", ""
		}
		if r.First > 0 {
			what = fmt.Sprintf("%s the first %d", what, r.First)
		}
		t.AppendRow(table.Row{r.At.In(zone).Format("2006-01-02 15:04"), campaign, date, what, printable(r.By), printable(r.Note)})
	}
	t.Render()
}
