// Package span makes the spans of a trace below those of the workflow, the activity or the
// request that asks: a request to a shop, a message handed over, a query of ClickHouse.
//
// A span is a child or it isn't there: where the context holds no span that is recorded
// (traces are off, or this night isn't sampled), Start costs a look and gives nothing. The
// provider is that of the parent, so no room knows whether and where traces go.
//
// What a span says is made here: names of steps, methods, hosts, codes and counts. Never
// an address with its path, a text of an error, or a value of a query, for those hold people.
package span
