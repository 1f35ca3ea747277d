package notice

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/notify"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/notices"
	"regulars/schema/studio"
	"regulars/schema/view"
)

const (
	lookEvery  = 30 * time.Second
	rest       = 20 // of ClickHouse's time the looking takes a twentieth at most
	readWithin = 20 * time.Second
	sendWithin = time.Minute

	firstPause = time.Minute // before a second try; four times as long before each further one
	mostPause  = time.Hour
	mostTries  = 12
)

// Watch looks at how the brands of a config stand, and notifies.
type Watch struct {
	Config *config.Config
	DB     *schema.DB
	Base   string // the console's address; empty: there is none to link to
	Logger *slog.Logger

	Quotas func(brand string) []Quota // what the accounts have left; nil: not known
	// Failed asks Temporal how the night of a date ended; nil, nil: it runs, or was whole.
	Failed func(ctx context.Context, brand string, date regulars.BusinessDate) (*Failure, error)

	Now func() time.Time // default time.Now
}

// Run looks until ctx ends. What it can't read or send it logs, and tries again.
func (w *Watch) Run(ctx context.Context) {
	for {
		began := time.Now()
		for i := range w.Config.Brands {
			if brand := &w.Config.Brands[i]; brand.Notify.On() {
				w.logged(ctx, brand, w.Look(ctx, brand))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(max(lookEvery, rest*time.Since(began))):
		}
	}
}

func (w *Watch) logged(ctx context.Context, brand *config.Brand, err error) {
	if err != nil && ctx.Err() == nil {
		w.Logger.Warn("who is to be notified can't be found out; it is tried again", "brand", brand.Name, "error", err)
	}
}

// Look finds what matters to a brand now, and sends what nobody sent yet. What could not
// be sent is on record, and no error.
func (w *Watch) Look(ctx context.Context, brand *config.Brand) error {
	now := time.Now()
	if w.Now != nil {
		now = w.Now()
	}
	facts, err := w.read(ctx, brand, now)
	if err != nil {
		return err
	}
	whole, err := studio.Brand(ctx, w.DB, brand)
	if err != nil {
		return err
	}
	for _, m := range Matters(whole.Brand, facts, now) {
		for i := range brand.Notify.To {
			if r := &brand.Notify.To[i]; r.Wants(m.Kind) {
				if err := w.notify(ctx, brand, r, m); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// notify sends a matter to a recipient, unless that was done, is being done, or was tried
// too lately or too often.
func (w *Watch) notify(ctx context.Context, brand *config.Brand, r *notify.Recipient, m Matter) error {
	about := notices.Matter{Brand: brand.Name, Recipient: r.Name, Kind: m.Kind, Key: m.Key}
	stands, err := notices.Read(ctx, w.DB, about)
	if err != nil || stands.Sent || stands.Open() || stands.Failed >= mostTries || time.Since(stands.Last) < pause(stands.Failed) {
		return err
	}
	claim, mine, err := notices.Claim(ctx, w.DB, about)
	if err != nil || !mine {
		return err
	}
	// What is on its way is not cut off: its outcome would be lost, and it would go twice.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendWithin)
	defer cancel()
	if failed := send(ctx, brand, r, m.Key, TextOf(brand, m, w.Base)); failed != nil {
		w.Logger.Warn("a notification could not be sent", "brand", brand.Name, "recipient", r.Name, "about", m.Key, "error", failed)
		return notices.Record(context.WithoutCancel(ctx), w.DB, about, claim, notices.Failed, regulars.ErrorText(failed.Error()))
	}
	w.Logger.Info("somebody was notified", "brand", brand.Name, "recipient", r.Name, "about", m.Key)
	return notices.Record(context.WithoutCancel(ctx), w.DB, about, claim, notices.Sent, "")
}

// pause is how long after so many failed tries the next one may be made.
func pause(failed int) time.Duration {
	if failed == 0 {
		return 0
	}
	wait := firstPause
	for range failed - 1 {
		if wait *= 4; wait >= mostPause {
			return mostPause
		}
	}
	return wait
}

// read reads how a brand stands.
func (w *Watch) read(ctx context.Context, brand *config.Brand, now time.Time) (*Facts, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	ended := regulars.EndedAt(now, zoneOf(brand))
	f := &Facts{}
	var err error
	if f.Health, err = view.ReadHealth(ctx, w.DB, brand.Name); err != nil {
		return nil, err
	}
	if f.Complaints, err = view.Complaints(ctx, w.DB, brand.Name, ended.AddDays(-recently)); err != nil {
		return nil, err
	}
	certificate, err := gate.ReadCertificate(ctx, w.DB, brand.Name, ended)
	switch {
	case errors.Is(err, schema.ErrNoRows):
	case err != nil:
		return nil, err
	default:
		f.Certificate = &certificate
	}
	if w.Quotas != nil {
		f.Quotas = w.Quotas(brand.Name)
	}
	if w.Failed != nil && f.Certificate == nil {
		if f.Failed, err = w.Failed(ctx, brand.Name, ended); err != nil {
			w.Logger.Warn("how a night ended can't be asked", "brand", brand.Name, "date", ended, "error", err)
		}
	}
	return f, nil
}
