package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/view"
)

const (
	shownRejected = 5
	shownRaw      = 160 // of a record, in characters
)

// showRejected shows the first records that a night could not understand. Only
// the command line shows them whole.
func showRejected(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	rows, err := view.RejectedRows(ctx, db, brand.Name, date, shownRejected)
	if err != nil || len(rows) == 0 {
		return err
	}
	fmt.Fprintf(out, "\n%s  %s\n", bold.Sprint("Rejected"), faint.Sprintf("%s; the table rejected keeps them", plural(int(rows[0].All), "record")))
	for _, r := range rows {
		fmt.Fprintf(out, "%s shop %s, %s %s: %s\n", warn.Sprint("!"), r.Shop, r.Entity, r.Record, r.Reason)
		if raw := oneLine(r.Raw, shownRaw); raw != "" {
			fmt.Fprintf(out, "  %s\n", faint.Sprint(raw))
		}
	}
	return nil
}

// oneLine is the beginning of a text, on one line.
func oneLine(text string, most int) string {
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}
