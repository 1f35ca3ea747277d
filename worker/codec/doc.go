// Package codec encrypts what Temporal keeps. Anyone who talks to Temporal, the
// worker and the command line, uses the same key from the config.
package codec
