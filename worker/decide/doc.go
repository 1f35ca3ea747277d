// Package decide is what a person decides about campaigns on the command line or a page: let one
// go, or only its first messages, hold it, end it, and stop or resume all of a brand's.
// Each is an update of the campaign's workflow, and is in the ledger when it returns; the
// ledger keeps who decided, when and why.
package decide
