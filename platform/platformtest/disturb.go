package platformtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// lists knows where a platform's answers hold records.
type lists struct {
	// asked reports whether a request is for a list of records, and whether for a
	// page of orders or customers.
	asked func(r *http.Request) (isList, isPage bool)
	// within replaces the lists of orders and customers of an answer.
	within func(answer any, replace func([]any) []any) any
	// idOf is the number of a record.
	idOf func(document map[string]any) int
	// id is how the platform writes a record's id, and number reads it; 0: it is none.
	id     func(number int) string
	number func(id string) int
	// wrongKey makes a request one with a wrong key, which is answered with refusal.
	wrongKey func(*http.Request)
	refusal  int
	// amounts are the names of fields that hold money.
	amounts map[string]bool
}

func decimalID(number int) string { return strconv.Itoa(number) }

func decimalNumber(id string) int {
	n, _ := strconv.Atoi(id) // what is no number is 0
	return n
}

// disturbs reports whether the test changes what the shop answers.
func (s *Shop) disturbs() bool { return s.Spoil != nil || s.Money != nil || s.Hidden != nil }

// disturb hides and spoils records and writes amounts in another form. An answer is one
// document, or a file of them.
func (s *Shop) disturb(body []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var out bytes.Buffer
	for {
		var answer any
		err := decoder.Decode(&answer)
		if errors.Is(err, io.EOF) {
			return out.Bytes()
		}
		if err != nil {
			panic(fmt.Errorf("the imitation answers what isn't JSON: %w", err))
		}
		if answer = s.lists.within(answer, s.disturbList); answer == nil {
			continue // a row of a file that is hidden
		}
		if s.Money != nil {
			s.rewrite(answer)
		}
		if err := json.NewEncoder(&out).Encode(answer); err != nil {
			panic(err)
		}
	}
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

// commonAmounts are the names of fields that hold money on WooCommerce and Shopify.
var commonAmounts = map[string]bool{
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
			if text, ok := amountText(inner); ok && s.lists.amounts[name] {
				value[name] = s.Money(wholeUnits(text))
				continue
			}
			s.rewrite(inner)
		}
	}
}

// amountText is an amount as its platform writes it: a text or a number.
func amountText(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	}
	return "", false
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
