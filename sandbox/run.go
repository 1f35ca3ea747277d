package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"regulars/sandbox/shops/files"
)

// StateFile is written into Options.Dir by Run: a Running as JSON.
const StateFile = "sandbox.json"

// Running is what Run writes for the process that started it.
type Running struct {
	PID     int               `json:"pid"`
	Control string            `json:"control"`
	Env     map[string]string `json:"env"`
}

// Run serves a sandbox in a process of its own until ctx ends. When everything
// listens it writes its Running to Dir/sandbox.json, whole or not at all.
func Run(ctx context.Context, o Options) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	path := filepath.Join(o.Dir, StateFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sandbox: remove the old %s: %w", StateFile, err)
	}
	s, err := Start(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	state := Running{PID: os.Getpid(), Control: s.ControlURL(), Env: map[string]string{}}
	for _, pair := range s.Env() {
		name, value, _ := strings.Cut(pair, "=")
		state.Env[name] = value
	}
	err = files.Replace(o.Dir, StateFile, func(w io.Writer) error { return json.NewEncoder(w).Encode(state) })
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
