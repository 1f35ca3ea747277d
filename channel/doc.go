// Package channel is where messages go: what a provider's account can do
// (Sender), its pace, the text of a message (Template) and the link by which a
// member opts out (OptOut). Each provider is a package of its own below it, and
// package providers opens the one that the settings name. It knows nothing of
// ClickHouse or Temporal.
//
// The protocol of a Sender: each message of a batch ends in one of four ways.
//
//   - sent: the provider said yes. Certain; never send it again.
//   - failed: the provider, or we, said no. Certain; nothing arrives.
//   - unknown: the message was handed over and no answer came. It may arrive. It
//     may be tried again only if the Sender is Idempotent, with the same RetryKey
//     and the same text, and while the provider knows the key (line.KeyLife).
//   - no outcome (""): it was surely not handed over, and may be sent again.
//
// A Sender itself tries again only what was surely not accepted, or what its
// provider drops by its key. An error of Send concerns the account: the rest of
// the batch has no outcome, and *Error says whether, and when, to come back.
package channel
