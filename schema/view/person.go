package view

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/schema"
	"regulars/schema/snapshot"
)

// Person is all that is known of one member. It is personal data.
type Person struct {
	SegmentMember
	Orders   []PersonOrder
	Stages   []PersonStage
	Events   []PersonEvent
	Messages []PersonMessage
	Consents []PersonConsent
	Nodes    []PersonNode
	Links    []PersonLink
	Advice   []PersonAdvice

	// StoredAt is when it was stored how they compare with the others: the class and scores of
	// RFM, the tier, AIPL, the next purchase and some tags. Zero: all is of now.
	StoredAt time.Time
	// Alone: it isn't known yet how they compare with the others.
	Alone bool
}

// PersonOrder is an order of a member.
type PersonOrder struct {
	Shop       string    `ch:"shop"`
	OrderID    string    `ch:"order_id"`
	PlacedAt   time.Time `ch:"placed_at"`
	Date       time.Time `ch:"date"`
	IsPurchase bool      `ch:"is_purchase"`
	Cancelled  bool      `ch:"cancelled"`
	Revenue    float64   `ch:"revenue"` // total less refunds; 0 when no purchase
	Total      float64   `ch:"total"`
	Seq        uint32    `ch:"seq"`   // 1 is the first purchase; 0: no purchase
	Goods      []string  `ch:"goods"` // SKUs, or ids of products without one
}

// PersonStage is a stay in a stage, up to the day before Until.
type PersonStage struct {
	Since  time.Time `ch:"since"`
	Until  time.Time `ch:"until"`
	Stage  string    `ch:"stage"`
	Before string    `ch:"stage_before"`
}

// PersonEvent is something that a member did.
type PersonEvent struct {
	At   time.Time `ch:"at"`
	Shop string    `ch:"shop"`
	Type string    `ch:"type"`
	Said string    `ch:"said"` // its properties
}

// PersonMessage is what a campaign owed a member, and what became of it.
type PersonMessage struct {
	Campaign string    `ch:"campaign"`
	Date     time.Time `ch:"date"`
	Channel  string    `ch:"channel"`
	State    string    `ch:"state"`
	Reason   string    `ch:"reason"`
	Code     string    `ch:"code"`
	Detail   string    `ch:"detail"`
	At       time.Time `ch:"at"`
	Answers  []string  `ch:"answers"` // such as opened
}

// PersonConsent is what a member allowed or refused.
type PersonConsent struct {
	Channel  string    `ch:"channel"`
	Purpose  string    `ch:"purpose"`
	Granted  bool      `ch:"granted"`
	Source   string    `ch:"source"`
	At       time.Time `ch:"said_at"`
	Evidence string    `ch:"evidence"`
}

// PersonNode is an identifier of a member.
type PersonNode struct {
	Node      uint64    `ch:"node"`
	Kind      string    `ch:"kind"`
	Value     string    `ch:"value"`
	State     string    `ch:"state"`
	Joins     uint32    `ch:"joins"`
	FirstShop string    `ch:"first_shop"`
	FirstSeen time.Time `ch:"first_seen"`
	LastSeen  time.Time `ch:"last_seen"`
}

// PersonLink are two identifiers that stood in one record.
type PersonLink struct {
	A         uint64    `ch:"a"`
	B         uint64    `ch:"b"`
	Used      bool      `ch:"used"` // false: it joins nobody
	Records   uint64    `ch:"records"`
	Evidence  string    `ch:"evidence"`
	FirstSeen time.Time `ch:"first_seen"`
	Split     bool      `ch:"split"` // somebody undid it: it joins nobody from the next night on
}

// PersonAdvice is a product to recommend, and why.
type PersonAdvice struct {
	Product string  `ch:"product"`
	Score   float64 `ch:"score"`
	Why     string  `ch:"why"`
}

// ErrNoMember is returned where nobody has the id.
var ErrNoMember = errors.New("no member has this id")

// MemberOf returns the present id of a member whom an id names, or named before people were
// merged. It returns ErrNoMember where there is none.
func MemberOf(ctx context.Context, db *schema.DB, brand string, id uint64) (uint64, error) {
	var member uint64
	err := personID.Row(ctx, db, onePersonParams{brand, id}, &member)
	if errors.Is(err, schema.ErrNoRows) {
		return 0, ErrNoMember
	}
	return member, err
}

// PersonQuestion asks for all that is known of a member as of a date; of orders, events and
// messages for the newest, at most Limit.
type PersonQuestion struct {
	Brand  string
	Date   regulars.BusinessDate
	Member uint64
	Limit  int
	// Exactly compares the member with all others as they are now, which takes the longer the
	// more there are.
	Exactly bool
}

// readPersonAtOnce is how many questions about a person are asked at a time.
const readPersonAtOnce = 5

// PersonOf reads all that is known of a member: what is theirs as it is now, and how they compare
// with the others as the night stored it, where nobody asks for it exactly. It returns ErrNoMember
// for who wasn't known on that date.
func PersonOf(ctx context.Context, db *schema.DB, q PersonQuestion) (*Person, error) {
	p := &Person{}
	standing := snapshot.Behind
	group, waiting := errgroup.WithContext(ctx)
	group.Go(func() error { return personNodes.Select(waiting, db, &p.Nodes, onePersonParams{q.Brand, q.Member}) })
	if !q.Exactly {
		group.Go(func() (err error) { standing, err = snapshot.StandingOf(waiting, db, q.Brand, q.Date); return err })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := p.read(ctx, db, q, standing); err != nil {
		return nil, err
	}
	p.Consented = slices.ContainsFunc(p.Consents, func(c PersonConsent) bool { return c.Granted && c.Purpose == Marketing })
	return p, nil
}

// read asks what is left when the member's identifiers are known, and how what is stored of the
// members stands.
func (p *Person) read(ctx context.Context, db *schema.DB, q PersonQuestion, standing snapshot.Standing) error {
	nodes := nodesOf(p.Nodes)
	all, newest := onePersonParams{q.Brand, q.Member}, ofNodesParams{q.Brand, nodes, q.Limit}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readPersonAtOnce)
	alone := narrowed(ctx, q.Member, nodes)
	for _, question := range []func() error{
		func() error { return p.readNow(ctx, db, q, standing) },
		func() error { return personAdvice.Select(alone, db, &p.Advice, all) },
		func() error { return personConsents.Select(alone, db, &p.Consents, all) },
		func() error {
			return personMessages.Select(ctx, db, &p.Messages, ofNodesParams{q.Brand, append(slices.Clone(nodes), q.Member), q.Limit})
		},
		func() error { return personEvents.Select(ctx, db, &p.Events, newest) },
		func() error {
			return personOrders.Select(ctx, db, &p.Orders, ofPersonParams{q.Brand, q.Member, q.Limit})
		},
		func() error {
			return personStages.Select(ctx, db, &p.Stages, datedPersonParams{q.Brand, q.Date, q.Member})
		},
		func() error { return personLinks.Select(ctx, db, &p.Links, nodesParams{q.Brand, nodes}) },
	} {
		group.Go(question)
	}
	return group.Wait()
}

// LinksOf returns which identifiers of a member stood in one record together.
func LinksOf(ctx context.Context, db *schema.DB, brand string, member uint64) ([]PersonLink, error) {
	var nodes []PersonNode
	if err := personNodes.Select(ctx, db, &nodes, onePersonParams{brand, member}); err != nil {
		return nil, err
	}
	var links []PersonLink
	err := personLinks.Select(ctx, db, &links, nodesParams{brand, nodesOf(nodes)})
	return links, err
}
