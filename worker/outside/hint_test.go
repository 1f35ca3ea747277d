package outside

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func shopSign(brand, body string) string {
	mac := hmac.New(sha256.New, []byte("webhooks of "+brand))
	mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// A shop says what changed; what it says stands on the disk before it is acknowledged, and
// nobody else says anything.
func TestHints(t *testing.T) {
	w := newWorld(t, true)
	const body = `{"id":2327,"billing":{"email":"ann@shop.test"}}`
	do := func(w *world, method, path, body, signature string) int {
		return w.status(method, path, body, "X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature", signature)
	}
	require.Equal(t, 200, do(w, "POST", "/hints/acme/web", body, shopSign("acme", body)))
	require.Equal(t, []string{"acme/web orders 2327"}, w.kept.hints)
	require.Equal(t, 200, do(w, "POST", "/hints/acme/web", "webhook_id=1", ""), "it asks whether somebody is there")

	for why, c := range map[string]struct {
		method, path, body, signature string
		want                          int
	}{
		"unsigned":         {"POST", "/hints/acme/web", body, "", 403},
		"another body":     {"POST", "/hints/acme/web", body + " ", shopSign("acme", body), 403},
		"another brand's":  {"POST", "/hints/acme/web", body, shopSign("other", body), 403},
		"to another brand": {"POST", "/hints/other/web", body, shopSign("acme", body), 403},
		"no JSON":          {"POST", "/hints/acme/web", "x", shopSign("acme", "x"), 400},
		"no key":           {"POST", "/hints/acme/store", body, shopSign("acme", body), 404},
		"nothing signs":    {"POST", "/hints/acme/lab", body, shopSign("acme", body), 404},
		"no shop":          {"POST", "/hints/acme/none", body, shopSign("acme", body), 404},
		"no brand":         {"POST", "/hints/nobody/web", body, shopSign("acme", body), 404},
		"a longer path":    {"POST", "/hints/acme/web/x", body, shopSign("acme", body), 404},
		"only a look":      {"GET", "/hints/acme/web", "", shopSign("acme", ""), 405},
	} {
		require.Equal(t, c.want, do(w, c.method, c.path, c.body, c.signature), why)
	}
	require.Len(t, w.kept.hints, 1, "what is refused leaves nothing")

	w.kept.fails = errors.New("ClickHouse is restarting")
	require.Equal(t, 503, do(w, "POST", "/hints/acme/web", body, shopSign("acme", body)))
	require.Equal(t, 503, do(newWorld(t, false), "POST", "/hints/acme/web", body, shopSign("acme", body)), "before the database is there")
	require.Contains(t, w.log.String(), "a shop's webhook is refused")
	require.NotContains(t, w.log.String(), "ann@shop.test")
	require.NotContains(t, w.log.String(), "2327")
}
