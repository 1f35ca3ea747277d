package hint_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/platform"
	"regulars/platform/hint"
)

const key = "the secret of the shop's app"

func sum(body string) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return mac.Sum(nil)
}

func in64(body string) string  { return base64.StdEncoding.EncodeToString(sum(body)) }
func inHex(body string) string { return hex.EncodeToString(sum(body)) }

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func TestRead(t *testing.T) {
	orders, customers := platform.Orders, platform.Customers
	shopify := func(topic, body string) http.Header {
		return header("X-Shopify-Topic", topic, "X-Shopify-Hmac-SHA256", in64(body))
	}
	woo := func(topic, body string) http.Header {
		return header("X-WC-Webhook-Topic", topic, "X-WC-Webhook-Signature", in64(body))
	}
	global := func(topic, body string) http.Header {
		return header("X-Shopline-Topic", topic, "X-Shopline-Hmac-Sha256", in64(body))
	}
	cyberbiz := func(topic, body string) http.Header {
		return header("X-Cyberbiz-Event", topic, "X-Cyberbiz-Hmac-Sha256", inHex(body))
	}
	for _, c := range []struct {
		shop   string
		header func(topic, body string) http.Header
		topic  string
		body   string
		want   []hint.Hint
	}{
		{"shopify", shopify, "orders/updated", `{"id":820982911946154508,"customer":{"id":1},"line_items":[{"id":2}]}`, []hint.Hint{{orders, "820982911946154508"}}},
		{"shopify", shopify, "orders/delete", `{"id":820982911946154508}`, []hint.Hint{{orders, "820982911946154508"}}},
		{"shopify", shopify, "orders/edited", `{"order_edit":{"id":5,"order_id":6}}`, []hint.Hint{{orders, "6"}}},
		{"shopify", shopify, "refunds/create", `{"id":7,"order_id":8}`, []hint.Hint{{orders, "8"}}},
		{"shopify", shopify, "customers/update", `{"id":9}`, []hint.Hint{{customers, "9"}}},
		{"shopify", shopify, "customers/redact", `{"customer":{"id":9}}`, nil},
		{"shopify", shopify, "products/update", `{"id":9}`, nil},
		{"woocommerce", woo, "order.updated", `{"id":2327,"parent_id":0,"status":"processing"}`, []hint.Hint{{orders, "2327"}}},
		{"woocommerce", woo, "order.deleted", `{"id":2327}`, []hint.Hint{{orders, "2327"}}},
		{"woocommerce", woo, "customer.updated", `{"id":12}`, []hint.Hint{{customers, "12"}}},
		{"woocommerce", woo, "coupon.created", `{"id":12}`, nil},
		{"shopline-global", func(topic, body string) http.Header {
			return header("X-Shopline-Topic", topic, "X-Shopline-Hmac-Sha256", inHex(body))
		}, "orders/create", `{"id":"21057843729832349112","name":"#D1001"}`, []hint.Hint{{orders, "21057843729832349112"}}},
		{"cyberbiz", func(topic, body string) http.Header {
			return header("X-Cyberbiz-Event", topic, "X-Cyberbiz-Hmac-Sha256", inHex(body))
		}, "orders/paid", `{"id":5550001}`, []hint.Hint{{orders, "5550001"}}},
		{"cyberbiz", func(topic, body string) http.Header {
			return header("X-Cyberbiz-Event", topic, "X-Cyberbiz-Hmac-Sha256", in64(body))
		}, "customers/update", `{"customer":{"id":5550001}}`, []hint.Hint{{customers, "5550001"}}},
		{"shopify", shopify, "customers/data_request", `{"id":9,"customer":{"id":9}}`, nil},
		{"shopline-global", global, "orders/edited", `{"order":{"id":"21"}}`, []hint.Hint{{orders, "21"}}},
		{"shopline-global", global, "customers/update", `{"id":"42"}`, []hint.Hint{{customers, "42"}}},
		{"shopline-global", global, "customers/update", `{"customer":{"id":"42"}}`, []hint.Hint{{customers, "42"}}},
		{"shopline-global", global, "products/update", `{"id":"42"}`, nil},
		{"cyberbiz", cyberbiz, "orders/paid", `{"order":{"id":5}}`, []hint.Hint{{orders, "5"}}},
		{"cyberbiz", cyberbiz, "customers/create", `{"id":6}`, []hint.Hint{{customers, "6"}}},
		{"cyberbiz", cyberbiz, "apps/uninstall", `{"id":6}`, nil},
		{"easystore", func(_, body string) http.Header { return header("EasyStore-Hmac-SHA256", inHex(body)) }, "", `{"order":{"id":37069894}}`, []hint.Hint{{orders, "37069894"}}},
		{"easystore", func(_, body string) http.Header { return header("EasyStore-Hmac-SHA256", inHex(body)) }, "", `{"product":{"id":37069894}}`, nil},
	} {
		got, err := hint.Read(c.shop, key, c.header(c.topic, c.body), []byte(c.body))
		require.NoError(t, err, c.shop+c.topic)
		require.Equal(t, c.want, got, c.shop+c.topic)
	}
}

// What isn't signed with the shop's key says nothing, whatever sign of it is another.
func TestForged(t *testing.T) {
	const body = `{"id":2327}`
	signed := func(signature string) http.Header {
		return header("X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature", signature)
	}
	for i := range len(body) {
		other := []byte(body)
		other[i] ^= 1
		_, err := hint.Read("woocommerce", key, signed(in64(body)), other)
		require.ErrorIs(t, err, hint.ErrForged, fmt.Sprint("byte ", i))
	}
	for why, signature := range map[string]string{"none": "", "no base64": "%%%", "empty": "=", "another": in64(body + " "), "hexadecimal of another": inHex(body + " "), "a part": in64(body)[:20]} {
		_, err := hint.Read("woocommerce", key, signed(signature), []byte(body))
		require.ErrorIs(t, err, hint.ErrForged, why)
	}
	// An empty key signs what anybody can make.
	mac := hmac.New(sha256.New, nil)
	mac.Write([]byte(body))
	_, err := hint.Read("woocommerce", "", signed(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(body))
	require.ErrorIs(t, err, hint.ErrForged, "no key")
	// A ping is only one without a signature.
	_, err = hint.Read("woocommerce", key, signed(in64(body)), []byte("webhook_id=1"))
	require.ErrorIs(t, err, hint.ErrForged, "signed as another")
	for _, c := range [][2]string{{"woocommerce", ""}, {"woocommerce", "another key"}, {"medusa", key}} {
		_, err := hint.Read(c[0], c[1], signed(in64(body)), []byte(body))
		require.ErrorIs(t, err, hint.ErrForged, c)
	}
	require.False(t, hint.Can("medusa"))
	require.True(t, hint.Can("shopify"))
}

// WooCommerce asks, unsigned, whether somebody is there when a webhook is saved.
func TestPing(t *testing.T) {
	got, err := hint.Read("woocommerce", key, header("X-WC-Webhook-Topic", "order.updated"), []byte("webhook_id=1"))
	require.NoError(t, err)
	require.Empty(t, got)
	_, err = hint.Read("shopify", key, header("X-Shopify-Topic", "orders/updated"), []byte("webhook_id=1"))
	require.ErrorIs(t, err, hint.ErrForged)
}

func TestMalformed(t *testing.T) {
	for _, body := range []string{"", "x", "[]", `{"id":`, `{}`, `{"id":{}}`, `{"id":null}`} {
		_, err := hint.Read("woocommerce", key, header("X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature", in64(body)), []byte(body))
		require.ErrorIs(t, err, hint.ErrMalformed, body)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("woocommerce", "order.updated", `{"id":2327}`)
	f.Add("easystore", "", `{"order":{"id":"1"}}`)
	f.Fuzz(func(t *testing.T, shop, topic, body string) {
		h := header("X-WC-Webhook-Topic", topic, "X-Shopify-Topic", topic)
		for _, name := range []string{"X-WC-Webhook-Signature", "X-Shopify-Hmac-Sha256", "X-Shopline-Hmac-Sha256", "X-Cyberbiz-Hmac-Sha256", "EasyStore-Hmac-SHA256"} {
			h.Set(name, in64(body))
		}
		got, err := hint.Read(shop, key, h, []byte(body))
		if err == nil && len(got) > 0 && (got[0].ID == "" || got[0].Entity == "") {
			t.Fatalf("%q hints at %+v", body, got)
		}
	})
}
