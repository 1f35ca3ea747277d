// Package shelf is where a pull puts its blocks: it hands those of package pull to
// ClickHouse, as one load of package intake.
package shelf
