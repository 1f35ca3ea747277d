package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/report"
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
	drawCertificate(out, report.CertificateOf(certificate))
	return nil
}

func drawCertificate(out io.Writer, c present.Certificate) {
	fmt.Fprintf(out, "\n%s\n", bold.Sprint(c.Title(&present.English)))
	for _, t := range c.Tables(&present.English) {
		fmt.Fprintf(out, "\n%s\n", bold.Sprint(t.Title))
		drawTable(out, t)
	}
	if len(c.Reasons) > 0 {
		fmt.Fprintln(out)
	}
	for _, reason := range c.Reasons {
		fmt.Fprintf(out, "%s %s\n", bad.Sprint("✗"), reason)
	}
}
