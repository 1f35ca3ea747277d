// Package check proves what stands in deploy/ as far as a machine without a container
// engine and a cluster can: the alerts fire when their fault is there, the chart renders to
// what Kubernetes takes, compose.yaml and the units are valid, the image's files run.
//
// It is a module of its own, so that Prometheus, Kubernetes and compose are no dependency of
// the product. The alerts are evaluated on testdata/scrapes: what a worker reports of each
// fault, which the tests of worker/meter write and hold to be true.
//
//	go test .              as .ci/run does
//	go test -tags helm .   with Helm's own engine, which takes two minutes to compile
package check
