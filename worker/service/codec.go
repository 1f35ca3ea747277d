package service

import (
	"log/slog"
	"net/http"

	"regulars/config"
	"regulars/console"
	"regulars/worker/codec/endpoint"
)

// withCodec serves Temporal's codec next to what next serves, where the config has one.
// operates lets browsers in; where it is nil only who has the token gets in.
func withCodec(cfg *config.Config, next http.Handler, operates func(*http.Request) bool, logger *slog.Logger) (http.Handler, error) {
	k := cfg.Worker.Codec
	if k.Origin == "" {
		operates = nil
	}
	if operates == nil && k.Token.Empty() {
		return next, nil
	}
	coder, err := endpoint.New(cfg, endpoint.Options{Codec: k, Operates: operates, Logger: logger})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(endpoint.Path, coder)
	mux.Handle("/", next)
	return mux, nil
}

// consoleHandler serves the console's pages, and the codec to who is signed in there.
func consoleHandler(cfg *config.Config, page *console.Console, logger *slog.Logger) (http.Handler, error) {
	return withCodec(cfg, page, page.Operates, logger)
}
