package derive

import (
	"context"
	"time"

	"regulars/config"
	"regulars/identity"
	"regulars/schema"
)

// scope is what a run derives and by which rules. It holds for all of its steps.
type scope struct {
	Brand     string
	NodeK0    uint64 // the key of the nodes, in its halves
	NodeK1    uint64
	Version   uint64 // of the rows that the run writes, above those of earlier runs
	Full      bool   // derive all orders: the settings are not those of the last run
	First     bool   // there is no derived order yet
	Relink    bool   // link all identifiers
	Denied    []string
	Nobody    string // a pattern of the identifiers that are nobody's
	MaxJoined int
	History   bool // where two stages hold, sleep and lost win
}

// lastRun is what the last derivation left.
type lastRun struct {
	settings string // the mark of its settings; empty where it was full and did not end
	cycles   uint64 // the mark of the cycles that the stages stand on
	whole    bool   // it came to its end
	version  uint64
	empty    bool   // no order is derived yet
	orders   uint64 // so many are stored, or less
}

type brandParams struct{ Brand string }

var lastScript = schema.NewScript[brandParams]("derive", files, "last.sql")

func readLast(ctx context.Context, db *schema.DB, brand string) (last lastRun, err error) {
	err = lastScript.Row(ctx, db, brandParams{brand}, &last.settings, &last.cycles, &last.whole, &last.version, &last.empty, &last.orders)
	return last, err
}

func newScope(b *config.Brand, last lastRun, settings string, now time.Time) scope {
	changed, key := last.settings != settings, identity.NodeKey(b.HashKey.Reveal(), b.Name)
	return scope{
		Brand: b.Name, NodeK0: key.K0, NodeK1: key.K1,
		// Above the last run and its note, also on a worker whose clock is behind.
		Version:   max(uint64(now.UnixNano()), last.version+2),
		Full:      changed,
		First:     changed && last.empty,
		Relink:    changed || !last.whole, // who is who may not fit the orders of a run that was killed
		Denied:    identity.Denied(b.Identity.Deny, b.Identity.Region),
		Nobody:    identity.Nobody,
		MaxJoined: b.Identity.MaxJoined,
		History:   b.Lifecycle.Overlap == "history",
	}
}
