package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/schema"
	"regulars/schema/snapshot"
)

// comparedTags say how a member compares with the others.
var comparedTags = []string{"repurchase_due", "high_value", "at_risk", "seed_member"}

// tagOrder is in which order member_asof has the tags that are its own; those of the platforms
// come after them.
var tagOrder = []string{
	"birthday_month", "registered_this_month", "cart_abandoned", "repurchase_due", "first_purchase_7d", "high_value", "at_risk", "near_upgrade", "points_expiring",
	"seed_member", "has_open_ticket",
}

// deeds are what a member did, as far as member_asof shows it.
type deeds struct {
	CartOn     time.Time `ch:"cart_on"`
	Spoke      bool      `ch:"spoke"`
	OpenTicket bool      `ch:"open_ticket"`
	Preferred  string    `ch:"preferred"`
	Interested bool      `ch:"interested"`
}

// narrowed lets queries see of a member's tables the member's rows only. A ticket may be closed
// under another identifier than it was opened with.
func narrowed(ctx context.Context, member uint64, nodes []uint64) context.Context {
	own := fmt.Sprintf("member_id = %d", member)
	ids := inNumbers(append(slices.Clone(nodes), member))
	return schema.Narrow(ctx, map[string]string{
		"members": own, "member_orders": own, "stage_intervals": own, "identity_nodes": own,
		"consent_facts": "node" + ids, "message_events": "member_id" + ids,
		"events": "node" + ids + " OR type IN ('ticket_opened', 'ticket_closed')",
	})
}

func inNumbers(all []uint64) string {
	return " IN (" + strings.Trim(strings.ReplaceAll(fmt.Sprint(all), " ", ", "), "[]") + ")"
}

func nodesOf(all []PersonNode) []uint64 {
	nodes := make([]uint64, len(all))
	for i, n := range all {
		nodes[i] = n.Node
	}
	return nodes
}

// readNow fills in what member_asof says of the member: from what is stored of all members, with
// what the member did since, where nothing else has changed. Else what is the member's own is
// gathered of them alone, and how they compare with the others stays as it was stored.
func (p *Person) readNow(ctx context.Context, db *schema.DB, q PersonQuestion, standing snapshot.Standing) error {
	if q.Exactly {
		return p.take(now(ctx, db, personNow.Live(), q))
	}
	stored, err := now(ctx, db, personNow.Stored(), q)
	if err != nil {
		return err
	}
	if standing != snapshot.Behind {
		if err := p.take(stored, nil); err != nil || standing == snapshot.Same {
			return err
		}
		return p.addDeeds(ctx, db, q)
	}
	if err := p.take(now(narrowed(ctx, q.Member, nodesOf(p.Nodes)), db, personNow.Live(), q)); err != nil {
		return err
	}
	return p.compare(ctx, db, q, stored)
}

// now asks for one member; nil: there is none.
func now(ctx context.Context, db *schema.DB, script schema.Script[datedPersonParams], q PersonQuestion) (*SegmentMember, error) {
	var rows []SegmentMember
	if err := script.Select(ctx, db, &rows, datedPersonParams{q.Brand, q.Date, q.Member}); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (p *Person) take(m *SegmentMember, err error) error {
	if err == nil && m == nil {
		err = ErrNoMember
	}
	if err == nil {
		p.SegmentMember = *m
	}
	return err
}

// addDeeds puts what the member did in place of what was stored of it.
func (p *Person) addDeeds(ctx context.Context, db *schema.DB, q PersonQuestion) error {
	nodes := nodesOf(p.Nodes)
	var did deeds
	var rows []deeds
	if err := personDeeds.Select(narrowed(ctx, q.Member, nodes), db, &rows, deedsParams{q.Brand, q.Date, q.Member, nodes}); err != nil {
		return err
	}
	if len(rows) > 0 {
		did = rows[0]
	}
	p.PreferredChannel = did.Preferred
	last := time.Unix(0, 0)
	if p.LastPurchase != nil {
		last = *p.LastPurchase
	}
	if p.Purchases == 0 {
		p.AIPL = map[bool]string{true: string(regulars.AIPLInterest), false: string(regulars.AIPLAware)}[did.Interested]
	}
	leads := false
	if did.Spoke && p.Purchases > 0 {
		if err := personLeads.Row(ctx, db, datedPersonParams{q.Brand, q.Date, q.Member}, &leads); err != nil {
			return err
		}
	}
	p.tag("cart_abandoned", did.CartOn.After(last))
	p.tag("seed_member", leads)
	p.tag("has_open_ticket", did.OpenTicket)
	return nil
}

// compare takes how the member compares with the others from what was stored of them.
func (p *Person) compare(ctx context.Context, db *schema.DB, q PersonQuestion, stored *SegmentMember) error {
	of := SegmentMember{}
	if p.Alone = stored == nil; !p.Alone {
		of = *stored
		at, err := snapshot.StoredOf(ctx, db, q.Brand, q.Date)
		if err != nil {
			return err
		}
		p.StoredAt = at.At
	}
	p.RScore, p.FScore, p.MScore, p.RFMClass = of.RScore, of.FScore, of.MScore, of.RFMClass
	p.ValueTier, p.NextPurchase = of.ValueTier, of.NextPurchase
	if p.Purchases > 1 { // until then it says nothing of the others
		p.AIPL = of.AIPL
	}
	for _, tag := range comparedTags {
		p.tag(tag, slices.Contains(of.Tags, tag))
	}
	return nil
}

// tag gives the member a tag of member_asof's own, or takes it away.
func (p *Person) tag(tag string, has bool) {
	tags := slices.DeleteFunc(slices.Clone(p.Tags), func(t string) bool { return t == tag })
	if has {
		tags = append(tags, tag)
	}
	place := func(tag string) int {
		if at := slices.Index(tagOrder, tag); at >= 0 {
			return at
		}
		return len(tagOrder)
	}
	slices.SortStableFunc(tags, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	p.Tags = tags
}
