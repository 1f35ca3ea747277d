// Package adoption copies the ledger of a database that was made before the first release
// into a new one.
package adoption
