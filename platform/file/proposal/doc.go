// Package proposal looks at files of a shop and proposes the feed that reads them.
//
// # Protocol
//
// Look reads every file from its first row to its last, twice at most, and keeps no
// more than a bounded survey of each column and, of orders, their ids and totals. It
// returns a Report: how the files are written, what each column holds, the feed with
// everything declared, how its orders come out, and questions. A question is what the
// files leave open: it shows the cells, and names the key to write and the values that it
// may have. Nothing is guessed: with questions open the feed isn't to be written.
//
// An answer is a key and its value, as the config has them: dates=mdy,
// columns.amount=Total, statuses.寄出=fulfilled.
package proposal
