package line

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/internal/prerequisite"
)

// specification reads the paths that we use of LINE's official OpenAPI file.
func specification(t *testing.T, server string) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(prerequisite.File(t, prerequisite.LINEAPI))
	require.NoError(t, err)
	kept := openapi3.NewPaths()
	for _, path := range []string{pushPath, multicastPath, "/v2/bot/message/quota", "/v2/bot/message/quota/consumption"} {
		item := doc.Paths.Value(path)
		require.NotNil(t, item)
		item.Servers = nil
		kept.Set(path, item)
	}
	doc.Paths = kept
	doc.Servers = openapi3.Servers{{URL: server}}
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation())
	require.NoError(t, err)
	return router
}

func TestRequestsFollowLinesSpecification(t *testing.T) {
	fake := startLine(t, &fakeLine{})
	var problems []error
	var router routers.Router
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := validate(router, r); err != nil {
			problems = append(problems, err)
		}
		fake.ServeHTTP(w, r)
	}))
	defer server.Close()
	router = specification(t, server.URL)
	cfg := settings(server.URL)
	cfg.Connections = 1
	s := open(t, cfg)
	for _, batch := range [][]regulars.Message{messages(3, true), messages(500, false)} {
		results, err := s.Send(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, len(batch), outcomes(results)[regulars.OutcomeSent])
	}
	require.Empty(t, problems)
	require.Equal(t, map[string]int{pushPath: 3, multicastPath: 1}, fake.requests)

	bad, err := http.NewRequest(http.MethodPost, server.URL+pushPath, strings.NewReader(`{"messages":[]}`))
	require.NoError(t, err)
	bad.Header.Set("Content-Type", "application/json")
	require.Error(t, validate(router, bad), "the check does see a missing recipient")
}

func validate(router routers.Router, r *http.Request) error {
	absolute := r.Clone(r.Context())
	absolute.URL.Scheme, absolute.URL.Host = "http", r.Host
	route, params, err := router.FindRoute(absolute)
	if err != nil {
		return err
	}
	input := &openapi3filter.RequestValidationInput{
		Request: absolute, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true},
	}
	err = openapi3filter.ValidateRequest(r.Context(), input)
	r.Body = absolute.Body
	return err
}
