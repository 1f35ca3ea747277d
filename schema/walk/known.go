package walk

import (
	"context"
	"strings"

	"regulars"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/snapshot"
)

// known is what a tick knows of who is due in any of its journeys, in work tables: what the
// brand has of all its members is read once for all journeys, and not with each of their steps.
type known struct {
	knownParams
	consents schema.Identifier
	members  *snapshot.Staged // nil: nobody has asked for a segment yet

	db    *schema.DB
	brand string
	date  regulars.BusinessDate
}

// overDue is a text that reads the work tables in the place of those of all members.
func overDue(text string) string {
	return strings.NewReplacer(
		"FROM identity_nodes\n", "FROM {nodes:Identifier}\n", "FROM identity_nodes ", "FROM {nodes:Identifier} ",
		"FROM consents\n", "FROM {consents:Identifier}\n", "FROM member_orders FINAL\n", "FROM {orders:Identifier}\n",
	).Replace(text)
}

// lookUp reads what is known of who is due. Drop it also where it fails.
func lookUp(ctx context.Context, met []*meeting) (*known, error) {
	k := &known{}
	var of knownNodeParams
	var horizon uint32
	for _, m := range met {
		if !m.somebody {
			continue
		}
		k.db, k.brand, k.date = m.db, m.brand.Name, m.params.Date
		of.Conditions, of.Runs = append(of.Conditions, "due/"+m.journey.Name), append(of.Runs, m.run)
		horizon = max(horizon, m.horizon)
	}
	if k.db == nil {
		return k, nil
	}
	ctx = schema.KeepSides(ctx, schema.NoBound)
	of.Brand, of.Date = k.brand, k.date
	var err error
	if k.Nodes, err = k.stage(schema.WithParams(ctx, of), "known_nodes", knownNodesScript.Text()); err != nil {
		return k, err
	}
	ctx = schema.WithParams(ctx, knownConsentParams{k.brand, k.Nodes})
	if k.consents, err = k.stage(ctx, "known_consents", knownConsentsScript.Text()); err != nil {
		return k, err
	}
	ctx = schema.WithParams(ctx, knownOrderParams{k.brand, k.Nodes, k.date, horizon})
	k.Orders, err = k.stage(ctx, "known_orders", knownOrdersScript.Text())
	return k, err
}

func (k *known) stage(ctx context.Context, what, query string) (schema.Identifier, error) {
	return k.db.Stage(ctx, k.brand, what, query)
}

// staged are the members who are due, of whom a question is asked; nil where it compares them
// with all others.
func (k *known) staged(ctx context.Context, question ledger.Plan) (members *snapshot.Staged, err error) {
	for _, r := range question.Audience.Predicted {
		if r.Top > 0 {
			return nil, nil
		}
	}
	if k.members == nil {
		k.members, err = snapshot.StageOf(ctx, k.db, k.brand, k.date, k.Nodes)
	}
	return k.members, err
}

func (k *known) drop(ctx context.Context) {
	if k.db == nil {
		return
	}
	k.members.Drop(ctx)
	k.db.DropStaged(ctx, k.Nodes, k.consents, k.Orders)
}
