package input

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Identifier is one thing by which a person is known.
type Identifier struct {
	Kind  string // customer, email, phone or line
	Scope string // of a customer id its shop, of a LINE id its provider
	Value string
}

// Record is what stood in one order or customer record together.
type Record []Identifier

// Rules say which identifiers join nobody.
type Rules struct {
	Deny      []string // normalised values
	MaxJoined int
}

// Identities tell who is who.
type Identities struct {
	State  map[Identifier]string // used, denied or quarantined
	Joins  map[Identifier]int    // how many people an identifier would join
	person map[Identifier]int
	people [][]Identifier
}

// Identity resolves members: "exact links by platform customer id, normalised
// email, E.164 phone and LINE user id (unique per LINE provider only),
// transitive across shops. Placeholders are denied, and an identifier that
// joins more than a few people is quarantined." People are the connected
// components of the identifiers in use.
func Identity(records []Record, rules Rules) *Identities {
	ids := &Identities{State: map[Identifier]string{}, Joins: map[Identifier]int{}, person: map[Identifier]int{}}
	together := map[Identifier]map[Identifier]bool{}
	for _, record := range records {
		for _, a := range record {
			if together[a] == nil {
				together[a] = map[Identifier]bool{}
			}
			for _, b := range record {
				together[a][b] = true
			}
		}
	}
	for a, others := range together {
		ids.Joins[a] = joins(a, others)
		ids.State[a] = rules.state(a, ids.Joins[a])
	}
	ids.connect(together)
	return ids
}

// joins: "count distinct customer ids (the largest count within one shop)
// and, for phones, LINE ids and customer ids, distinct e-mails seen together it
// in records": the larger of the two.
func joins(a Identifier, together map[Identifier]bool) int {
	emails, customers := 0, map[string]int{}
	for b := range together {
		switch b.Kind {
		case "email":
			emails++
		case "customer":
			customers[b.Scope]++
		}
	}
	most := 0
	for _, n := range customers {
		most = max(most, n)
	}
	if a.Kind == "email" {
		return most
	}
	return max(most, emails)
}

func (r Rules) state(a Identifier, joins int) string {
	if slices.Contains(r.Deny, a.Value) || nobodys(a) {
		return "denied"
	}
	if joins > r.MaxJoined {
		return "quarantined"
	}
	return "used"
}

// guestWords stand where a guest's customer id would.
var guestWords = []string{"guest", "anonymous", "none", "null", "unknown", "訪客", "散客", "非會員", "無"}

// nobodys: "anonymised people belong to nobody": an address in the domain that can't
// exist, or a number of zeros. A customer id of zeros, of signs alone, or a word for a
// guest is nobody's either, and so is a LINE id.
func nobodys(a Identifier) bool {
	switch a.Kind {
	case "email":
		_, domain, _ := strings.Cut(a.Value, "@")
		labels := strings.Split(domain, ".")
		return labels[len(labels)-1] == "invalid"
	case "phone":
		number, err := phonenumbers.Parse(a.Value, "")
		return err == nil && number.GetNationalNumber() == 0
	case "customer", "line":
		signs := strings.IndexFunc(a.Value, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) < 0
		return signs || strings.Trim(a.Value, "0") == "" || slices.Contains(guestWords, strings.ToLower(a.Value))
	}
	return false
}

// connect walks from identifier to identifier as long as they stood together.
func (ids *Identities) connect(together map[Identifier]map[Identifier]bool) {
	for _, start := range sortedIdentifiers(together) {
		if _, seen := ids.person[start]; seen || ids.State[start] != "used" {
			continue
		}
		person := len(ids.people)
		ids.person[start] = person
		queue := []Identifier{start}
		for i := 0; i < len(queue); i++ {
			for b := range together[queue[i]] {
				if _, seen := ids.person[b]; seen || ids.State[b] != "used" {
					continue
				}
				ids.person[b] = person
				queue = append(queue, b)
			}
		}
		slices.SortFunc(queue, compareIdentifiers)
		ids.people = append(ids.people, queue)
	}
}

// People are the identifiers of every person.
func (ids *Identities) People() [][]Identifier { return ids.people }

// PersonOf is the person to whom a record belongs, -1 where it has no
// identifier in use.
func (ids *Identities) PersonOf(record Record) int {
	for _, a := range record {
		if person, used := ids.person[a]; used {
			return person
		}
	}
	return -1
}

func sortedIdentifiers[V any](of map[Identifier]V) []Identifier {
	all := make([]Identifier, 0, len(of))
	for a := range of {
		all = append(all, a)
	}
	slices.SortFunc(all, compareIdentifiers)
	return all
}

func compareIdentifiers(a, b Identifier) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Value, b.Value))
}

// Record collects the identifiers of one record in their exact forms.
func (s Settings) Record(shop, customer, email, phone, line string) Record {
	var r Record
	if customer != "" {
		r = append(r, Identifier{"customer", shop, customer})
	}
	if email = exactEmail(email); email != "" {
		r = append(r, Identifier{"email", "", email})
	}
	if phone = exactPhone(phone, s.Region); phone != "" {
		r = append(r, Identifier{"phone", "", phone})
	}
	if line != "" {
		r = append(r, Identifier{"line", s.ShopOf(shop).LineProvider, line})
	}
	return r
}

// Denied are the denied values in their exact forms, as whatever they may be.
func (s Settings) Denied() []string {
	var values []string
	for _, v := range s.Deny {
		values = append(values, v, exactEmail(v), exactPhone(v, s.Region))
	}
	return slices.DeleteFunc(values, func(v string) bool { return v == "" })
}

func exactEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if !strings.Contains(s, "@") {
		return ""
	}
	return s
}

func exactPhone(s, region string) string {
	number, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return ""
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}

// Best is the one identifier by which an event is tied to a member: the customer
// id, else the e-mail, the phone, the LINE id. False: it has none.
func (s Settings) Best(e Event) (Identifier, bool) {
	return s.best(e.Shop, e.CustomerID, e.Email, e.Phone, e.LineID)
}

func (s Settings) best(shop, customer, email, phone, line string) (Identifier, bool) {
	record := s.Record(shop, customer, email, phone, line)
	if len(record) == 0 {
		return Identifier{}, false
	}
	return record[0], true
}

// BestOf is the one identifier by which a code is tied to its member.
func (s Settings) BestOf(c Referral) (Identifier, bool) {
	return s.best(c.Shop, c.CustomerID, c.Email, c.Phone, c.LineID)
}
