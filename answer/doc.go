// Package answer reads what comes back after a message went out: the webhooks of the
// providers and the mails of a bounce mailbox. It has no I/O: what a request says is
// made of its bytes, the account's keys and the time, and nothing else.
//
// The protocol: Open returns the Reader of a channel's provider. Read first proves that
// the request is the provider's (in constant time), then that it isn't an old one where
// the provider signs a time, and only then reads it. It returns ErrUnsigned, ErrForged,
// ErrStale or ErrMalformed, and nothing with them. The same event has the same EventID
// whenever it is reported, so who stores answers counts it once; they may come in any
// order, and before the message is known to be sent.
//
// Words: an answer is one thing that became of one message, or that a member did. A hard
// bounce says that the address takes no mail at all; a soft one that this message didn't
// arrive. A machine is what opens or clicks without a person: a proxy, a scanner.
package answer
