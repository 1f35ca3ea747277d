// Package pull is the loader: it takes the pages of a shop, gathers them into
// blocks and hands each block to a store, while the next pages are fetched. It
// knows neither Temporal nor ClickHouse: its caller passes a Store and a Tracker.
//
// # Protocol
//
// A block holds what some pages held and the cursor behind the last of them. The store
// takes it whole, and may keep it for a while to store it with the next ones. Only when
// they are stored does the Tracker learn the cursor, so that an attempt
// which is killed at any moment goes on at or before the first record that isn't
// stored: a record may be stored twice, and none is left out. What was read before a
// failure of the shop is stored and tracked all the same. After a failure of the
// store nothing more is read.
//
// The bytes of blocks bound the worker's memory: BlocksInFlight of BlockBytes each
// exist at a time, one that is filled and one that the store takes. What a store keeps
// beyond it keeps elsewhere: ClickHouse gathers an insert that isn't ended yet.
package pull
