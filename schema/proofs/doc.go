// Package proofs holds the proofs of the numbers, beside the tests of schema:
// random brands, whole ranges and night after night against the oracle, on the
// real ClickHouse. A few run with every test run, all of them with `make prove`.
package proofs
