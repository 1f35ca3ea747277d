// Package rekey keys what was stored unkeyed: the nodes of people's identifiers, and with
// them the ids of members, in every table that holds them.
//
//	rekey.go   a run, as the list of its steps
//	tables.go  the tables, and what of each is another number afterwards
//	refuse.go  when it may not begin
//	adopt.go   when the ledger of an earlier database may still be copied
//
// What is stored becomes its keyed hash under the brand's key (identity.NodeKey), which is
// what a derivation from the shops' records would make as well: nothing has to be read
// again, and members, their numbers and the ledger stay as they are. Each table is built
// next to the one that is used, counted, and exchanged with it at once; its comment names
// the run, so that a run which was cut short goes on where it was. Until its end nobody
// else may work (schema.ErrRekeying).
package rekey
