// Package nighttest does for tests what a night does of pulling shops and comparing them
// with what is stored, by the activities alone, without a workflow: pull what changed,
// read again what updated times miss, compare the totals, and sweep where they differ.
package nighttest
