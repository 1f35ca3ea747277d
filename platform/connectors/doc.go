// Package connectors is the registry of the platforms: it opens the source of a configured
// shop (connectors.go), and says what a shop of each platform needs in the config
// (settings.go), so that who writes a config needs no list of platforms of their own. It is
// the only room that knows every HTTP platform: a new platform is a package and an entry
// here. File shops are opened by package file, since ClickHouse reads them itself.
package connectors
