package channeltest

import (
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"
)

// Specification returns a look at requests against some paths of an official OpenAPI
// file. What reads by another path isn't looked at.
func Specification(t testing.TB, file string, paths ...string) func(*http.Request) error {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	require.NoError(t, err)
	kept := openapi3.NewPaths()
	for _, path := range paths {
		item := doc.Paths.Value(path)
		require.NotNil(t, item, path)
		item.Servers = nil
		kept.Set(path, item)
	}
	doc.Paths = kept
	doc.Servers = openapi3.Servers{{URL: "http://provider.test"}}
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation())
	require.NoError(t, err)
	return func(r *http.Request) error { return validate(router, r) }
}

func validate(router routers.Router, r *http.Request) error {
	r.URL.Scheme, r.URL.Host = "http", "provider.test"
	route, params, err := router.FindRoute(r)
	if err != nil && r.Method == http.MethodGet {
		return nil // a check of the account, by another file
	}
	if err != nil {
		return err
	}
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true},
	}
	return openapi3filter.ValidateRequest(r.Context(), input)
}
