// Package hide takes out of texts what may be a person's, and what no page should hold: the
// letters of rejected records, what sentences quote, signs that don't print.
package hide
