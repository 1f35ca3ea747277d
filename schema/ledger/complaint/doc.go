// Package complaint counts the readers who reported a run's messages as spam, while it is
// still being sent.
package complaint
