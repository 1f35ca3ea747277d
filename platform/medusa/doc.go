// Package medusa pulls the orders and customers of a Medusa v2 shop over its Admin API
// (2.21 or later: older ones can't filter orders by id).
//
// How an order's states map:
//
//	Placed     always: drafts are in no list; one that is asked for by its id has status
//	           draft and is not placed
//	Paid       payment_status captured or refunded, and partially_captured or
//	           partially_refunded where what was captured covers the total: an order that
//	           an edit made dearer is not paid until the rest is
//	Fulfilled  fulfillment_status fulfilled, shipped or delivered: all of it
//	Cancelled  status canceled, or canceled_at is set
//	Test       never: Medusa has no such mark
//	Unmapped   a payment_status that Medusa 2.21 doesn't have
//	PlacedAt   created_at
//
// The status that people see is the payment's, since the order's own is pending nearly
// always; canceled, draft, archived and requires_action are the order's.
//
// Total is what the order is worth before refunds, after discounts, tax included: total,
// which edits and received returns lower, and by credit lines those refunds that are for
// neither, plus all refunds. So Total less Refunded is what the shop keeps once it has paid
// back what it owes, and nothing is subtracted twice. It is never more than what the order
// holds (item_total and shipping_total) or what was captured: of a return that was asked
// for and paid back, and has not come yet, total still has the goods. original_total knows
// no discounts. Refunds are those of the payments, each with its own time.
// Amounts are in major units, in the order's own currency; lines are those of now.
//
// Coupon codes are those of the promotions that took something off an item
// (items.adjustments.code), so also of promotions that apply by themselves; one that only
// makes the shipping cheaper is not read.
//
// A customer without an account is a guest: the order names no customer then, and the
// record has no time of registration. LINE user ids and consents are read from metadata,
// of orders and customers line_user_id, of customers marketing_consent_edm, _sms and
// _line with yes or no and, next to them, marketing_consent_edm_at and so on with an
// RFC 3339 time. Medusa itself has no consent. City is that of the first address.
//
// Products are read where the shop's also_pull names them, all of them and by number: a price
// that changes moves neither the product's time nor the variant's, and their list is not known
// to take operators on ids. Where products leave the list meanwhile, the reading steps back. A
// price is that in the shop's currency without rules and for one piece. Carts are in no list of
// the Admin API; drafts are no carts.
//
// Lists are read by rising id, each page behind the last id of the one before: ids never
// change, so nothing can move out of sight while a list is read.
//
// What updated_at misses. A payment that is captured doesn't move its order, nor does a
// refund of what an edit or a return has already taken from its total; that one doesn't
// move its payment either. Reread yields the orders that changed within the shop's reread
// once more, and, of whatever age, those whose payments changed since; the refunds of all
// payments are counted every night. An address that is added to a customer moves nothing,
// and only City is read from it. Deleting a customer leaves the orders as they
// are; their list shows them without the customer, and a sweep sees it. Nothing deletes
// an order over the API: a 404 of one id, which only the database can cause, is taken for
// deleted.
package medusa
