// Package line sends messages by the LINE Messaging API with its official SDK.
//
// Every request carries X-Line-Retry-Key from the first try on, so a message
// whose outcome is unknown may be tried again for 24 hours: LINE answers 409 to
// a key that it has accepted.
package line
