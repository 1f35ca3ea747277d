// Package setup writes a first regulars.yaml, and shops into one that is there: from flags,
// or from the answers to a few questions (ask.go) on a terminal. Which platforms there are,
// and what each needs, it knows from package connectors. What it writes is commented, holds
// no secret, and passes config.Load once the variables that it names are set (write.go,
// shop.go).
package setup
