// Package open makes the sender that a channel's settings ask for.
package open
