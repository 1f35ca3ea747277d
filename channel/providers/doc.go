// Package providers opens the sender that a channel's settings ask for. It is the
// only place that knows every provider; package channel knows none.
package providers
