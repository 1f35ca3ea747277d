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
// revenue. A line's amount is its subtotal less its total_discount, its cost is its cost_price
// for each piece; where that is null or nothing, nobody wrote it down.
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
// Products and checkouts are read where the shop's also_pull names them, by rising id:
// page numbers of checkouts were seen to be unreliable. Products are read by the time of
// their last change, checkouts as a whole each time: the filters of their list are described
// as those of products, and what they do is not known. A product has a page unless
// is_published says that it has none or, where that is missing, published_at is empty. A
// checkout that was paid is done. The list shows checkouts that are still open, and none of
// their customers; one that becomes an order leaves it. How many there are is not known to be
// counted.
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
// name, currency and time zone in /store.json; of a product, where its page and its pictures
// stand (read are url, and of each of images url or src), and whether its list always holds its
// variants; whether a line's cost_price is a piece's, as its price is.
//
// Where the fields of products and checkouts come from: a client of the API reads id, title,
// created_at, updated_at, is_published, published_at and of variants id, sku, price,
// compare_at_price, cost_price and inventory_quantity of products, and cost_price of the lines
// of orders; another one counted over 1,267 checkouts which fields they have: id, token,
// cart_token, email, currency_code, subtotal_price, total_discount, total_price,
// total_amount_include_transaction, financial_status, line_items, addresses, created_at and
// checkout_url. No answer of a shop was seen.
package easystore
