package vendure_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/vendure"
)

// asked is what a shop was asked for, by the names of operations.
type asked struct {
	mu       sync.Mutex
	options  map[string]map[string]any
	headers  map[string]http.Header
	document map[string]string
}

// asking is a source of a shop with these answers by the names of operations; every list is
// empty else.
func asking(t *testing.T, shop config.Shop, answers map[string]string) (platform.Source, *asked) {
	t.Helper()
	a := &asked{options: map[string]map[string]any{}, headers: map[string]http.Header{}, document: map[string]string{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Query     string
			Variables struct{ Options map[string]any }
		}
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &request)
		name := operation.FindStringSubmatch(request.Query)[1]
		a.mu.Lock()
		defer a.mu.Unlock()
		a.options[name], a.headers[name], a.document[name] = request.Variables.Options, r.Header, request.Query
		answer, known := answers[name]
		if !known {
			answer = `{"data":{"orders":{"totalItems":0,"items":[]},"customers":{"totalItems":0,"items":[]}}}`
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	shop.Name, shop.URL = "tea", server.URL
	s, err := vendure.New(shop, platform.HTTPOptions{MinWait: time.Nanosecond, Tries: 2})
	require.NoError(t, err)
	return s, a
}

const shape = `{"data":{"globalSettings":{"serverConfig":{"moneyStrategyPrecision":2}},"__type":{"fields":[{"name":"marketingConsentEdm"},{"name":"shoeSize"}]}}}`

// A window of orders is of those that changed or were placed in it, since placing doesn't move
// updatedAt; carts and the parts of sellers are not asked for.
func TestQuestions(t *testing.T) {
	s, a := asking(t, config.Shop{Token: config.NewSecret("t0ken")}, map[string]string{"Shape": shape})
	from := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	w := platform.Window{From: from, To: from.Add(time.Hour)}
	none := func(platform.Page) error { return nil }
	require.NoError(t, s.Pull(t.Context(), platform.Orders, w, "", none))
	span := func(field string) map[string]any {
		return map[string]any{"_and": []any{
			map[string]any{field: map[string]any{"after": "2026-11-02T09:59:59.999Z"}}, map[string]any{field: map[string]any{"before": "2026-11-02T11:00:00.000Z"}},
		}}
	}
	placed, sellers := map[string]any{"orderPlacedAt": map[string]any{"isNull": false}}, map[string]any{"type": map[string]any{"notEq": "Seller"}}
	require.Equal(t, map[string]any{
		"take": 100.0, "skip": 0.0, "sort": map[string]any{"id": "ASC"},
		"filter": map[string]any{"_and": []any{placed, sellers, map[string]any{"_or": []any{span("updatedAt"), span("orderPlacedAt")}}}},
	}, a.options["Orders"])
	require.Equal(t, []string{"t0ken", "application/json", "application/json"}, []string{a.headers["Orders"].Get("vendure-api-key"), a.headers["Orders"].Get("Content-Type"), a.headers["Orders"].Get("Accept")})
	require.Empty(t, a.headers["Orders"].Get("Authorization"))
	require.NoError(t, s.Pull(t.Context(), platform.Customers, w, "", none))
	require.Equal(t, map[string]any{"_and": []any{span("updatedAt")}}, a.options["Customers"]["filter"])
	require.Contains(t, a.document["Customers"], "customFields { marketingConsentEdm }", "only those that the shop has")
	_, err := s.Total(t.Context(), platform.Orders, w)
	require.NoError(t, err)
	require.Equal(t, map[string]any{"_and": []any{placed, sellers, span("orderPlacedAt")}}, a.options["OrdersCount"]["filter"])
	require.Equal(t, 1.0, a.options["OrdersCount"]["take"])
	_, err = s.Total(t.Context(), platform.Customers, w)
	require.NoError(t, err)
	require.Equal(t, map[string]any{"_and": []any{span("createdAt")}}, a.options["CustomersCount"]["filter"])
	for e, want := range map[platform.Entity][4]bool{platform.Orders: {true, true, true, true}, platform.Refunds: {true, false, true, false}, platform.Customers: {true, false, true, true}} {
		sight := platform.SightOf(s.Sights(), e)
		require.Equal(t, want, [4]bool{sight.Total, sight.Spans, sight.List, sight.ByID}, e)
	}
}

// Vendure answers 200 to nearly everything: its codes say what went wrong, and whether another
// try may help.
func TestCodesOfErrors(t *testing.T) {
	for answer, want := range map[string]struct {
		text  string
		again bool
	}{
		`{"errors":[{"message":"a@x.test","extensions":{"code":"FORBIDDEN"}}],"data":null}`: {"FORBIDDEN", false},
		`{"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`:                      {"the shop is failing", true},
		`{"errors":[{"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}`:                  {"GRAPHQL_VALIDATION_FAILED", false},
		`{"data":null}`: {"no data", true}, `{"data":{"orders":null}}`: {"holds no list of orders", true}, `{"data":{"orders":{"totalItems":1,"items":5}}}`: {"", true}, `{"data":{"orders"`: {"", true},
	} {
		s, _ := asking(t, config.Shop{Token: config.NewSecret("t0ken")}, map[string]string{"Shape": shape, "Orders": answer})
		err := s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(platform.Page) error { return nil })
		var fault *platform.Error
		require.ErrorAs(t, err, &fault, answer)
		require.ErrorContains(t, err, want.text)
		require.NotContains(t, err.Error(), "a@x.test")
		require.Equal(t, want.again, fault.Retryable, answer)
	}
}

// A shop that counts money in other digits than hundredths says so; one that doesn't say is not
// guessed.
func TestDigitsOfMoney(t *testing.T) {
	const orders = `{"data":{"orders":{"totalItems":1,"items":[{"id":"1","state":"PaymentSettled","orderPlacedAt":"2026-11-02T00:00:00Z","currencyCode":"TWD","totalWithTax":48000}]}}}`
	settings := func(precision string) string {
		return `{"data":{"globalSettings":{"serverConfig":{"moneyStrategyPrecision":` + precision + `}},"__type":null}}`
	}
	for precision, total := range map[string]string{"0": "48000", "2": "480", "3": "48", "6": "0.048"} {
		s, _ := asking(t, config.Shop{Token: config.NewSecret("t0ken")}, map[string]string{"Shape": settings(precision), "Orders": orders})
		require.Equal(t, total, read(t, s, platform.Orders).Orders[0].Total.String(), precision)
	}
	for _, precision := range []string{"null", "-1", "7", `"two"`} {
		s, _ := asking(t, config.Shop{Token: config.NewSecret("t0ken")}, map[string]string{"Shape": settings(precision), "Orders": orders})
		require.ErrorContains(t, s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(platform.Page) error { return nil }), "digits", precision)
	}
}
