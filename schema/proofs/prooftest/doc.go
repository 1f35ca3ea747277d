// Package prooftest is what the proofs of the numbers and the tests of the rooms that
// compute them share: an engine, which is a database of its own that derives, measures
// and publishes as a night does without Temporal; orders and people as a test writes
// them; facts of the oracle, stored as a load stores them; and the seeds of a run.
package prooftest
