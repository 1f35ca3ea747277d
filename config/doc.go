// Package config reads the one YAML file: brands, shops, lifecycle rules,
// campaigns, channels and what the worker may take of the database. It is typed
// and validated all at once: Load returns every mistake with its line and remedy.
//
// It is the only room that knows a default (defaults.go). A loaded brand has every
// key filled in; a brand that is built in Go, by a test or a tool, gets the same
// from WithDefaults. So who takes a Brand needs no fallback of its own.
//
// Secrets come only as ${ENV} or from a *_file key, and a Secret prints as ***.
// They travel unencrypted to this machine only, which loopback.Is decides. What a
// file may cost is bounded before the YAML parser sees it (limits.go).
//
// docs/config.md and docs/regulars.schema.json are generated from its types and the
// comments of their fields.
package config

//go:generate go run ./reference
