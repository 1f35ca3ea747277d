package trace_test

import (
	"testing"

	"regulars/schema/proofs/prooftest"
)

// engine is a database of its own, whose numbers the tests look at.
type engine struct{ *prooftest.Engine }

func openEngine(t testing.TB, only ...string) *engine { return &engine{prooftest.Open(t, only...)} }
