package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"regulars"
	"regulars/config"
	"regulars/report"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/view"
	"regulars/starter/screen"
)

// shownRejected is how many rejected records a night shows.
const shownRejected = 5

// showNight shows what came of a night: the numbers, the stages, what was sent
// and what was not, and the certificate.
func showNight(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	rows, err := kpiRows(ctx, db, brand, date, kpiQuery{scope: "brand"})
	if err != nil {
		return err
	}
	screen.KPIs(out, brand, date, rows, screen.Choice{Scope: "brand"})
	screen.Segments(out, brand, rows)
	for _, show := range []func(context.Context, io.Writer, *schema.DB, *config.Brand, regulars.BusinessDate) error{
		showSent, showRejected, showCertificate,
	} {
		if err := show(ctx, out, db, brand, date); err != nil {
			return err
		}
	}
	return nil
}

func showSent(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	lines, err := view.Deliveries(ctx, db, brand.Name, date)
	if err != nil {
		return err
	}
	runs, err := ledger.AllBooks(ctx, db, brand.Name, date)
	if err != nil {
		return err
	}
	screen.Sent(out, runs, lines)
	return nil
}

func showRejected(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	rows, err := view.RejectedRows(ctx, db, brand.Name, date, shownRejected)
	if err != nil {
		return err
	}
	screen.Rejected(out, rows, false)
	return nil
}

func showCertificate(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	certificate, err := gate.ReadCertificate(ctx, db, brand.Name, date)
	if errors.Is(err, schema.ErrNoRows) {
		fmt.Fprintf(out, "\n%s\n%s\n", screen.Bold.Sprint("Certificate"), screen.Warn.Sprint("the night has none yet"))
		return nil
	}
	if err != nil {
		return err
	}
	screen.Certificate(out, report.CertificateOf(certificate))
	return nil
}
