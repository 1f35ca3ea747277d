// Package shopify pulls the orders and customers of a Shopify shop over its
// Admin GraphQL API, at a pinned version (2026-10 unless configured).
//
// How an order's states map:
//
//	Placed     always: drafts are another kind of record
//	Paid       displayFinancialStatus PAID, PARTIALLY_REFUNDED or REFUNDED; also
//	           PENDING where paymentGatewayNames says cash on delivery and the
//	           order is not cancelled: accepted cash on delivery is paid until its
//	           collection fails, which cancels or voids the order. Other PENDING
//	           orders, AUTHORIZED and PARTIALLY_PAID are not: the money is not
//	           there, or not all of it
//	Fulfilled  displayFulfillmentStatus FULFILLED
//	Cancelled  cancelledAt is set, or the financial status is VOIDED or EXPIRED
//	Test       test
//	PlacedAt   processedAt, which imported orders keep, else createdAt
//
// Cash on delivery is known by its gateway's name: Shopify's own, "Cash on Delivery
// (COD)", the word COD, 貨到付款 or 取貨付款 (paid where it is picked up). A merchant
// who calls it something else sees those orders unpaid until they are collected.
//
// Total is what the order is worth now, before refunds: currentTotalPriceSet, to
// which returns and edits have already been applied, plus totalRefundedSet; but
// never more than totalPriceSet (before returns) unless currentTotalPriceSet is
// itself more. So Total less Refunded is currentTotalPriceSet wherever a return
// lowered it, a refund without a return (good will) lowers the net once, and a line
// that was edited away before it was paid is gone from Total without being a
// refund. Neither is ever subtracted twice.
//
// Amounts are shopMoney, the shop's own currency. Quantity and a line's Amount are
// those ordered: partial refunds don't lower units. Cost is not read (it would
// need read_inventory). A line that isGiftCard is money in advance: no revenue, unless
// the shop's count_gift_cards says so.
//
// Refunds have their own dates. Refund records without money, which Shopify makes
// for lines that were edited away, are left out. Customers' consents come from the
// marketing state of their default address and number: SUBSCRIBED is a yes,
// UNSUBSCRIBED and REDACTED are a no; other states count as a no where a time shows
// that they were chosen, and as silence otherwise. LINE user ids are read from an
// order's attributes line_user_id or _line_user_id; customers carry none.
//
// Windows of up to 2,000 records are read page by page, and what they hold beyond that by
// a bulk operation: the query runs at Shopify, grouped, so that the lines of an order stand
// behind it in the file, which is read as it comes; its cursor is the operation's id and the
// place in the file. The operation reads what was there when it passed by: an order that
// changes meanwhile is in the next window. What no operation did, pages do.
//
// Products are read by variant, abandoned checkouts as events, where the shop's also_pull
// names them: see TestAbandonedCheckouts for what becomes of one that was completed.
//
// Orders are read along updatedAt, whose cursor holds its place while others
// move; after 20,000 records the walk starts again from the time it reached, for
// deep paging is limited. Shopify prices queries: the client waits until the shop's
// bucket holds the price of the next one, and halves its pages where a single
// query is priced out.
//
// What updatedAt misses. It moves with every payment, refund, edit and fulfilment
// that Shopify's documents name, but the search index may lag: the lookback and
// Reread, which yields the orders created within the shop's reread once more, catch
// that. Deleted orders leave no trace in the API: Sights says how totals, the list of
// ids and null for a deleted id find them. Without the scope read_all_orders, orders
// older than 60 days are hidden, and nothing is taken for deleted.
package shopify
