// Package tracing makes the traces of a worker: from a night's workflow over its steps down to
// each request to a shop, each batch that is handed over and each query of ClickHouse, and
// from a request of the console down to what it asks. They go to an OTLP receiver
// (config worker.tracing, or the standard OTEL_* variables; a key of the file wins).
//
//	Open      the way to the receiver; nil where traces are off
//	Options   what a Temporal client needs for it: the interceptors
//	Handler   spans of HTTP requests
//
// A workflow without a caller that is traced begins a trace of its own, whose id is made of
// its run's: every worker that takes the run over goes on with the same trace, after its
// cache was lost, too. The span of a workflow is handed over once, when it ends.
//
// No span has a name, an address or a phone number: rooms make them by package
// internal/span, which never takes a text from outside; the texts of errors are left
// out here, and what still looks personal is replaced on its way out.
package tracing
