// Package identity decides what makes two identifiers one: the form in which each is
// stored and compared, its number, and which ones link nobody. It has no I/O.
//
//	email.go   e-mail addresses
//	phone.go   phone numbers, as E.164
//	mobile.go  which of them take an SMS
//	plain.go   what somebody typed, in ASCII as far as it goes
//	node.go    the kinds of identifiers and their numbers
//	keyed.go   their numbers as they are stored: under a key of the brand
//	mask.go    members' ids as they leave the house
//	denied.go  the placeholders that a config denies
//	nobody.go  what stands in the place of people who were anonymised
//
// An identifier is a kind and a value: a customer's is shop/id, an e-mail's and a
// phone's is normalised, a LINE user's is provider/id, since LINE's ids are unique for
// each provider only. Equal kinds and values are one node. Nodes are linked, and
// members made of them, by schema/derive; a value that can't be read is "", and links
// nobody.
package identity
