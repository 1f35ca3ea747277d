// Package trend compares a published value with those of earlier dates, by brute force
// and from the definitions alone. It is for tests.
package trend
