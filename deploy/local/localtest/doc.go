// Package localtest gives tests the embedded stack.
//
// Stack is the one ClickHouse and the one Temporal that all test binaries of a
// checkout share. The first binary that needs it starts it: the binary itself
// is started again as a daemon that owns the stack, on free ports, with fresh
// data. The others find it by its socket. A connection to that socket is a
// lease, which the kernel gives back for a test process that was killed; 20 s
// after the last lease the daemon ends the stack and itself. Its home is a
// directory of the user's cache, named after the checkout; daemon.log and
// stack/logs stay there until the next start.
//
// Private is a stack for one test that stops or kills parts of it.
//
// Importing the package is enough: its init turns a process that was started
// for the daemon's role into the daemon, before any test runs.
package localtest
