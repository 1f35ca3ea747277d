// Package proofs holds the proofs of the numbers, in addition to the tests of
// schema: random brands, whole ranges and night after night against the oracle, on
// the real ClickHouse.
//
// A test run proves the worked and the published examples and one random brand of
// each kind, which is another one at every run; `make prove` proves many. A failure
// says its seed; REGULARS_SEED repeats it.
package proofs
