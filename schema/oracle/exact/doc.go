// Package exact has means and quantiles of exact numbers. It is for tests.
package exact
