// Package metric computes every number of a brand, and publishes them.
//
// A metric is a .sql file in numbers/, which begins with its definition as YAML
// (header.go, definition.go). The files of snapshot/ first make work tables, such
// as the facts: the derived orders as they stand (steps.go).
//
// Measure writes the numbers of a range of dates as a new generation, which nobody
// sees. Publish makes it visible by one last row in generations: of each date, the
// newest published generation that covers it holds. A generation that was never
// published is forgotten a day later.
package metric
