// Package setup is what a brand stands on, as a page: its shops, and for operators the workers,
// the check of the config, who is notified, and what people did.
//
//	page.go  Page, Check and Test
package setup
