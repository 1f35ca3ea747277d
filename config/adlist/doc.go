// Package adlist is the key ad_lists of a brand: customer lists of ad platforms that
// journeys keep in step with who walks them.
//
// Words: a list is one that exists on the platform already, and is named there by its id.
package adlist
