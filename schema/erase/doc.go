// Package erase removes a person from the database, everywhere, and keeps them out.
//
//	erase.go    a removal, as the list of its steps
//	person.go   by what somebody is known, and what is theirs
//	tables.go   what of each table names them
//	removal.go  what is deleted, blanked or handed to nobody
//	again.go    who was erased, once more: after a restore of an earlier backup
//	kept.go     the hashes of who was erased, in a file outside of the database
//
// A keyed hash of each identifier is kept first, so that no loader lets the person in
// again (intake.OpenDoor). Orders stay in the sums, of nobody; deliveries stay in the
// books of their campaigns, under a random id. All else is deleted. Then every text and
// every number of every table is searched, also of tables that this package doesn't know.
//
// Work tables live in memory alone, and no statement that ClickHouse keeps on its disk
// holds an identifier. The members' tables are right again after the next derivation.
package erase
