// Package door is how people get into the console: links that sign in once, hashes of
// passwords, how many attempts there may be, and what every answer says to browsers.
package door
