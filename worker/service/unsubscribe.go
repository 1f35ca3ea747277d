package service

import (
	"context"
	_ "embed"
	"html/template"
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"path"
	"sync/atomic"
	"time"

	"regulars/channel"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/ledger/optout"
)

// optOutTimeout is how long a person who unsubscribes waits for ClickHouse.
const optOutTimeout = 15 * time.Second

//go:embed unsubscribe.html
var unsubscribePage string

var unsubscribeTemplate = template.Must(template.New("unsubscribe").Parse(unsubscribePage))

// unsubscribe answers the links at the end of messages (RFC 8058): GET asks,
// POST records the refusal, and what isn't signed by us is not found. A GET
// changes nothing, since mail scanners follow links.
type unsubscribe struct {
	paths  map[string]bool   // those of the config's unsubscribe_url
	brands map[string]string // what readers call a brand, by its name
	key    string
	db     atomic.Pointer[schema.DB] // nil until ClickHouse answers
	logger *slog.Logger
}

func newUnsubscribe(cfg *config.Config, logger *slog.Logger) *unsubscribe {
	u := &unsubscribe{paths: map[string]bool{}, brands: map[string]string{}, key: cfg.Privacy.HashKey.Reveal(), logger: logger}
	for i := range cfg.Brands {
		u.brands[cfg.Brands[i].Name] = senderOf(&cfg.Brands[i])
		for _, c := range cfg.Brands[i].Channels {
			if link, err := url.Parse(c.UnsubscribeURL); err == nil && link.Host != "" {
				u.paths[path.Join("/", link.Path)] = true
			}
		}
	}
	return u
}

// senderOf is the name that a brand's mails come from: readers don't know the one
// in the config.
func senderOf(b *config.Brand) string {
	if edm := b.Channels["edm"]; edm != nil {
		if from, err := mail.ParseAddress(edm.From); err == nil && from.Name != "" {
			return from.Name
		}
	}
	return b.Name
}

func (u *unsubscribe) open(db *schema.DB) { u.db.Store(db) }

func (u *unsubscribe) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Without a key anybody could sign.
	if u.key == "" || !u.paths[path.Join("/", r.URL.Path)] {
		http.NotFound(w, r)
		return
	}
	who, err := channel.ReadOptOut(r.URL.Query().Get("t"), u.key)
	brand, known := u.brands[who.Brand]
	if err != nil || !known {
		u.show(w, http.StatusNotFound, page{})
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		u.show(w, http.StatusOK, page{Brand: brand, Ask: true})
	case http.MethodPost:
		u.refuse(w, r, who)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (u *unsubscribe) refuse(w http.ResponseWriter, r *http.Request, who channel.OptOut) {
	db := u.db.Load()
	if db == nil {
		u.later(w, who)
		return
	}
	// A mail provider that hangs up early still means it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), optOutTimeout)
	defer cancel()
	err := optout.Record(ctx, db, optout.OptOut{
		Brand: who.Brand, Member: who.Member, Channel: who.Channel, Purpose: who.Purpose, Source: "unsubscribe link",
	})
	if err != nil {
		u.logger.Error("an opt-out can't be recorded; the reader is asked to try again", "brand", who.Brand, "channel", who.Channel, "error", err)
		u.later(w, who)
		return
	}
	u.logger.Info("a member opted out", "brand", who.Brand, "channel", who.Channel, "purpose", who.Purpose)
	u.show(w, http.StatusOK, page{Brand: u.brands[who.Brand], Done: true})
}

func (u *unsubscribe) later(w http.ResponseWriter, who channel.OptOut) {
	w.Header().Set("Retry-After", "60")
	u.show(w, http.StatusServiceUnavailable, page{Brand: u.brands[who.Brand], Ask: true, Later: true})
}

// page is what a reader is shown; without a brand the link is none of ours.
type page struct {
	Brand            string
	Ask, Done, Later bool
}

func (u *unsubscribe) show(w http.ResponseWriter, status int, p page) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the link is a key
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
	w.WriteHeader(status)
	if err := unsubscribeTemplate.Execute(w, p); err != nil {
		u.logger.Warn("an unsubscribe page was not sent whole", "error", err)
	}
}
