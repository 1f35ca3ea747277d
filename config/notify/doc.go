// Package notify is the key notify of a brand: who hears of what, by which way. It holds
// no members, only those who work for the brand.
//
// Words: a kind is what a notification is about; a recipient is an address that gets it.
package notify
