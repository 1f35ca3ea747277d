package sms

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/internal/prerequisite"
)

// specification reads one path of Twilio's official OpenAPI file.
func specification(t *testing.T, server string) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(prerequisite.File(t, prerequisite.TwilioAPI))
	require.NoError(t, err)
	path := "/2010-04-01/Accounts/{AccountSid}/Messages.json"
	item := doc.Paths.Value(path)
	require.NotNil(t, item)
	item.Servers = nil
	doc.Paths = openapi3.NewPaths(openapi3.WithPath(path, item))
	doc.Servers = openapi3.Servers{{URL: server}}
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation())
	require.NoError(t, err)
	return router
}

func TestRequestsFollowTwiliosSpecification(t *testing.T) {
	const callback = "https://hooks.shop.tw/answers/tea/sms"
	fake := startTwilio(t, &fakeTwilio{})
	var problems []error
	var callbacks []string
	var router routers.Router
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := validate(router, r); err != nil {
			problems = append(problems, err)
		}
		body, err := io.ReadAll(r.Body)
		if err == nil && r.Method == http.MethodPost {
			form, _ := url.ParseQuery(string(body))
			callbacks = append(callbacks, form.Get("StatusCallback"))
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		fake.ServeHTTP(w, r)
	}))
	defer server.Close()
	router = specification(t, server.URL)
	for _, from := range []string{"+15005550006", "MG0123456789abcdef0123456789abcdef"} {
		cfg := settings(server.URL)
		cfg.Callback = config.NewSecret(callback)
		cfg.From = from
		cfg.Connections = 1
		results, err := open(t, cfg).Send(t.Context(), messages(2))
		require.NoError(t, err)
		require.Equal(t, 2, outcomes(results)[regulars.OutcomeSent])
		_, err = open(t, cfg).Fates(t.Context(), "+886900000000", time.Now(), time.Now())
		require.NoError(t, err)
	}
	require.Empty(t, problems)
	require.Equal(t, []string{callback, callback, callback, callback}, callbacks, "each message says where its status is reported")

	bad, err := http.NewRequest(http.MethodPost, server.URL+"/2010-04-01/Accounts/"+testSID+"/Messages.json", strings.NewReader("Body=x"))
	require.NoError(t, err)
	bad.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	require.Error(t, validate(router, bad), "the check does see a missing To")
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
