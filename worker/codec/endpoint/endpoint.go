package endpoint

import (
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"

	"go.temporal.io/sdk/converter"

	"regulars/config"
	"regulars/config/operation"
	"regulars/worker/codec"
)

// Path is where the codec stands; Temporal's UI adds /decode and /encode.
const Path = "/codec/"

// largest is how much may be asked at once: Temporal's own limit of a message is 4 MiB.
const largest = 8 << 20

// Options are who may ask.
type Options struct {
	Codec    operation.Codec
	Operates func(*http.Request) bool // reports whether a browser's session operates every brand; nil: no browser is let in
	Logger   *slog.Logger
}

// New returns the codec of a config's keys. It is for a config with a payload key.
func New(cfg *config.Config, o Options) (http.Handler, error) {
	payloads, err := codec.New(cfg.Privacy.PayloadKey, cfg.Privacy.PayloadKeyOther)
	if err != nil {
		return nil, err
	}
	return &endpoint{Options: o, coder: converter.NewPayloadCodecHTTPHandler(payloads)}, nil
}

type endpoint struct {
	Options
	coder http.Handler
}

// ServeHTTP answers a browser's question whether it may ask, or decodes and encodes.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Origin")
	do, ours := strings.CutPrefix(r.URL.Path, Path)
	if !ours || do != "decode" && do != "encode" {
		http.NotFound(w, r)
		return
	}
	origin := r.Header.Get("Origin")
	if origin != "" && (e.Operates == nil || origin != e.Codec.Origin) {
		http.Error(w, "this origin may not ask: see worker.codec.origin", http.StatusForbidden)
		return
	}
	if origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Credentials", "true")
	}
	switch r.Method {
	case http.MethodOptions:
		e.preflight(w, r, origin)
	case http.MethodPost:
		e.code(w, r, origin)
	default:
		w.Header().Set("Allow", "POST, OPTIONS")
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
	}
}

// preflight tells a browser what the UI's pages may send.
func (e *endpoint) preflight(w http.ResponseWriter, r *http.Request, origin string) {
	if origin == "" {
		http.Error(w, "no origin asks", http.StatusForbidden)
		return
	}
	w.Header().Set("Access-Control-Allow-Methods", http.MethodPost)
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Namespace")
	w.Header().Set("Access-Control-Max-Age", "600")
	if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
		w.Header().Set("Access-Control-Allow-Private-Network", "true")
	}
	w.WriteHeader(http.StatusNoContent)
}

func (e *endpoint) code(w http.ResponseWriter, r *http.Request, origin string) {
	bySession := origin != "" && e.Operates(r)
	if !bySession && !e.hasToken(r) {
		e.Logger.Warn("somebody was refused at the codec", "origin", origin)
		http.Error(w, "sign in to the console with the role operate in every brand, or show worker.codec.token", http.StatusUnauthorized)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, largest)
	e.coder.ServeHTTP(w, r)
}

// hasToken compares hashes, so that how long it takes tells nothing.
func (e *endpoint) hasToken(r *http.Request) bool {
	shown, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer || e.Codec.Token.Empty() {
		return false
	}
	got, want := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(e.Codec.Token.Reveal()))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}
