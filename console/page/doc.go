// Package page holds the templates of the pages and their style, which are embedded: nothing
// is built, and nothing is asked of other servers. Every page is whole without scripts; htmx
// (static/htmx.min.js) fetches what was still being counted, and counts again while somebody types.
package page
