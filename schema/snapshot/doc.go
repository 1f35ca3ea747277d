// Package snapshot stores what the deep views kpi_trend and member_asof return for a
// brand's last published date, since planning them costs seconds whatever they return.
//
// Write fills the tables from the views themselves, after a generation is published. A
// Script is a .sql file that reads a view; Of returns it as it is, or reading the
// snapshot where that is current: the two return the same rows.
//
// The stamp of a snapshot is a hash of all that its view reads as of its date: the
// published generations and targets, or the last derivation, settings, fits and events,
// and the definitions of the views. A snapshot is current while its stamp is what the
// same hash is now; any change, also one that moves no row, makes readers take the view.
// Of members the half of the stamp that is of what they did (events, answers) stands apart:
// who shows one member asks how what is stored stands (StandingOf), and who shows what the
// night left reads it with its time (StoredOf, Script.Stored).
package snapshot
