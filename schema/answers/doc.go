// Package answers puts what comes back into ClickHouse: the answers of providers, clicks
// on links of ours and pictures that were loaded (message_events), and what visitors and
// members did in a shop (events).
//
// The protocol: what must hold at once is done first (an address is suppressed, a refusal
// recorded), then the answer itself is written, then it is acknowledged; whatever fails
// before that, the provider reports it again, and nothing is done twice. What comes within
// a moment is written as one block: a request waits until its block is on the disk.
//
// An answer may come before it is known which delivery it is of. Attribute finds that out
// later, does what had to wait for it, and marks the opens and clicks of machines that
// only show as such next to others.
package answers
