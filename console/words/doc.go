// Package words is what the console's pages say, in each language. A word that is missing in
// one of them fails a test.
package words
