// Package campaign holds the commands about campaigns: see one before it goes, decide about
// it, send it again to some, and know what came of it.
package campaign
