// Package platform is where orders come from: Source is one shop of any platform,
// and each platform is a package of its own behind it. It knows nothing of
// ClickHouse or of channels; who pulls carries its pages there.
//
// The protocol: Check dials the shop; Pull yields the records that changed within
// a half-open Window, page by page, each with the Cursor from which a later pull
// may go on; Reread yields once more what the platform's updated time misses; Count
// is what the platform itself says that a window holds. Sights declares what the platform
// tells about the whole shop, whenever it changed, and what nobody can see; Total, List
// and Read are how it is asked. A record that can't be
// understood is Rejected with its reason, never dropped.
//
// HTTP is the one way in which connectors speak to shops: it keeps the pace, obeys
// Retry-After, repeats what is idempotent and hides secrets. An Error says whether
// to try again, when, and what a person can do. A new platform is a package, a line
// in package connectors, and a run of package platformtest.
package platform
