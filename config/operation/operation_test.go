package operation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/document"
	"regulars/config/operation"
)

// Each mistake is said at its key; what is right has none.
func TestMistakes(t *testing.T) {
	secret := func(text string) document.Secret { return document.NewSecret(text) }
	long := secret(strings.Repeat("x", 32))
	all := operation.Surroundings{Encrypted: true, Console: true}
	for name, c := range map[string]struct {
		worker operation.Worker
		around operation.Surroundings
		keys   []string
	}{
		"nothing":                      {around: operation.Surroundings{}},
		"listen":                       {worker: operation.Worker{Listen: "9464"}, keys: []string{"listen"}},
		"an endpoint":                  {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "http://collector:4318", Protocol: "grpc", Sample: 0.1}}},
		"no endpoint":                  {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "collector:4318"}}, keys: []string{"tracing.endpoint"}},
		"a query":                      {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "https://a.example/?key=1"}}, keys: []string{"tracing.endpoint"}},
		"a key in the open":            {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "http://collector:4318", Headers: secret("a=b")}}, keys: []string{"tracing.endpoint"}},
		"a key here":                   {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "http://127.0.0.1:4318", Headers: secret("a=b")}}},
		"a protocol":                   {worker: operation.Worker{Tracing: operation.Tracing{Protocol: "zipkin"}}, keys: []string{"tracing.protocol"}},
		"no headers":                   {worker: operation.Worker{Tracing: operation.Tracing{Headers: secret("key")}}, keys: []string{"tracing.headers"}},
		"a share":                      {worker: operation.Worker{Tracing: operation.Tracing{Sample: 1.5}}, keys: []string{"tracing.sample"}},
		"a share of nothing":           {worker: operation.Worker{}, around: operation.Surroundings{Given: func(key string) bool { return key == "tracing.sample" }}, keys: []string{"tracing.sample"}},
		"versions":                     {worker: operation.Worker{Versioning: operation.Versioning{Deployment: "regulars", Build: "1.4.0-2"}}},
		"a build of nothing":           {worker: operation.Worker{Versioning: operation.Versioning{Build: "1"}}, keys: []string{"versioning.build"}},
		"a deployment of dots":         {worker: operation.Worker{Versioning: operation.Versioning{Deployment: "regulars.tea"}}, keys: []string{"versioning.deployment"}},
		"a build with a slash":         {worker: operation.Worker{Versioning: operation.Versioning{Deployment: "regulars", Build: "a/b"}}, keys: []string{"versioning.build"}},
		"a codec":                      {worker: operation.Worker{Codec: operation.Codec{Origin: "https://temporal.example:8233", Token: long}}, around: all},
		"a codec of nothing":           {worker: operation.Worker{Codec: operation.Codec{Token: long}}, keys: []string{"codec.token"}},
		"a short token":                {worker: operation.Worker{Codec: operation.Codec{Token: secret("short")}}, around: all, keys: []string{"codec.token"}},
		"an origin with a path":        {worker: operation.Worker{Codec: operation.Codec{Origin: "https://temporal.example/ui"}}, around: all, keys: []string{"codec.origin"}},
		"any origin":                   {worker: operation.Worker{Codec: operation.Codec{Origin: "*"}}, around: all, keys: []string{"codec.origin"}},
		"an origin in the open":        {worker: operation.Worker{Codec: operation.Codec{Origin: "http://temporal.example"}}, around: all, keys: []string{"codec.origin"}},
		"an origin here":               {worker: operation.Worker{Codec: operation.Codec{Origin: "http://127.0.0.1:8233"}}, around: all},
		"an address with a user":       {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "https://me@a.example"}}, keys: []string{"tracing.endpoint"}},
		"an address with a fragment":   {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "https://a.example/#x"}}, keys: []string{"tracing.endpoint"}},
		"an address without a host":    {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "https:///v1"}}, keys: []string{"tracing.endpoint"}},
		"an address of another scheme": {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "grpc://a.example"}}, keys: []string{"tracing.endpoint"}},
		"what can't be an address":     {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "https://a.example/%zz"}}, keys: []string{"tracing.endpoint"}},
		"a key by https":               {worker: operation.Worker{Tracing: operation.Tracing{Endpoint: "https://a.example", Headers: secret("a=b")}}},
		"all of them":                  {worker: operation.Worker{Tracing: operation.Tracing{Sample: 1}}},
		"a token just long enough":     {worker: operation.Worker{Codec: operation.Codec{Token: secret(strings.Repeat("x", 16))}}, around: all},
		"an origin without a host":     {worker: operation.Worker{Codec: operation.Codec{Origin: "https://"}}, around: all, keys: []string{"codec.origin"}},
		"an origin that is none":       {worker: operation.Worker{Codec: operation.Codec{Origin: "https://a.example:port"}}, around: all, keys: []string{"codec.origin"}},
		"another scheme here":          {worker: operation.Worker{Codec: operation.Codec{Origin: "ftp://127.0.0.1"}}, around: all, keys: []string{"codec.origin"}},
		"nobody to sign in":            {worker: operation.Worker{Codec: operation.Codec{Origin: "https://temporal.example"}}, around: operation.Surroundings{Encrypted: true}, keys: []string{"codec.origin"}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.worker.Listen == "" {
				c.worker.Listen = "127.0.0.1:9464"
			}
			if c.around.Given == nil {
				c.around.Given = func(key string) bool { return key == "tracing.sample" && c.worker.Tracing.Sample != 0 }
			}
			var keys []string
			for _, p := range c.worker.Mistakes(c.around) {
				keys = append(keys, p.Key)
				require.NotContains(t, p.Says+p.Remedy, "key=1")
			}
			require.Equal(t, c.keys, keys)
		})
	}
}

func TestHeaderValues(t *testing.T) {
	headers, err := operation.Tracing{Headers: document.NewSecret(" api-key=a=b , tenant=tea\n")}.HeaderValues()
	require.NoError(t, err)
	require.Equal(t, map[string]string{"api-key": "a=b", "tenant": "tea"}, headers)
	for _, wrong := range []string{"a", "a=b,c", "a=b\r\nc: d", "a=b\nc", "=b", "a=", "a=b,", "a b=c", "a:b=c"} {
		_, err := operation.Tracing{Headers: document.NewSecret(wrong)}.HeaderValues()
		require.Error(t, err, wrong)
	}
}
