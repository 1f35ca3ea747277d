// Package trial sends a campaign's message to an address of who tries it out: marked, with
// links that act on nobody, outside the books.
//
// The protocol: ChannelOf says which channel an address is one of, Model whose message it
// is, Message renders it for that address and for nobody else, and HandOver sends it.
// Nobody's consent is asked: who tries it out names an address whose owner expects it.
package trial
