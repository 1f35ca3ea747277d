package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"regulars/config"
	"regulars/worker/tracing"
)

// serveHTTP serves /healthz (the process lives), /readyz (it works, or what it
// waits for), /metrics (Prometheus), and everything else for the outside: webhooks,
// events, the links of messages, and the codec for programs with its token. A proxy passes on those only.
func serveHTTP(cfg *config.Config, s *status, metrics, public http.Handler, traces *tracing.Tracing, logger *slog.Logger) (stop func(), err error) {
	open, err := withCodec(cfg, public, nil, logger)
	if err != nil {
		return nil, err
	}
	listen := cfg.Worker.Listen
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, fmt.Errorf("worker.listen %s: %w (is another worker running? give this one another address)", listen, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !s.isUp.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = fmt.Fprintln(w, s.text())
	})
	mux.Handle("GET /metrics", metrics)
	mux.Handle("/", traces.Handler("worker", open))
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("health, metrics, webhooks and links are no longer served", "error", err)
		}
	}()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
	}, nil
}
