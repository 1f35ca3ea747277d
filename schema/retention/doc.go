// Package retention bounds how long the platforms' raw records stand next to what was read
// of them.
//
// The protocol: a worker calls Keep when it begins, with what its config says. ClickHouse then
// empties the raw records of older readings when it merges parts; what was read of them stays.
// Records that could not be understood (rejected) are kept whole, for they are nothing else.
package retention
