// Command catalogue writes docs/numbers.md, the catalogue of every number, from the headers
// of schema/metric/numbers: `go generate ./docs`. Names in Traditional Chinese are those
// of the screens.
package main
