// Package docs holds the pages for people, as GitHub shows them. numbers.md is written by
// docs/catalogue from the headers of the metrics, config.md by config/reference. The
// tests here follow every link.
//
//go:generate go run ./catalogue
package docs
