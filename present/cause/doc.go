// Package cause is why a night isn't whole, or a campaign is held: a code with its
// parameters, and the sentence of each in both languages. Who finds a cause stores the
// code; who shows it asks for the sentence. So nothing that is stored has to be
// translated, and each language's words stand once.
//
//	cause.go    Cause, its codes, and how a sentence is made
//	hold.go     why a campaign is held, found again in what its run says
//	english.go  chinese.go  the words
//
// Words: the place of a cause is the shop, campaign or table that it is about.
package cause
