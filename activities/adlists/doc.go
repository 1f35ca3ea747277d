// Package adlists are the activities that keep customer lists of ad platforms in step with
// journeys (enlist). No two of them may work on one list at a time: what calls SyncAdList is
// the list's one workflow.
package adlists
