package regulars

import "slices"

// EventTypes are the kinds of behaviour that a shop may report of visitors and members.
var EventTypes = []string{
	"page_view", "product_view", "search", "add_to_cart", "checkout_started", "checkout_abandoned", "cart_abandoned", "order_placed", "login", "registered", "review", "survey_score",
	"ticket_opened", "ticket_closed", "return_requested", "follow", "unfollow", "share", "invited", "referral", "comment",
	"message_click", "message_clicked", "message_reply", "message_replied",
}

// PublicEventTypes are those that a shop's pages may report by themselves: what a visitor
// looks at and puts into the cart. Anybody can write them.
var PublicEventTypes = []string{"page_view", "product_view", "add_to_cart", "checkout_started"}

// IsEventType reports whether a shop may report a kind of behaviour, from its pages or
// from its own server.
func IsEventType(kind string, fromPages bool) bool {
	if fromPages {
		return slices.Contains(PublicEventTypes, kind)
	}
	return slices.Contains(EventTypes, kind)
}
