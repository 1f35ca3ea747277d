// Package platformtest is the conformance suite of shop connectors: hostile
// shops, the faults that real shops and the network between show, and the tests
// that every connector must pass. It knows a connector only as a
// platform.Source.
//
// A Shop is one of the sandbox's imitations (package shops), filled with the
// orders and customers that a test puts there, behind a layer that disturbs what
// it answers: pages that move while they are read, records that are spoilt or
// hidden, amounts in other forms, and Faults in place of an answer. Conform runs
// the suite; a connector's own tests use a Shop for what only that platform does.
package platformtest
