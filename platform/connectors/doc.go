// Package connectors opens the source of a configured shop. It is the only room
// that knows every HTTP platform: a new platform is a package and a line here.
// File shops are opened by package file, since ClickHouse reads them itself.
package connectors
