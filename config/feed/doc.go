// Package feed knows which kinds of records a feed of files may hold, and which columns each
// takes.
package feed
