// Package ledger is what each campaign owes each member on a business date, and
// what became of it. Plan writes one row per member of the audience; a row is never
// planned twice. A sender goes through
//
//	Prepare -> Pick -> Claim -> MarkReserved -> (hand over) -> Record
//
// and Settle closes the books. ClickHouse can't compare and swap: a claim is
// inserted, read back, and holds only for those whom nobody else claims too. Every
// state has a rank that stands in its version, so late news of a frozen worker never
// undoes what is known.
//
// Words: a run is one campaign of one date; a block a part of its members; a delivery
// a member's row; an attempt one try of it on a channel; a batch the deliveries that
// are claimed and handed over together; the books are the sums of a run, and close
// when planned = sent + failed + unknown + excluded + held. Unknown means that the
// provider may have accepted the message although no answer came. A trial compares a
// campaign's variants until a verdict says which of them the rest gets (trial.go). A
// coupon is a code that a delivery holds alone (coupon.go).
package ledger
