// Package jsonscan reads JSON answers of shops in one pass, without copying:
// texts and raw records are parts of the answer itself. It is lenient about
// types (an amount may be "574.00", 574.0 or 574, an id a text or a number) and
// strict about syntax in what is read; what is skipped is checked for balance
// only. A value of a wrong kind spoils its record, not the page.
//
// It exists for its speed: over pages of real WooCommerce orders it needs about
// half the time of the fastest struct decoder tried, which moreover would have to
// find the records' borders in a pass of its own, and stops at an unlooked-for type.
package jsonscan
