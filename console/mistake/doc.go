// Package mistake says in Traditional Chinese what is wrong with a campaign's document and what
// to write instead. The validator of the config speaks English; what it says is found by its
// pattern, so that the command line, logs and the console have one validator.
//
//	mistake.go  In
//	chinese.go  the patterns
package mistake
