// Package local is the embedded stack: ClickHouse, Temporal with its UI and a
// mail catcher, all real, on a machine that has Go and npm and nothing else.
//
// Up prepares and starts it, Prepare only downloads and builds; package address
// finds one that another process has up. Everything stands under
// one directory, .local by default: data (kept; Options.Fresh forgets it), logs
// with one file per child, stack.json with the addresses, ClickHouse's password,
// backups, and two locks; nobody else reads it. What
// is downloaded and built is kept in the user's cache for all checkouts.
//
// # Parts
//
// ClickHouse is the library of an npm package, called from a child that is this
// binary started again; package.json pins the version, locks/ the hashes. A relay
// keeps its clients' broken connections and wrong passwords from it, which would end it.
// The kernel keeps it to its own data and to Options.Feeds, where it can. Its own log holds warnings, and no
// queries, whose values may be people's. Temporal is a tool of the small module
// in temporal/, built once. The mail catcher is npm's maildev. The usual ports
// are taken when nobody listens on them, else free ones, on loopback only; before
// every HTTP port stands a door, which lets no page of another site pass. A
// part whose address the environment gives (CLICKHOUSE_ADDR with
// CLICKHOUSE_HTTP_ADDR, TEMPORAL_ADDRESS) is used and not started.
//
// # Children
//
// A child that ends unasked is started again, after a pause that grows; one that
// doesn't stay ends the stack (Stack.Wait).
//
// No child outlives its owner. Each inherits the reading end of a pipe, its
// lifeline, whose writing end only the owner has: a role of this binary ends
// itself when the pipe ends, a foreign program is ended, with its whole process
// group, by a guard, which is a role too. That is how a child is asked to end
// in order (Stop), and what the kernel does for an owner that was killed. On
// Linux a program also dies with its guard.
//
// The owner and all its descendants hold tree.lock, so that the next Up can
// wait until the children of a killed owner have let go of the data; the owner
// alone holds owner.lock, by which address.Find and a second Up see that it lives.
//
// # Roles
//
// Stack.Start runs more children in the same way. Role says what a role does
// and RunRole plays it; call both first in main or TestMain:
//
//	local.Role("worker", runWorker)
//	local.RunRole()
//
// The package's own roles, the guard and ClickHouse, are played by RunRole too:
// Up returns ErrNoRoles in a program that hasn't called it. Importing the package
// changes nothing in a program.
package local
