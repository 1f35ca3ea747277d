// Package returnpath makes return addresses, one for each message (VERP), and reads them
// where something came back: bounces+TOKEN@shop.tw. The token holds which message it is and
// the proof, keyed by privacy.hash_key, that we made it; it holds nothing of the reader.
package returnpath
