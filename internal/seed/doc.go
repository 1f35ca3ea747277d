// Package seed gives random tests another seed at every run.
package seed
