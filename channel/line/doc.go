// Package line sends messages by the LINE Messaging API with its official SDK:
// one multicast where all texts of a batch are equal, or else one push each.
//
// Every request carries X-Line-Retry-Key from the first try on, so a message
// whose outcome is unknown may be tried again within KeyLife: LINE answers 409,
// which is a yes, to a key that it has accepted. A multicast's key is made of its
// messages' keys: only the very same batch may be tried again. 5xx or no answer
// is unknown; 429 is surely not sent, and is either the rate, which passes, or
// the month's quota (channel.ErrQuota), which doesn't.
package line
