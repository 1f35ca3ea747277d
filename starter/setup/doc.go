// Package setup writes a first regulars.yaml: from flags, or from the answers to a few
// questions (ask.go) on a terminal. What it writes is commented, holds no secret, and
// passes config.Load once the variables that it names are set (write.go).
package setup
