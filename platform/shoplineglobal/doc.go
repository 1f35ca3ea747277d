// Package shoplineglobal pulls the orders and customers, and where asked products and abandoned checkouts, of a SHOPLINE shop on
// myshopline.com over its REST Admin API, https://NAME.myshopline.com/admin/openapi/VERSION.
// Shops in Taiwan and Hong Kong have another API: package shopline.
//
// The version is part of the address, vYYYYMMDD, and is supported for twelve months. An app
// has 4 requests per second of a shop, and 40 at once.
//
// How an order's status maps (status, financial_status, fulfillment_status):
//
//	Placed     always
//	Paid       financial_status paid, partially_paid, partially_refunded or refunded
//	Fulfilled  fulfillment_status shipped, and not cancelled
//	Cancelled  cancelled_at is set, or status is cancelled
//	Unmapped   every other financial_status than these, unpaid, authorized and pending
//
// The word that is kept of an order is "status/financial_status". Total is total_price; where
// an order has none it is subtotal_price, shipping, tip, adjustment and the tax, unless the
// prices include that. A line's amount is its price times its quantity less its
// discount_allocations.
//
// Refunds are the entries of refunds with the sum of those of their transactions that did not
// fail, else of their lines and adjustments, each at its created_at. Where the order is
// refunded without such an entry, its total is a refund at its last change.
//
// Paging. Pages are behind a link whose page_info stands for all filters. The page of the
// documentation for v20260301 says that a list is of unshipped orders where nothing is said,
// and knows no word for all: so the orders are read in three parts, unshipped, partial and
// shipped, in the order in which an order goes through them.
//
// Consents. accepts_marketing and accepts_mobile_marketing are the answers for edm and sms,
// each with its time. LINE ids are not in the API.
//
// Products and abandoned checkouts are read where the shop's also_pull names them, by the time
// of their last change; both are counted apart. A product's page is its path below the shop's
// address, unless its status is another than active. A checkout that was completed, or has the
// status recovered, is done; its value is total_price in presentment_currency.
//
// Coupon codes: no documented field of an order holds the code that it was bought with, so
// none is read; a column coupons of a file feed does.
//
// Not verified, since no shop was asked: whether an order has total_price; whether an order can have another
// fulfillment_status than the three (the count of all would differ, and the night would not be
// green); the time zone's field of the shop; whether a refund moves updated_at (Reread yields
// the orders created within the shop's reread again); whether the list of ids shows archived
// orders, as it should with status any: what it doesn't show is taken for deleted; cash on
// delivery, which counts as paid only once the shop marks it so; whether the list of checkouts
// without a status is of all of them, and whether counts include the second that bounds them.
package shoplineglobal
