// Package books shows what became of a campaign's run: its bar, its channels, and why members
// got nothing.
package books
