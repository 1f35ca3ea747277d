// Package medusa imitates the Admin API of a Medusa v2 shop (2.21.2), for the conformance
// suite and the tests, as package shops does other platforms.
//
// A Server shows the orders and people of one brand.Shop as they are at that moment. It
// follows what was seen on a running shop, bad habits included: orders come without
// their buyer unless fields asks for it, whatever of the items is asked for yields all of
// each, an order's total is lowered by its refunds, unknown parameters are ignored, and a
// date that can't be read is a failure of the server. Guests have records on their orders
// and are in no list, since the brand keeps none of them.
package medusa
