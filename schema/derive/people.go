package derive

import (
	"context"
	"fmt"

	"regulars/schema"
)

var (
	doneScript         = schema.NewStep[params]("derive", files, "done.sql")
	recordsScript      = schema.NewStep[params]("derive", files, "records.sql")
	identityScript     = schema.NewStep[params]("derive", files, "identity.sql")
	labelsScript       = schema.NewStep[params]("derive", files, "labels.sql")
	labelStepScript    = schema.NewStep[params]("derive", files, "label_step.sql")
	labelChangesScript = schema.NewStep[params]("derive", files, "label_changes.sql")
	namesScript        = schema.NewStep[params]("derive", files, "names.sql")
	membersScript      = schema.NewStep[params]("derive", files, "members.sql")
	refusalsScript     = schema.NewStep[params]("derive", files, "kept_refusals.sql")
)

// whoIsWho makes the new tables of who is who next to the stored ones.
func (d *derivation) whoIsWho(ctx context.Context) (memberTables, error) {
	records, err := d.readRecords(ctx)
	if err != nil {
		return memberTables{}, err
	}
	identifiers, err := d.identify(ctx, records)
	if err != nil {
		return memberTables{}, err
	}
	links, err := d.link(ctx, identifiers)
	if err != nil {
		return memberTables{}, err
	}
	return d.nameMembers(ctx, links)
}

// readRecords fixes which loads are looked at before it reads any of their rows.
func (d *derivation) readRecords(ctx context.Context) (recordTables, error) {
	p := d.params()
	p.recordTables = d.work.recordTables
	if err := doneScript.Exec(ctx, d.db, p); err != nil {
		return recordTables{}, err
	}
	return p.recordTables, recordsScript.Exec(ctx, d.db, p)
}

func (d *derivation) identify(ctx context.Context, records recordTables) (identifierTables, error) {
	p := d.params()
	p.identifierTables = d.work.identifierTables
	p.recordTables = records
	return p.identifierTables, identityScript.Exec(ctx, d.db, p)
}

// link spreads the smallest label over everything that is linked.
func (d *derivation) link(ctx context.Context, identifiers identifierTables) (linkTables, error) {
	p := d.params()
	p.linkTables = d.work.linkTables
	p.identifierTables = identifiers
	if err := labelsScript.Exec(ctx, d.db, p); err != nil {
		return linkTables{}, err
	}
	p.Next = d.work.Next
	err := converge(func() (changed uint64, err error) {
		if err := labelStepScript.Exec(ctx, d.db, p); err != nil {
			return 0, err
		}
		if err := labelChangesScript.Row(ctx, d.db, p, &changed); err != nil {
			return 0, err
		}
		if err := d.db.DropTable(ctx, string(p.Labels)); err != nil {
			return 0, err
		}
		p.Labels, p.Next = p.Next, p.Labels
		return changed, nil
	})
	if err != nil || p.NodeK0 == 0 {
		return p.linkTables, err // unkeyed numbers are as they should be compared
	}
	if err := namesScript.Exec(ctx, d.db, p); err != nil {
		return linkTables{}, err
	}
	p.Labels, p.Next = p.Next, p.Labels
	return p.linkTables, d.db.DropTable(ctx, string(p.Next))
}

// maxLinkSteps is far above what a chain of identifiers needs: the way to the smallest
// label halves with every step.
const maxLinkSteps = 64

// converge repeats a step until it changes nothing.
func converge(step func() (changed uint64, err error)) error {
	for range maxLinkSteps {
		changed, err := step()
		if err != nil {
			return err
		}
		if changed == 0 {
			return nil
		}
	}
	return fmt.Errorf("linking identifiers did not converge after %d steps: the edges contradict the identifiers, which is a fault of the program", maxLinkSteps)
}

func (d *derivation) nameMembers(ctx context.Context, links linkTables) (memberTables, error) {
	p := d.params()
	p.memberTables = d.work.memberTables
	p.linkTables = links
	return p.memberTables, membersScript.Exec(ctx, d.db, p)
}

// keepRefusals keeps what was refused where records and identifiers part.
func (d *derivation) keepRefusals(ctx context.Context, members memberTables) error {
	p := d.params()
	p.memberTables = members
	return refusalsScript.Exec(ctx, d.db, p)
}

// swapMembers puts the new tables of who is who in the place of the old ones, each at
// once. It comes last, so that a run which is killed before it finds the old ones to
// compare with.
func (d *derivation) swapMembers(ctx context.Context, members memberTables) error {
	swaps := []struct {
		table string
		from  schema.Identifier
	}{
		{"identity_records", members.Records},
		{"identity_edges", members.Edges},
		{"members", members.NewMembers},
		{"identity_nodes", members.NewNodes},
	}
	for _, s := range swaps {
		if err := d.db.ReplacePartition(ctx, s.table, string(s.from), d.scope.Brand); err != nil {
			return err
		}
	}
	return nil
}
