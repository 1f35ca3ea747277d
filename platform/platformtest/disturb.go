package platformtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"regulars/platform"
)

// lists knows where a platform's answers hold records.
type lists struct {
	// asked reports whether a request is for a list of records, and whether for a
	// page of orders or customers.
	asked func(r *http.Request) (isList, isPage bool)
	// within replaces the lists of orders and customers of an answer.
	within func(answer any, replace func([]any) []any) any
	// idOf is a record's id.
	idOf func(document map[string]any) int

	// id is how the platform writes the id of an order or a customer; nil: as a number.
	id func(entity platform.Entity, n int) string
	// amounts are the names of fields that hold money; nil: those of amounts.
	amounts map[string]bool
	// noZone: the platform says nothing of a time zone.
	noZone bool
	// refusal is the HTTP status of an answer to a wrong key; 0: 401.
	refusal int
}

// idText is how the shop writes an id.
func (s *Shop) idText(e platform.Entity, n int) string {
	if s.lists.id == nil {
		return strconv.Itoa(n)
	}
	return s.lists.id(e, n)
}

// disturb hides and spoils records and writes amounts in another form, if the
// test asks for it.
func (s *Shop) disturb(body []byte) []byte {
	if s.Spoil == nil && s.Money == nil && s.Hidden == nil {
		return body
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var answer any
	if err := decoder.Decode(&answer); err != nil {
		panic(fmt.Errorf("the imitation answers what isn't JSON: %w", err))
	}
	answer = s.lists.within(answer, s.disturbList)
	if s.Money != nil {
		s.rewrite(answer)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	return text
}

func (s *Shop) disturbList(list []any) []any {
	shown := []any{}
	for _, item := range list {
		document := item.(map[string]any)
		id := s.lists.idOf(document)
		if s.Hidden[id] {
			continue
		}
		if s.Spoil != nil {
			s.Spoil(id, document)
		}
		shown = append(shown, document)
	}
	return shown
}

// amounts are the names of fields that hold money, where it is written as text.
var amounts = map[string]bool{
	"amount": true, "total": true, "total_tax": true, "subtotal": true, "subtotal_tax": true, "discount_total": true,
	"discount_tax": true, "shipping_total": true, "shipping_tax": true, "cart_tax": true,
}

// rewrite writes every amount below a value with Money.
func (s *Shop) rewrite(value any) {
	switch value := value.(type) {
	case []any:
		for _, inner := range value {
			s.rewrite(inner)
		}
	case map[string]any:
		for name, inner := range value {
			if text, is := s.amount(name, inner); is {
				value[name] = s.Money(wholeUnits(text))
				continue
			}
			s.rewrite(inner)
		}
	}
}

// amount reports whether a field holds money, and how it is written: as text, or as a
// number where the platform names its fields.
func (s *Shop) amount(name string, value any) (string, bool) {
	if s.lists.amounts == nil {
		text, is := value.(string)
		return text, is && amounts[name]
	}
	number, is := value.(json.Number)
	return string(number), is && s.lists.amounts[name]
}

// wholeUnits reads an amount without cents.
func wholeUnits(text string) int {
	whole, cents, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || strings.Trim(cents, "0") != "" {
		panic(fmt.Sprintf("%q is not a whole amount: let the test put totals that are multiples of 21 per line", text))
	}
	return n
}

// trailing is the number at the end of an id; 0: there is none.
func trailing(id string) int {
	n, _ := strconv.Atoi(id[strings.LastIndexByte(id, '_')+1:])
	return n
}
