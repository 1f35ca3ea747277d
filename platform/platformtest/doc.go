// Package platformtest is the conformance suite of shop connectors: imitation
// shops that answer as documented and observed, faults that real shops and the
// network between show, and the tests that every connector passes. It knows a
// connector only as a platform.Source; the imitations share no code with it.
package platformtest
