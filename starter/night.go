package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/gate"
)

// showNight shows what came of a night: the numbers, the stages, what was sent
// and what was not, and the certificate.
func showNight(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	q := kpiQuery{scope: "brand"}
	rows, err := kpiRows(ctx, db, brand, date, q)
	if err != nil {
		return err
	}
	f := figuresOf(rows)
	showKPIs(out, brand, date, rows, q)
	showStages(out, brand, f)
	showClasses(out, brand, f)
	if err := showSent(ctx, out, db, brand, date); err != nil {
		return err
	}
	if err := showRejected(ctx, out, db, brand, date); err != nil {
		return err
	}
	return showCertificate(ctx, out, db, brand, date)
}

// showCertificate prints the night's certificate.
func showCertificate(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	certificate, err := gate.ReadCertificate(ctx, db, brand.Name, date)
	if errors.Is(err, schema.ErrNoRows) {
		fmt.Fprintf(out, "\n%s\n%s\n", bold.Sprint("Certificate"), warn.Sprint("the night has none yet"))
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(out)
	showMarkdown(out, certificate.Text)
	return nil
}
