// Package files is the store that writes files, and the brand's other systems that do:
// sales, customers, consents, events, products and costs.
//
// A Feed writes what a brand.Brand is at that moment, each file whole or not at all, and
// the same brand always the same.
package files
