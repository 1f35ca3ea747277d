// Package faults breaks the machine under the product, for real, and starts again.
//
// Its power test keeps ClickHouse's data on an ext4 of its own on a loop device, cuts
// the power of that disk while a campaign is being sent (what the kernel had not
// written is gone), kills ClickHouse, mounts the disk again, and sends on: nobody may
// get a message twice, and every message must stand in the books. It runs as root
// where loop devices exist, and says so where it can't.
//
// Words: a cut is the moment after which nothing more reaches the disk.
package faults
