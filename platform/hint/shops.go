package hint

import (
	"strings"

	"regulars/platform"
)

// webhooks say how a platform's are written.
type webhooks struct {
	signature string // header
	topic     string // header
	ping      string // how an unsigned body begins that only asks whether somebody is there
	topics    []topic
}

// topic is what a platform's topic is about, and where the id stands in its bodies.
type topic struct {
	begins string
	entity platform.Entity
	places []string
}

var shops = map[string]*webhooks{
	// X-Shopify-Hmac-SHA256 is made with the client secret of the app. orders/edited
	// holds the edit, refunds/create the refund; both name their order.
	"shopify": {
		signature: "X-Shopify-Hmac-Sha256", topic: "X-Shopify-Topic",
		topics: []topic{
			{"orders/edited", platform.Orders, []string{"order_edit.order_id"}},
			{"orders/", platform.Orders, []string{"id"}},
			{"refunds/", platform.Orders, []string{"order_id"}},
			{"customers/", platform.Customers, []string{"id"}},
		},
	},
	// X-WC-Webhook-Signature is made with the webhook's secret. When a webhook is
	// saved, webhook_id=1 comes as a form, unsigned.
	"woocommerce": {
		signature: "X-WC-Webhook-Signature", topic: "X-WC-Webhook-Topic", ping: "webhook_id=",
		topics: []topic{
			{"order.", platform.Orders, []string{"id"}},
			{"customer.", platform.Customers, []string{"id"}},
		},
	},
	// X-Shopline-Hmac-Sha256 is made with the app's secret.
	"shopline-global": {
		signature: "X-Shopline-Hmac-Sha256", topic: "X-Shopline-Topic",
		topics: []topic{
			{"orders/", platform.Orders, []string{"id", "order.id"}},
			{"customers/", platform.Customers, []string{"id", "customer.id"}},
		},
	},
	// X-Cyberbiz-Hmac-Sha256 is made with the app's secret, in hexadecimal digits; its
	// pages say base64.
	"cyberbiz": {
		signature: "X-Cyberbiz-Hmac-Sha256", topic: "X-Cyberbiz-Event",
		topics: []topic{
			{"orders/", platform.Orders, []string{"id", "order.id"}},
			{"customers/", platform.Customers, []string{"id", "customer.id"}},
		},
	},
	// EasyStore-Hmac-SHA256 is made with the app's secret. What a request is about is known
	// by the object in it alone.
	"easystore": {
		signature: "EasyStore-Hmac-SHA256",
		topics:    []topic{{"", platform.Orders, []string{"order.id"}}},
	},
}

func (w *webhooks) about(text string) (platform.Entity, []string) {
	for _, t := range w.topics {
		if strings.HasPrefix(text, t.begins) && !isRedaction(text) {
			return t.entity, t.places
		}
	}
	return "", nil
}

// isRedaction reports whether a topic is about what the platform wants to have erased:
// that takes a person, and `starter erase`.
func isRedaction(text string) bool {
	return strings.HasSuffix(text, "/redact") || strings.HasSuffix(text, "/data_request")
}
