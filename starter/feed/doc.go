// Package feed is the command that looks at files and writes the feed that reads them
// into the config.
package feed
