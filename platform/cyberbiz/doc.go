// Package cyberbiz pulls the orders and customers of a CYBERBIZ shop over its app API v1,
// https://app-store-api.cyberbiz.io, which has one address for all shops and knows the
// shop by its token. It takes 5 requests per second of a token.
//
// How an order's status maps (statuses.order_status, financial_status, fulfillment_status):
//
//	Placed     always: the API has no drafts. Of an abandoned payment the order is
//	           cancelled
//	Paid       financial_status paid, remitted, refunded, no_refunded, pending_refund,
//	           pending_partial_refund, partial_refunded, refunding or refund_failed;
//	           or cod (to be collected), unless the parcel is on its way back or the
//	           order cancelled
//	Fulfilled  fulfillment_status fulfilled, arrived or received, and not cancelled
//	Cancelled  order_status cancelled, or financial_status failed or abandoned
//	Unmapped   every other order_status than open, closed and cancelled
//
// The word that is kept of an order is "order_status/financial_status". Total is
// prices.total_price (else total_line_items_price and shipping_rate_price); the discount is the sum of the amounts
// below prices.discounts; a line's amount is total_price_after_discounts. Amounts are JSON
// numbers without a currency: the currency is that of the shop's config, which Check compares with /shop.
//
// Refunds are the entries of return_histories that have a price, each at its refunded_at,
// else at timings.refund_at or return_at. An order that is refunded without such an entry, or for
// more than they hold, has the rest as a refund at timings.refund_at, else at its last
// change.
//
// Times have no zone and are Taipei's, whatever zone the config says. Filters include both
// bounds, in whole seconds.
//
// Paging. Pages have numbers, 50 rows at most, and the order of the rows is documented
// nowhere: windows are read in slices of 31 days, up to the moment at which a slice begins,
// so that rows leave it and none enters; where the number of rows (X-Total) falls, the walk
// steps back.
//
// What is read of customers: accepts_marketing is the answer for edm (and has no time), of
// uid_providers the entry line is the LINE user id. Customers have no filter by creation
// that is known: the total is that of all, less those who came since.
//
// Products are read where the shop's also_pull names them, all of them: their list has no
// filter by time that is known. Addresses are written without their scheme. A cart is only
// shown customer by customer (customer_cart_items), without a list of who has one: none is read.
//
// Coupon codes: discounts.coupon_discounts was only ever seen empty, and what a coupon of it
// is called is documented nowhere, so none is read; a column coupons of a file feed does.
//
// Not verified: all of this is known from a community's SDK that records real answers, not
// from the platform; no shop was asked. Not known are the order of lists, whether a refund
// moves updated_at (Reread yields the orders created within the shop's reread again), whether
// lists leave out deleted orders, what status 404 a deleted order has (a 404 and an answer
// that is null are taken for it, after a list was answered), the city of a customer, and
// whether accepts_marketing means mail alone: it is taken for edm only.
package cyberbiz
