// Package recommend recommends products by brute force and from the definitions alone.
// It is for tests.
package recommend
