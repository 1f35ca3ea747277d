package erase

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"regulars/config"
	"regulars/identity"
	"regulars/schema"
)

// Who names a person by one thing at least.
type Who struct {
	Member uint64 // an id that the member has or had
	Email  string
	Phone  string
}

// Check returns an error where an address isn't one, or a number isn't one as people of the
// brand's region write it.
func (w Who) Check(brand *config.Brand) error {
	if w.Email != "" && identity.Email(w.Email) == "" {
		return errors.New("--email: it is no e-mail address")
	}
	if w.Phone != "" && identity.Phone(w.Phone, brand.Identity.Region) == "" {
		return errors.New("--phone: it is no phone number: write it with its country code, such as +886912345678")
	}
	return nil
}

// ErrShared is returned for an address or a number that isn't one person's.
var ErrShared = errors.New("it belongs to several people or to nobody: name the person by --member")

// ErrNobody is returned where nothing by which somebody could be found is given or stored.
var ErrNobody = errors.New("no such member: give an e-mail or a phone, by which loaders would know the person")

// identifier is one thing by which a person is known.
type identifier struct {
	Kind  string `ch:"kind"`
	Value string `ch:"value"`
	Node  uint64 `ch:"node"`
}

// person is all that somebody, or some people, are known by.
type person struct {
	brand       *config.Brand
	key         identity.Key // of the nodes
	identifiers []identifier
	nodes       map[uint64]bool
}

func newPerson(brand *config.Brand, key identity.Key) *person {
	return &person{brand: brand, key: key, nodes: map[uint64]bool{}}
}

func (p *person) add(kind identity.Kind, value string) {
	if value == "" {
		return
	}
	if node := p.key.Node(kind, value); !p.nodes[node] {
		p.nodes[node] = true
		p.identifiers = append(p.identifiers, identifier{string(kind), value, node})
	}
}

func (p *person) ids() []uint64 {
	var all []uint64
	for node := range p.nodes {
		all = append(all, node)
	}
	return all
}

// find returns by what some people are known, all in one: from here on nobody asks which
// of them it was.
func find(ctx context.Context, db *schema.DB, brand *config.Brand, key identity.Key, all []Who) (*person, error) {
	p := newPerson(brand, key)
	for _, who := range all {
		one, err := findOne(ctx, db, brand, key, who)
		if err != nil {
			return nil, err
		}
		for _, i := range one.identifiers {
			p.add(identity.Kind(i.Kind), i.Value)
		}
		if who.Member != 0 {
			p.nodes[who.Member] = true
		}
	}
	return p, nil
}

// findOne returns by what a person is known: the identifiers of the member, and those that
// are asked for.
func findOne(ctx context.Context, db *schema.DB, brand *config.Brand, key identity.Key, who Who) (*person, error) {
	p := newPerson(brand, key)
	if err := who.Check(brand); err != nil {
		return nil, err
	}
	p.add(identity.KindEmail, identity.Email(who.Email))
	p.add(identity.KindPhone, identity.Phone(who.Phone, brand.Identity.Region))
	asked := p.ids()
	if who.Member != 0 {
		asked = append(asked, who.Member)
	}
	var shared []identifier
	if err := sharedScript.Select(ctx, db, &shared, personParams{brand.Name, asked}); err != nil {
		return nil, err
	}
	if len(shared) > 0 {
		return nil, fmt.Errorf("the %s: %w", shared[0].Kind, ErrShared)
	}
	var known []identifier
	if err := personScript.Select(ctx, db, &known, personParams{brand.Name, asked}); err != nil {
		return nil, err
	}
	for _, i := range known {
		p.add(identity.Kind(i.Kind), i.Value)
	}
	if len(p.identifiers) == 0 {
		return nil, ErrNobody
	}
	return p, nil
}

// addFormer adds what older readings of the person's customer records say, unless others
// share it.
func (p *person) addFormer(ctx context.Context, db *schema.DB) error {
	var records []struct {
		Shop   string `ch:"shop"`
		Email  string `ch:"email"`
		Phone  string `ch:"phone"`
		LineID string `ch:"line_id"`
	}
	if err := formerScript.Select(ctx, db, &records, brandParams{p.brand.Name}); err != nil {
		return err
	}
	former := newPerson(p.brand, p.key)
	for _, r := range records {
		former.add(identity.KindEmail, r.Email)
		former.add(identity.KindPhone, r.Phone)
		former.add(identity.KindLine, identity.Line(p.lineProvider(r.Shop), r.LineID))
	}
	var shared []identifier
	if err := sharedScript.Select(ctx, db, &shared, personParams{p.brand.Name, former.ids()}); err != nil {
		return err
	}
	for _, s := range shared {
		delete(former.nodes, s.Node)
	}
	for _, i := range former.identifiers {
		if former.nodes[i.Node] {
			p.add(identity.Kind(i.Kind), i.Value)
		}
	}
	return nil
}

func (p *person) lineProvider(shop string) string {
	for i := range p.brand.Shops {
		if p.brand.Shops[i].Name == shop {
			return p.brand.Shops[i].LineProvider
		}
	}
	return ""
}

// shortest is how many letters a text has at least, to be looked for within others.
const shortest = 8

// emails are the person's addresses, in lower case. They are looked for as whole ones:
// ann@shop.tw also ends joann@shop.tw, who is somebody else.
func (p *person) emails() []string {
	var all []string
	for _, i := range p.identifiers {
		if identity.Kind(i.Kind) == identity.KindEmail {
			all = append(all, i.Value)
		}
	}
	return all
}

// needles are what else names the person wherever it stands in a text, in lower case.
func (p *person) needles() []string {
	var all []string
	for _, i := range p.identifiers {
		switch identity.Kind(i.Kind) {
		case identity.KindPhone:
			all = append(all, phoneForms(i.Value)...)
		case identity.KindLine:
			_, id, _ := strings.Cut(i.Value, "/")
			all = append(all, strings.ToLower(id))
		}
		all = append(all, fmt.Sprint(i.Node))
	}
	var long []string
	for _, n := range all {
		if utf8.RuneCountInString(n) >= shortest {
			long = append(long, n)
		}
	}
	return long
}

// phoneForms are the ways in which a number is written, but for its spaces and dashes.
func phoneForms(e164 string) []string {
	forms := []string{strings.TrimPrefix(e164, "+")}
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return forms
	}
	national := phonenumbers.Format(number, phonenumbers.NATIONAL)
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, national)
	return append(forms, digits, national)
}

// refs are what names the person where a field holds nothing else: the customer ids as
// other records refer to them, addresses, which may be written as no text is taken apart, and
// numbers, which may be too short to be looked for within texts.
func (p *person) refs() []string {
	var all []string
	for _, i := range p.identifiers {
		switch identity.Kind(i.Kind) {
		case identity.KindCustomer:
			shop, id, _ := strings.Cut(i.Value, "/")
			all = append(all, i.Value, "customers/"+i.Value, shop+"/customers/"+id)
		case identity.KindEmail, identity.KindPhone:
			all = append(all, i.Value)
		}
	}
	return all
}
