// Package ninetyone pulls the orders of a 91APP shop over its OMNI API,
// https://api.91app.com/ec/V2, for a key (x-api-key) that 91APP issues to merchants and
// partners.
//
// What is documented, by a catalogue of the API's endpoints: SalesOrder/GetList asked by
// POST for windows of at most 7 days of OrderDateTime or UpdateDateTime, from a Position on,
// at most 100 at a time; SalesOrder/Get for one order by its TMCode; ReturnGoodsOrder/GetList
// for the returns of windows of at most 7 days; the envelope Status, Data, ErrorMessage; the
// states WaitingForPayment, WaitingForShipping, Shipping, Finish and Cancel.
//
// What is not verified, for nobody without a merchant's key has seen an answer: the names
// of all fields inside Data but TGCode, TMCode, TSCode and ReturnGoodDetailId, the form of
// amounts, the time zone (the shop's in the config), whether windows include their ends, the pace
// (2 requests per second are sent), the order of lists, what a key that is wrong or an order that
// doesn't exist is answered with. The names stand in tables (orderFields, lineFields,
// returnFields); an order in which one of those that count is missing is rejected with its
// raw record, so that a wrong guess shows itself by rejected orders and a night that isn't
// green, never by a wrong number. Before this connector is relied on, one answer of a real shop
// has to be compared with the tables. Until then 91APP's CSV export as a file feed is the
// way that is known to work.
//
// An order is a TMCode: the list names it, its parts (TSCode) come from SalesOrder/Get, one
// request each. How its state maps:
//
//	Placed     always
//	Paid       WaitingForShipping, Shipping, Finish
//	Fulfilled  Finish
//	Cancelled  Cancel
//	Unmapped   every other state
//
// A return that is finished (Finish) is a refund of its order at its own date.
//
// Coupon codes: the names of fields that hold them are not known, so none is read; a
// column coupons of a file feed does.
//
// Paging. The API is not known to count: pages are cut by position, and each begins with the
// last row of the one before; where that is not among its rows, rows have left the window, and
// the walk steps back. Windows end where a slice begins, so that none enters.
//
// Products (SalePage/GetSKUList) and carts are not pulled: the names of a product's fields are
// documented nowhere, and no list of carts is. A feed of products holds what also_pull can't.
//
// The customers of 91APP are behind another key and another host, whose answers nobody has
// seen either: they are not pulled; a file feed holds them.
package ninetyone
