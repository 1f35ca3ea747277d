// Package vendure pulls the orders and customers of a Vendure shop over its Admin GraphQL
// API (3.x), with an API key (3.6 or later) or the name and password of an administrator.
//
// How an order's states map:
//
//	Placed     orderPlacedAt is set; open carts and drafts have none and are in no list of
//	           ours, nor are the sellers' parts (type Seller) of an aggregate order
//	Paid       settled payments cover the total; one that is worth nothing is paid once its
//	           state says so (PaymentSettled and what comes after it)
//	Fulfilled  state Shipped or Delivered: all of it
//	Cancelled  state Cancelled
//	Test       never: Vendure has no such mark
//	Unmapped   a state that only this shop's order process has
//	PlacedAt   orderPlacedAt
//
// Total is what the order is worth before refunds, tax and shipping included:
// totalWithTax, from which a cancellation or a modification has taken what went, plus what
// was refunded of that, but never more than was settled. So Total less Refunded is what the
// shop keeps, and nothing is subtracted twice. A cancelled order is worth nothing but what
// was paid back. Refunds are those of the payments, each at its creation, unless they
// Failed: one that is Pending is on its way. Amounts are integers of minor units, of as
// many digits as the shop's moneyStrategyPrecision says. Lines are those of now; of a
// cancelled order those that were placed.
//
// A customer without a user is a guest: the order names no customer then, and the record
// has no time of registration. LINE user ids and consents are read from the custom fields
// of customers, where the shop has them: lineUserId, marketingConsentEdm, …Sms and …Line,
// which are booleans or texts, and next to them marketingConsentEdmAt and so on. Vendure
// itself has no consent.
//
// Products and carts are read where the shop's also_pull names them. Products are read all,
// each with its variants: what changes of a variant doesn't move the product's time. One
// without variants is a row without a SKU. Carts are orders that are still active; one counts as left
// once nobody has touched it for an hour, so a window of carts is an hour earlier. A cart that
// became an order leaves the list, and its event stays.
//
// Lists are read by id, which never changes, page by page of so many records behind the
// ones that were read: Vendure can't filter by ids that are larger. Where records leave the
// list meanwhile, the reading steps back; those that enter it push others behind, not away.
//
// What updatedAt misses. It moves with cancellations and modifications, not with
// payments, refunds, shipping or delivery. Pull therefore asks for orderPlacedAt, too, and
// Reread yields the orders that were placed or changed within the shop's reread once more;
// all refunds are counted every night. That an older order is paid or shipped, or that its
// customer has another mail, is seen by the sweep only, which compares every order's state,
// customer and money.
package vendure
