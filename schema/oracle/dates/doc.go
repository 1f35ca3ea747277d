// Package dates counts days as numbers, so that ages are differences. It is for tests.
package dates
