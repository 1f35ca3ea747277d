package vendure

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"regulars/sandbox/brand"
)

// Server is the API of one shop.
type Server struct {
	*brand.Shop

	key            string
	name, password string // of an administrator
}

// New returns the API of a shop, for an API key, and for an administrator with the same
// name and password.
func New(shop *brand.Shop, key string) *Server {
	return &Server{Shop: shop, key: key, name: key, password: key}
}

// session is the token of the administrator.
func (s *Server) session() string { return "session-of-" + s.name }

type document = map[string]any

type request struct {
	Query     string   `json:"query"`
	Variables document `json:"variables"`
}

var operation = regexp.MustCompile(`(?:query|mutation)\s+(\w+)`)

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	var asked request
	name := ""
	if err := json.NewDecoder(r.Body).Decode(&asked); err == nil {
		if found := operation.FindStringSubmatch(asked.Query); found != nil {
			name = found[1]
		}
	}
	if name == "Login" {
		s.login(w, asked.Variables)
		return
	}
	if r.Header.Get("vendure-api-key") != s.key && r.Header.Get("Authorization") != "Bearer "+s.session() {
		fail(w, http.StatusOK, "FORBIDDEN")
		return
	}
	s.RLock()
	data, code := s.answer(name, asked.Variables)
	s.RUnlock()
	if code != "" {
		fail(w, http.StatusOK, code)
		return
	}
	_ = json.NewEncoder(w).Encode(document{"data": asked.chosen(data)})
}

// chosen leaves of an answer the fields whose names stand in the document.
func (r request) chosen(data document) document {
	words := map[string]bool{}
	for _, word := range strings.FieldsFunc(r.Query, func(c rune) bool { return c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		words[word] = true
	}
	prune(data, words)
	return data
}

func prune(value any, words map[string]bool) {
	switch value := value.(type) {
	case document:
		for name, inner := range value {
			if !words[name] {
				delete(value, name)
				continue
			}
			prune(inner, words)
		}
	case []document:
		for _, inner := range value {
			prune(inner, words)
		}
	}
}

func (s *Server) login(w http.ResponseWriter, variables document) {
	if variables["name"] != s.name || variables["password"] != s.password {
		_ = json.NewEncoder(w).Encode(document{"data": document{"login": document{"__typename": "InvalidCredentialsError", "errorCode": "INVALID_CREDENTIALS_ERROR"}}})
		return
	}
	w.Header().Set("vendure-auth-token", s.session())
	_ = json.NewEncoder(w).Encode(document{"data": document{"login": document{"__typename": "CurrentUser"}}})
}

func fail(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(document{
		"errors": []document{{"message": "You are not currently authorized to perform this action", "extensions": document{"code": code}}}, "data": nil,
	})
}

func (s *Server) answer(name string, variables document) (data document, code string) {
	options, _ := variables["options"].(document)
	id, _ := variables["id"].(string)
	switch name {
	case "Orders", "OrderIDs", "Refunds":
		return list("orders", s.orders(), options)
	case "OrdersCount":
		return list("orders", append(s.orders(), s.carts()...), options)
	case "Customers", "CustomerIDs", "CustomersCount":
		return list("customers", s.customers(), options)
	case "Carts":
		return list("orders", s.carts(), options)
	case "Products", "ProductIDs", "ProductsCount":
		return list("products", s.products(), options)
	case "OrderByID":
		return document{"order": byID(s.orders(), id)}, ""
	case "ProductByID":
		return document{"product": byID(s.products(), id)}, ""
	case "CustomerByID":
		return document{"customer": byID(s.customers(), id)}, ""
	case "Channel":
		return document{"activeChannel": document{"code": "__default_channel__", "defaultCurrencyCode": "TWD"}}, ""
	case "Shape":
		return document{"globalSettings": document{"serverConfig": document{"moneyStrategyPrecision": 2}}, "__type": document{"fields": consentFields()}}, ""
	}
	return nil, "GRAPHQL_VALIDATION_FAILED"
}

func byID(all []document, id string) any {
	for _, d := range all {
		if d["id"] == id {
			return d
		}
	}
	return nil
}

const mostTaken = 1000

func list(field string, all []document, options document) (document, string) {
	kept := slices.DeleteFunc(all, func(d document) bool { return !holds(d, options["filter"]) })
	by, _ := options["sort"].(document)
	slices.SortStableFunc(kept, func(a, b document) int {
		if by["id"] != nil { // whatever else is asked for: the fields come in the schema's order
			return cmp.Compare(number(a), number(b))
		}
		return cmp.Or(cmp.Compare(a["createdAt"].(string), b["createdAt"].(string)), cmp.Compare(number(b), number(a)))
	})
	take, skip := whole(options["take"], mostTaken), whole(options["skip"], 0)
	if take > mostTaken {
		return nil, "USER_INPUT_ERROR"
	}
	page := kept[min(skip, len(kept)):min(skip+take, len(kept))]
	return document{field: document{"totalItems": len(kept), "items": page}}, ""
}

func number(d document) int {
	n, _ := strconv.Atoi(d["id"].(string)) // ids are numbers
	return n
}

func whole(value any, absent int) int {
	if n, ok := value.(float64); ok {
		return int(n)
	}
	return absent
}

// holds evaluates a filter: fields with their operators, all of which must hold, and lists
// of filters below _and and _or.
func holds(d document, filter any) bool {
	conditions, _ := filter.(document)
	for field, condition := range conditions {
		switch field {
		case "_and":
			if slices.ContainsFunc(condition.([]any), func(f any) bool { return !holds(d, f) }) {
				return false
			}
		case "_or":
			if !slices.ContainsFunc(condition.([]any), func(f any) bool { return holdsAny(d, f) }) {
				return false
			}
		default:
			for operator, operand := range condition.(document) {
				if !compare(d[field], operator, operand) {
					return false
				}
			}
		}
	}
	return true
}

// holdsAny evaluates a filter below _or, where not only the filters are joined by it, but
// also the conditions in each.
func holdsAny(d document, filter any) bool {
	conditions, _ := filter.(document)
	for field, condition := range conditions {
		if field == "_and" || field == "_or" {
			return holds(d, filter)
		}
		for operator, operand := range condition.(document) {
			if compare(d[field], operator, operand) {
				return true
			}
		}
	}
	return false
}

func compare(value any, operator string, operand any) bool {
	switch operator {
	case "isNull":
		return (value == nil) == operand.(bool)
	case "eq":
		return value == operand
	case "notEq":
		return value != operand
	case "in":
		return slices.Contains(operand.([]any), value)
	case "after", "before":
		at, known := value.(string)
		bound, err := time.Parse(time.RFC3339, operand.(string))
		moment, unread := time.Parse(time.RFC3339, at)
		if !known || err != nil || unread != nil {
			return false
		}
		if operator == "after" {
			return moment.After(bound)
		}
		return moment.Before(bound)
	}
	return false
}
