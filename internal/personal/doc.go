// Package personal takes what looks like a person's address or number out of a text. It
// is a second net, for logs and traces: errors and names of the rooms hold none.
package personal
