// Package medusa pulls the orders and customers of a Medusa v2 shop over its Admin API
// (2.21 or later: older ones can't filter orders by id).
//
// How an order's states map:
//
//	Placed     always: drafts are in no list; one that is asked for by its id has status
//	           draft and is not placed
//	Paid       payment_status captured, partially_refunded or refunded, or
//	           partially_captured where what was captured covers the total: an order that
//	           an edit made dearer is paid in part
//	Fulfilled  fulfillment_status fulfilled, shipped or delivered: all of it
//	Cancelled  status canceled, or canceled_at is set
//	Test       never: Medusa has no such mark
//	Unmapped   a payment_status that Medusa 2.21 doesn't have
//	PlacedAt   created_at
//
// The status that people see is the payment's, since the order's own is pending nearly
// always; canceled, draft, archived and requires_action are the order's.
//
// Total is item_total plus shipping_total: after discounts, before refunds, tax
// included. Neither total, which credit lines of refunds and returns lower, nor
// original_total, which knows no discounts, is that. Refunds are those of the payments,
// each with its own time. Amounts are in major units, in the order's own currency.
//
// A customer without an account is a guest: the order names no customer then, and the
// record has no time of registration. LINE user ids and consents are read from metadata,
// of orders and customers line_user_id, of customers marketing_consent_edm, _sms and
// _line with yes or no and, next to them, marketing_consent_edm_at and so on with an
// RFC 3339 time. Medusa itself has no consent. City is that of the first address.
//
// Lists are read by rising id, each page behind the last id of the one before: ids never
// change, so nothing can move out of sight while a list is read.
//
// What updated_at misses. A payment that is captured doesn't move its order: Reread
// yields the orders created within the shop's reread once more, and, of whatever age,
// those whose payments changed since. Deleting a customer leaves the orders as they
// are; their list shows them without the customer, and a sweep sees it. Nothing deletes
// an order over the API: a 404 of one id, which only the database can cause, is taken for
// deleted.
package medusa
