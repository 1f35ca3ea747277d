// Package approval keeps what a campaign said when a person let a run of it be sent.
//
// The protocol: Record writes the mark of its texts with an approval or a release; who
// sends asks for the newest by Mark, and doesn't send other texts.
package approval
