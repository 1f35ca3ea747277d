// Command mutants changes one token of a .sql file at a time and runs the tests that
// should notice: a comparison, a bound, a window, FINAL, a condition that is dropped.
// A mutant that no test notices is a rule that isn't tested, or one that changes
// nothing.
//
//	go run ./schema/proofs/mutants -n 40 schema/ledger schema/metric/numbers
//
// The file is replaced for the compiler only (go test -overlay): the tree stays as
// it is.
package main
