package view

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/schema"
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

// readPersonAtOnce is how many questions about a person are asked at a time.
const readPersonAtOnce = 5

// PersonOf reads all that is known of a member as of a date; of orders, events and messages
// the newest, at most limit. It returns ErrNoMember for who wasn't known on that date.
func PersonOf(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, member uint64, limit int) (*Person, error) {
	p := &Person{}
	newest, all := ofPersonParams{brand, member, limit}, onePersonParams{brand, member}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readPersonAtOnce)
	for _, question := range []func() error{
		func() error { return p.readNow(ctx, db, brand, date, member) },
		func() error { return personOrders.Select(ctx, db, &p.Orders, newest) },
		func() error { return personStages.Select(ctx, db, &p.Stages, datedPersonParams{brand, date, member}) },
		func() error { return personEvents.Select(ctx, db, &p.Events, newest) },
		func() error { return personMessages.Select(ctx, db, &p.Messages, newest) },
		func() error { return personConsents.Select(ctx, db, &p.Consents, all) },
		func() error { return personNodes.Select(ctx, db, &p.Nodes, all) },
		func() error { return personLinks.Select(ctx, db, &p.Links, all) },
		func() error { return personAdvice.Select(ctx, db, &p.Advice, all) },
	} {
		group.Go(question)
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	p.Consented = slices.ContainsFunc(p.Consents, func(c PersonConsent) bool { return c.Granted && c.Purpose == Marketing })
	return p, nil
}

func (p *Person) readNow(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, member uint64) error {
	script, err := personNow.Of(ctx, db, brand, date)
	if err != nil {
		return err
	}
	var rows []SegmentMember
	if err := script.Select(ctx, db, &rows, datedPersonParams{brand, date, member}); err != nil {
		return err
	}
	if len(rows) == 0 {
		return ErrNoMember
	}
	p.SegmentMember = rows[0]
	return nil
}

// LinksOf returns which identifiers of a member stood in one record together.
func LinksOf(ctx context.Context, db *schema.DB, brand string, member uint64) ([]PersonLink, error) {
	var links []PersonLink
	err := personLinks.Select(ctx, db, &links, onePersonParams{Brand: brand, Member: member})
	return links, err
}
