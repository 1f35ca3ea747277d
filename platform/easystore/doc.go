// Package easystore pulls the orders and customers of an EasyStore shop over its API 3.0,
// below https://NAME.easy.co/api/3.0.
//
// How an order's status maps (financial_status, fulfillment_status and what says that an
// order is cancelled):
//
//	Placed     always
//	Paid       financial_status paid, refunded, partially_refunded or partially_paid;
//	           or cod (to be collected), unless the order is cancelled
//	Fulfilled  fulfillment_status fulfilled, and not cancelled
//	Cancelled  cancelled_at is set, is_cancelled is true, or financial_status is voided
//	Deleted    is_deleted is true
//	Unmapped   every other financial_status than these, pending and unpaid
//
// The word that is kept of an order is "financial_status/fulfillment_status". Total is
// total_price; the fees of a payment, which only total_amount_include_transaction holds, are no
// revenue. A line's amount is its subtotal less its total_discount.
//
// Refunds are the entries of refunds, each at its created_at. Where total_refund_amount is
// more than they hold, the rest is a refund at the order's last change.
//
// Shapes. What the webhooks send and what the API lists differ: currency or currency_code,
// cancelled_at or is_cancelled; both are read, in or without a wrapper.
//
// Times. Answers carry their offset; filters have none and count in the shop's time zone, so
// the timezone of the config must be the shop's. A shop that answers with records from before
// the time that was asked for ends the pull with that remedy.
//
// Paging. Orders are asked for by rising id, behind the last one (since_id, which includes
// it); where the list counts more than it has shown, the rest is read by page numbers.
// Customers are read by page numbers, in slices of time.
//
// Products and checkouts are read where the shop's also_pull names them, by rising id and the
// time of their last change: page numbers of checkouts were seen to be unreliable. A product
// that says when it is published, and doesn't say it, has no page. A checkout that was paid is
// done. How many checkouts there are is not known to be counted.
//
// Coupon codes: no order that was seen holds the code that it was bought with (the shape of
// discounts is not known), so none is read; a column coupons of a file feed does.
//
// Not verified, since no official page could be read and no shop was asked: whether a list
// without status shows cancelled and archived orders (one that no list shows and that its id
// still finds is taken for hidden, and is asked for each night); the shape of refunds;
// whether a refund or a delivery moves updated_at (Reread yields the orders created within
// the shop's reread again); the most rows of a page (50 are asked for); the pace (2 requests
// per second are sent); whether filters include the second that they name; the names of
// name, currency and time zone in /store.json; the names of a product's fields in answers
// (read are those that create one: title, published_at, images, variants with sku and price;
// and name, url, src); whether the list of checkouts honours the filters by time, which its
// description has in common with products, what a checkout that became an order looks like, and
// whether it names its customer.
package easystore
