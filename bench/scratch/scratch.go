// Package scratch is where a bench keeps what it makes: a directory, engines and a migrated
// database of its own. In a directory that is named all of it stays, so that a run that was
// stopped goes on; without one it is removed at the end.
package scratch

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"regulars/deploy/local"
	"regulars/schema"
)

// Place is a directory with what stands in it.
type Place struct {
	Dir   string // absolute
	Feeds string // a folder in it that ClickHouse may read
	Stack *local.Stack
	DB    *schema.DB

	passing bool // removed at the end
}

// Open starts the engines in a directory, empty for one that passes, and opens the database.
func Open(ctx context.Context, dir, database string, parts local.Parts) (_ *Place, err error) {
	p := &Place{Dir: dir, passing: dir == ""}
	defer func() {
		if err != nil {
			p.Close()
		}
	}()
	if p.passing {
		if p.Dir, err = os.MkdirTemp("", "regulars-"+database+"-"); err != nil {
			return nil, err
		}
	}
	if p.Dir, err = filepath.Abs(p.Dir); err != nil {
		return nil, err
	}
	p.Feeds = filepath.Join(p.Dir, "feeds")
	if err := os.MkdirAll(p.Feeds, 0o700); err != nil {
		return nil, err
	}
	p.Stack, err = local.Up(ctx, local.Options{Dir: filepath.Join(p.Dir, "stack"), Parts: parts, FreePorts: true, Feeds: []string{p.Feeds}})
	if err != nil {
		return nil, err
	}
	password, err := p.Stack.Addresses.Password()
	if err != nil {
		return nil, err
	}
	if p.DB, err = schema.Open(ctx, schema.Options{Addr: p.Stack.Addresses.ClickHouse, Password: password, Database: database}); err != nil {
		return nil, err
	}
	return p, p.DB.Migrate(ctx)
}

// Close ends the engines, and removes a directory that passes.
func (p *Place) Close() {
	var errs []error
	if p.DB != nil {
		errs = append(errs, p.DB.Close())
	}
	if p.Stack != nil {
		errs = append(errs, p.Stack.Close())
	}
	if p.passing && p.Dir != "" {
		errs = append(errs, os.RemoveAll(p.Dir))
	}
	if err := errors.Join(errs...); err != nil {
		os.Stderr.WriteString("leave " + p.Dir + ": " + err.Error() + "\n")
	}
}
