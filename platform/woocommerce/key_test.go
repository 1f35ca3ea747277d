package woocommerce_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/woocommerce"
)

// A server that drops the Authorization header gets the key in the query, over TLS; one
// that takes it never does, and a wrong key is refused as before.
func TestKeyInTheQuery(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From, State: platformtest.Paid, Total: 10, Lines: 1})
	for name, drops := range map[string]bool{"dropped": true, "taken": false} {
		t.Run(name, func(t *testing.T) {
			var inQuery, refused atomic.Int64
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				key, secret, sent := r.BasicAuth()
				if drops {
					sent = false
				}
				query := r.URL.Query()
				if query.Has("consumer_key") {
					inQuery.Add(1)
					key, secret, sent = query.Get("consumer_key"), query.Get("consumer_secret"), true
				}
				if !sent || key != platformtest.WooKey || secret != platformtest.WooSecret {
					refused.Add(1)
					w.WriteHeader(http.StatusUnauthorized)
					_, _ = w.Write([]byte(`{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}`))
					return
				}
				query.Set("consumer_key", key) // the imitation takes the key in the query, without TLS
				query.Set("consumer_secret", secret)
				http.Redirect(w, r, shop.URL+r.URL.Path+"?"+query.Encode(), http.StatusTemporaryRedirect)
			}))
			t.Cleanup(server.Close)
			var notices []string
			open := func(key string) platform.Source {
				s, err := woocommerce.New(config.Shop{Name: "soap", URL: server.URL, Key: config.NewSecret(key), KeySecret: config.NewSecret(platformtest.WooSecret)}, platform.HTTPOptions{
					Client: &http.Client{Transport: follow{server.Client().Transport}}, OnNotice: func(notice string) { notices = append(notices, notice) },
				})
				require.NoError(t, err)
				return s
			}
			s := open(platformtest.WooKey)
			for range 2 {
				orders := 0
				require.NoError(t, s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(p platform.Page) error {
					orders += len(p.Orders)
					return nil
				}))
				require.Equal(t, 1, orders)
			}
			require.Equal(t, drops, inQuery.Load() > 0)
			require.LessOrEqual(t, refused.Load(), int64(1), "once it is known it isn't tried again")
			require.Equal(t, drops, len(notices) == 1)

			_, err := open("ck_wrong").Check(t.Context())
			var fault *platform.Error
			require.ErrorAs(t, err, &fault)
			require.Equal(t, http.StatusUnauthorized, fault.Status)
			require.NotContains(t, err.Error(), platformtest.WooSecret)
		})
	}
}

// follow is a transport that follows a redirect to the imitation, as a server that stands
// before a shop would.
type follow struct{ tls http.RoundTripper }

func (f follow) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := f.tls.RoundTrip(r)
	if err != nil || answer.StatusCode != http.StatusTemporaryRedirect {
		return answer, err
	}
	_ = answer.Body.Close()
	inner, err := http.NewRequestWithContext(r.Context(), http.MethodGet, answer.Header.Get("Location"), nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultTransport.RoundTrip(inner)
}
