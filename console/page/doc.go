// Package page holds the templates of the pages and their style, which are embedded: nothing
// is built, and nothing is asked of other servers.
package page
