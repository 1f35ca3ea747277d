package activities

import (
	"context"
	"errors"
	"slices"
	"time"

	"regulars"
	"regulars/activities/beat"
	"regulars/config"
	"regulars/present/cause"
	"regulars/report"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/intake"
	"regulars/schema/view"
)

// Certificates proves a night.
type Certificates struct {
	Config *config.Config
	DB     *schema.DB
}

// ReconcileInput names the pulls of a night, and the shops whose pull failed
// with the reason.
type ReconcileInput struct {
	Brand  string
	Date   regulars.BusinessDate
	Loads  []string
	Failed []ShopFailure
	Stores []StoreLine // the shops as wholes, as their pulls found them
}

// ShopFailure is why a shop could not be pulled, and what to do about it.
type ShopFailure struct {
	Shop   string
	Reason string
	Open   bool `json:",omitempty"` // its pull goes on
}

// Reconciliation is the outcome of the gate.
type Reconciliation struct {
	Whole   bool
	Reasons []string // one sentence per line that is not right
}

// Reconcile compares, for each pull, what the platform has with what came and
// with what is stored, and for each shop as a whole what the platform has now with what
// is stored and present now; it counts every partition again, and records the night's
// gate.
func (a *Certificates) Reconcile(ctx context.Context, in ReconcileInput) (Reconciliation, error) {
	defer beat.Start(ctx, "comparing").End()
	gate, err := a.reconcile(ctx, in)
	return gate, classify(ctx, err)
}

func (a *Certificates) reconcile(ctx context.Context, in ReconcileInput) (Reconciliation, error) {
	brand, err := findBrand(a.Config, in.Brand)
	if err != nil {
		return Reconciliation{}, err
	}
	loads, err := intake.Loads(ctx, a.DB, in.Brand, in.Loads)
	if err != nil {
		return Reconciliation{}, err
	}
	if len(loads) < len(in.Loads) {
		return Reconciliation{}, refuse(ErrorWarehouse, errors.New("pulls of this night are not recorded: was the database replaced while it ran? run the night again"))
	}
	lines := make([]gate.Reconciled, 0, len(loads)+len(in.Failed))
	for _, load := range loads {
		lines = append(lines, gate.Reconcile(load, brand.Reconcile.Tolerance).WithinRejects(brand.Reconcile.RejectedShare()))
	}
	for _, failure := range in.Failed {
		why, err := gate.WhyUnpulled(ctx, a.DB, brand, failure.Shop, failure.Reason, failure.Open, time.Now())
		if err != nil {
			return Reconciliation{}, err
		}
		lines = append(lines, gate.Failed(failure.Shop, gate.WholeShop, why))
	}
	lines = append(lines, notPulled(brand, lines)...)
	reconciliation := gateOf(lines)
	for _, store := range in.Stores {
		if !store.OK {
			reconciliation.Reasons = append(reconciliation.Reasons, store.Sentence())
		}
	}
	disk, err := gate.OnDisk(ctx, a.DB, in.Brand)
	if err != nil {
		return Reconciliation{}, err
	}
	for _, why := range disk {
		reconciliation.Reasons = append(reconciliation.Reasons, why.Sentence(cause.English))
	}
	reconciliation.Whole = len(reconciliation.Reasons) == 0
	if err := gate.PutStores(ctx, a.DB, in.Brand, in.Date, in.Stores); err != nil {
		return Reconciliation{}, err
	}
	return reconciliation, gate.PutReconciled(ctx, a.DB, in.Brand, in.Date, lines)
}

// notPulled are lines for shops of which there is none: what was not asked for
// is not whole either.
func notPulled(brand *config.Brand, lines []gate.Reconciled) []gate.Reconciled {
	var missing []gate.Reconciled
	for _, shop := range brand.Shops {
		pulled := slices.ContainsFunc(lines, func(l gate.Reconciled) bool { return l.Shop == shop.Name })
		if !pulled {
			missing = append(missing, gate.Failed(shop.Name, gate.WholeShop, cause.Cause{Code: cause.NotPulled}))
		}
	}
	return missing
}

func gateOf(lines []gate.Reconciled) Reconciliation {
	gate := Reconciliation{Whole: true}
	for _, line := range lines {
		if !line.OK {
			gate.Whole = false
			gate.Reasons = append(gate.Reasons, line.Sentence())
		}
	}
	return gate
}

// CertifyInput asks for the certificate of a date.
type CertifyInput struct {
	Brand string
	Date  regulars.BusinessDate
}

// Certified is the certificate as the workflows show it.
type Certified struct {
	Whole   bool
	Reasons []string
	Notes   []string `json:",omitempty"` // what stands on a small first history, one sentence each
	Text    string   // Markdown
	Numbers string   // the date's main numbers, Markdown; empty where none is published
}

// Certify states from ClickHouse alone whether everything came and whether the
// books of every campaign close, and records it. A later one of the same date
// takes its place.
func (a *Certificates) Certify(ctx context.Context, in CertifyInput) (Certified, error) {
	defer beat.Start(ctx, "certifying").End()
	certified, err := a.certify(ctx, in)
	return certified, classify(ctx, err)
}

func (a *Certificates) certify(ctx context.Context, in CertifyInput) (Certified, error) {
	brand, err := findBrand(a.Config, in.Brand)
	if err != nil {
		return Certified{}, err
	}
	certificate, err := gate.Certify(ctx, a.DB, in.Brand, in.Date, time.Now())
	if err != nil {
		return Certified{}, err
	}
	numbers, err := view.KPIs(ctx, a.DB, in.Brand, in.Date, "brand", "", "")
	if err != nil {
		return Certified{}, err
	}
	shown := report.CertificateOf(certificate)
	return Certified{
		Whole: certificate.Whole, Reasons: certificate.Reasons, Notes: shown.KeptNotes(),
		Text: shown.Markdown(), Numbers: numbersText(numbers, brand.Currency),
	}, nil
}

// CatchUpInput asks which dates before a night had none of their own.
type CatchUpInput struct {
	Brand string
	Date  regulars.BusinessDate
}

// CaughtUp are the dates that a night computes with its own; empty: none.
type CaughtUp struct{ From, To regulars.BusinessDate }

// CatchUp finds the dates between the last published one and a night, and records
// them: their numbers are computed with the night's, and its campaigns and certificate
// follow what is recorded.
func (a *Certificates) CatchUp(ctx context.Context, in CatchUpInput) (CaughtUp, error) {
	brand, err := wholeBrand(ctx, a.DB, a.Config, in.Brand)
	if err != nil {
		return CaughtUp{}, classify(ctx, err)
	}
	missed, err := gate.CatchUp(ctx, a.DB, brand.Brand, in.Date)
	return CaughtUp{From: missed.ComputedFrom, To: missed.Last}, classify(ctx, err)
}
