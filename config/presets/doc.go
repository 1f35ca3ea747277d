// Package presets holds ready-made feeds: how the exports that shops have are read. Each
// is a file of its own, whose first lines name the export, where it is documented, and
// when that was looked up. An export of which nobody documents the header has none.
//
// # Protocol
//
// The config reads them: preset: shopify-orders gives a feed every key that it doesn't
// write itself. recognised_by are the columns by which the export is known; a file that
// lacks one of them is another export.
package presets
