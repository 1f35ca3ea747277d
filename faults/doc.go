// Package faults breaks the machine under the product, for real, and starts again.
//
// Its power test keeps ClickHouse's data on an ext4 of its own on a loop device, and cuts
// the power of that disk (what the kernel had not written is gone) while a campaign is
// being sent (sending_test.go), or at a random moment of the pull, the derivation, the
// measuring or the publishing of a night (night_test.go), while it leads the members of
// journeys on, or in a tick after it, which lets in, leads on and sends (walks_test.go). Then
// it kills ClickHouse and mounts the disk again: ClickHouse must start by itself, nobody may
// get a message twice, every message must stand in the books, the night run again must leave
// what an undisturbed one leaves, no load, certificate, walked night or tick may vouch for what
// is gone, and each entry of a journey has walked one way from its beginning. It runs as root where
// loop devices exist, and says so where it can't. One run is one cut, when is up to the
// seed; `make faults` makes all kinds.
//
// `make faults` also kills workers while they pull, compute and send, freezes one, and kills
// ClickHouse and Temporal under a night that sends, and sends to many at once while the
// provider reports and workers are killed (REGULARS_RECIPIENTS): those tests stand in e2e.
//
// Words: a cut is the moment after which nothing more reaches the disk.
package faults
