// Package localtest gives tests the embedded stack.
//
// Stack is the one ClickHouse and the one Temporal that all test binaries of a
// checkout share. The first binary that needs it builds and starts the program
// in daemon/, which owns the stack, on free ports, with fresh data. The others
// find it by its socket. A connection to that socket is a lease, which the
// kernel closes for a test process that was killed; 20 s after the last lease
// the daemon ends the stack and itself. Its home is a directory of the user's
// cache, named after the checkout; daemon.log and stack/logs stay there until
// the next start. Its data is in memory where there is enough. A package that uses Stack needs no TestMain.
//
// Private is a stack for one test that stops or kills parts of it. Its children
// are the test binary started again, so TestMain has to call local.RunRole.
package localtest
