// Package woocommerce pulls the orders and customers of a WooCommerce shop over
// its REST API v3 (WooCommerce 5.8 or later).
//
// How an order's status maps:
//
//	Placed     every status but checkout-draft, auto-draft and draft
//	Paid       date_paid_gmt is set, or payment_method is cod and the status is
//	           processing or completed (the parcel was accepted). on-hold and
//	           pending are not paid unless money has come before
//	Fulfilled  status completed, or date_completed_gmt is set, and not cancelled
//	Cancelled  cancelled, failed
//	Deleted    trash (force-deleted orders vanish without a trace)
//	Test       never: WooCommerce has no such mark
//	Unmapped   every other status, which is a plugin's: the shop's statuses say what it
//	           means (or regulars.Status, where it is a plain word such as shipped)
//
// Total is the order's total, which refunds do not reduce; it includes tax and
// shipping. Discount, Shipping and each line's Amount include their tax too, so
// that they are parts of Total. Refunds carry their own dates, from /refunds, or
// from /orders/ID/refunds where a shop has no such list; a refund whose date
// neither holds stands at its order's last change. Where the status is refunded
// but the refunds don't add up to the total, Refunded is the total.
//
// Paging. Orders are read in the order of their last change; each page starts one
// second before the last row seen, because modified_after is strict and counts
// whole seconds, and page numbers are used only within one second. So an order
// that changes while the pages are read can't push another one out of sight. Shops
// on the old posts storage sort by local time: in the hour that a clock change
// repeats, the next page starts earlier, so that nothing is skipped.
//
// Customers have no time filter: all of them are read every night, by id, with
// role=all, because orders are placed under any role; a role other than customer
// is kept as a tag. Guests are not in the list; their orders have no CustomerID.
//
// Products are read where the shop's also_pull names them: those that changed since the
// window began, by id, and of a variable one its variations, by their SKUs. There is no list of carts.
//
// meta_data is read for line_user_id (orders and customers) and, on customers,
// marketing_consent_edm, _sms and _line with yes or no and, next to them,
// marketing_consent_edm_at and so on with an RFC 3339 time, each with or without a
// leading underscore. A time without a zone dates nothing; where a key stands twice,
// with a yes and something else, that counts. No other consent is assumed.
//
// What date_modified misses. A deleted refund does not touch its order's time:
// Reread yields the orders placed within the shop's reread once more every night.
// A force-deleted order, a deleted refund of an older order and a deleted customer
// leave no trace in the API; on the old posts storage edits of totals, lines, customer
// or mail don't move the time. Sights says so: Total counts without a window, List
// reads all ids with what they cost hardly more with, and Read asks by id: 404 is
// deleted, 200 is hidden, an order whose status no plugin registers any more.
//
// Shapes. What PHP makes of an empty array or of one with gaps is read as what it
// stands for; an order without its refunds is asked for them.
package woocommerce
