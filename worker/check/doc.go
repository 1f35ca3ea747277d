// Package check looks whether a config can work: its templates compile, and every
// shop, file, channel, predicate, ClickHouse and Temporal that it names answers.
// It writes nothing and sends nothing.
//
// All asks everything at once; a Finding is what one question found: what it says
// where it is ok, warnings, or the error. A config's own mistakes are config's.
package check
