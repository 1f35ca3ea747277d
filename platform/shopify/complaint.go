package shopify

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"regulars/config"
	"regulars/platform"
)

// errTooCostly says that one query is priced above what a single one may cost.
var errTooCostly = errors.New("the query costs more than a single one may")

// errCursor says that the shop no longer knows a cursor.
var errCursor = errors.New("the shop doesn't know the cursor")

// meaning is what an entry of an answer's errors means to us.
type meaning int

const (
	unknownToUs meaning = iota
	throttled
	tooCostly
	accessDenied
	failing
	cursorLost
)

// codes are the values of errors[].extensions.code in the Admin GraphQL API
// 2026-10 that mean something to us.
var codes = map[string]meaning{
	"THROTTLED":             throttled,
	"MAX_COST_EXCEEDED":     tooCostly,
	"ACCESS_DENIED":         accessDenied,
	"INTERNAL_SERVER_ERROR": failing,
	"TIMEOUT":               failing,
}

// messages are parts of errors[].message, in lower case, for what the Admin GraphQL
// API 2026-10 has no code for. They are looked at only where the code says nothing.
var messages = map[string]meaning{
	"cursor": cursorLost, // "Invalid cursor for current pagination sort."
}

func (c complaint) meaning() meaning {
	if m, known := codes[c.code]; known {
		return m
	}
	for part, m := range messages {
		if strings.Contains(strings.ToLower(c.message), part) {
			return m
		}
	}
	return unknownToUs
}

// faultOf returns what the errors of an answer mean; nil: there are none.
func (c *client) faultOf(a answer) *platform.Error {
	if len(a.errors) == 0 {
		if !a.hasData {
			return &platform.Error{Retryable: true, Err: fmt.Errorf("%w: it holds no data", platform.ErrMalformed)}
		}
		return nil
	}
	first := a.errors[0]
	switch first.meaning() {
	case throttled:
		return c.throttled(a)
	case tooCostly:
		return &platform.Error{Err: errTooCostly}
	case accessDenied:
		if strings.Contains(first.path, "abandonedCheckouts") {
			return &platform.Error{Err: fmt.Errorf("the app may not read %s", first.path),
				Hint: "grant who installed the app the permission to manage abandoned checkouts, or leave checkouts out of also_pull"}
		}
		return &platform.Error{Err: fmt.Errorf("the app may not read %s", first.path),
			Hint: "grant the scopes read_all_orders, read_orders, read_customers and read_products, and the access to protected customer data"}
	case failing:
		return &platform.Error{Retryable: true, Slow: first.code == "TIMEOUT", Err: errors.New("the shop is failing: " + first.code)}
	case cursorLost:
		return &platform.Error{Err: errCursor}
	}
	return &platform.Error{Err: fmt.Errorf("the shop refuses the query: %s %s", first.code, shorten(first.message)),
		Hint: "the API version may not fit: set version to " + config.ShopifyVersion}
}

func shorten(text string) string {
	const longest = 200
	if len(text) > longest {
		return strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return text
}

// refusal is what an HTTP status above 300 means at Shopify.
func refusal(status int) *platform.Error {
	f := &platform.Error{Err: errors.New("the shop refuses the request")}
	switch status {
	case http.StatusUnauthorized:
		f.Hint = "the token is wrong or was revoked"
	case http.StatusPaymentRequired:
		f.Hint = "the shop is frozen until its bill is paid"
	case http.StatusForbidden:
		f.Hint = "the app may not read this shop: check its scopes"
	case http.StatusNotFound:
		f.Hint = "no such shop or API version: check url and version"
	case http.StatusLocked:
		f.Hint = "the shop is locked"
	}
	return f
}
