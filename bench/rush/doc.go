// Package rush is what a busy shop reports: so many events a second, some of them twice, late
// or out of order, and what has to become of each.
//
// Every event follows from its number alone, so what was to happen is known without asking the
// worker: a cart that was left gets one message; one whose order was reported before it, that
// is of nobody, or that was left a day ago gets none, however often it is reported.
//
//	Plan.At(n) -> Post, at a steady pace, again until the worker says 200 -> Owed, Moments
package rush
