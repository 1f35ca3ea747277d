// Package notify is the commands about notifications: send a test, list what was sent. What
// is sent when is the room notice's.
package notify
